import Base

@testable import Neural

/// Numbers uniform on ±1 from a named stream.
func uniformNumbers<Scalar: NetworkScalar>(
  _ count: Int, seed: UInt64, _ purpose: String, as scalar: Scalar.Type = Scalar.self
) -> [Scalar] {
  var stream = RandomStream(seed: seed, purpose: purpose)
  return (0..<count).map { _ in Scalar(stream.uniform(-1, 1)) }
}

/// A parameter of no layer.
func makeParameter<Scalar: NetworkScalar>(
  _ values: [Scalar], shape: [Int], name: String
) -> Parameter<Scalar> {
  let parameter = Parameter<Scalar>(name: name, shape: shape, initialiser: .uniform(fanIn: 1))
  parameter.values.array = values
  return parameter
}

extension NetworkBlueprint {
  /// Flatten if needed, dense layers with ReLU between them, `widths` last one the classes.
  static func mlp(_ inputShape: [Int], _ widths: [Int]) -> NetworkBlueprint {
    var layers = inputShape.count == 3 ? [NamedLayer("flatten", .flatten)] : []
    for (index, width) in widths.enumerated() {
      layers.append(NamedLayer("fc\(index + 1)", .dense(outputs: width)))
      if index + 1 < widths.count { layers.append(NamedLayer("relu\(index + 1)", .relu)) }
    }
    return NetworkBlueprint(inputShape: inputShape, layers: layers)
  }

  /// Two convolutions with ReLU and pooling, two dense layers: every kind of layer.
  static func smallCNN(_ inputShape: [Int]) -> NetworkBlueprint {
    NetworkBlueprint(
      inputShape: inputShape,
      layers: [
        NamedLayer("conv1", .convolution(filters: 3, kernel: 3, padding: 1)),
        NamedLayer("relu1", .relu),
        NamedLayer("pool1", .maxPool(size: 2)),
        NamedLayer("conv2", .convolution(filters: 4, kernel: 2)),
        NamedLayer("relu2", .relu),
        NamedLayer("flatten", .flatten),
        NamedLayer("fc1", .dense(outputs: 6)),
        NamedLayer("relu3", .relu),
        NamedLayer("fc2", .dense(outputs: 4)),
      ])
  }
}

/// A network with PyTorch's initialisation from `seed`, but what that sets to one number drawn about
/// it, so that no factor of 1 or term of 0 hides a mistake.
func makeNetwork<Scalar: NetworkScalar>(
  _ blueprint: NetworkBlueprint, seed: UInt64 = 11, as scalar: Scalar.Type = Scalar.self
) throws -> Network<Scalar> {
  let network = try Network<Scalar>(blueprint)
  network.initialise(seed: seed)
  for parameter in network.parameters {
    guard case .constant(let number) = parameter.initialiser else { continue }
    parameter.values.array = uniformNumbers(parameter.count, seed: seed, parameter.name).map {
      Scalar(number) + $0 / 2
    }
  }
  return network
}

extension Network {
  /// The training path's logits, copied.
  func trainingLogits(_ inputs: [Scalar]) -> [Scalar] {
    let count = inputs.count / inputElements
    return inputs.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return [] }
      return Array(
        UnsafeBufferPointer(start: forward(base, count: count, .training()), count: count * classes)
      )
    }
  }
}
