@testable import Neural

/// A layer's slow twin in PyTorch's order: images channel × height × width, weights as in files.
protocol ReferenceRule {
  /// The outputs of one sample of `shape`; `numbers` holds the parameters in file order.
  func reference(
    _ values: [Double], _ shape: [Int], _ output: [Int], layer: String,
    _ numbers: ReferenceNetwork
  ) throws -> [Double]
}

/// A slow network in PyTorch's order.
///
/// It shares nothing with the layers it checks but the blueprint and the numbers in file order, so
/// it also checks that both orders mean the same network.
struct ReferenceNetwork {
  let blueprint: NetworkBlueprint
  let parameters: [String: [Double]]

  init<Scalar: NetworkScalar>(of network: Network<Scalar>) {
    blueprint = network.blueprint
    parameters = Dictionary(
      uniqueKeysWithValues: (network.parameters + network.statistics).map {
        ($0.name, $0.fileOrder(of: $0.values).map(\.asDouble))
      })
  }

  /// The logits of one input given height × width × channels.
  func logits(of input: [Double]) throws -> [Double] {
    let shape = blueprint.inputShape
    var values = input
    if shape.count == 3 {
      let (height, width, channels) = (shape[0], shape[1], shape[2])
      values = (0..<channels).flatMap { c in
        (0..<height * width).map { input[$0 * channels + c] }
      }
    }
    return try outputs(of: blueprint.layers, values, ActivationShape(shape))
  }

  /// What `layers` make of one sample.
  func outputs(of layers: [NamedLayer], _ values: [Double], _ shape: ActivationShape) throws
    -> [Double]
  {
    var values = values
    for place in try layers.places(from: shape) {
      guard let rule = place.rule as? any ReferenceRule else { continue }
      values = try rule.reference(
        values, place.input.dimensions, place.output.dimensions, layer: place.name, self)
    }
    return values
  }

  func weight(_ layer: String) -> [Double] { parameters["\(layer).weight"] ?? [] }
  func bias(_ layer: String) -> [Double] { parameters["\(layer).bias"] ?? [] }
}

extension ReLU: ReferenceRule {
  func reference(
    _ values: [Double], _ shape: [Int], _ output: [Int], layer: String,
    _ numbers: ReferenceNetwork
  ) -> [Double] {
    values.map { max($0, 0) }
  }
}

extension Residual: ReferenceRule {
  func reference(
    _ values: [Double], _ shape: [Int], _ output: [Int], layer: String,
    _ numbers: ReferenceNetwork
  ) throws -> [Double] {
    let long = try numbers.outputs(of: main, values, ActivationShape(shape))
    let short = try numbers.outputs(of: shortcut, values, ActivationShape(shape))
    return zip(long, short).map { $0 + $1 }
  }
}
