import Base
import TestSupport
import Testing

@testable import Neural

@Suite("Batch normalisation")
struct BatchNormTests {
  /// Sums of a few hundred products in another order.
  static let doubleTolerance = 1e-12
  /// The same in single precision.
  static let floatTolerance = 2e-6

  /// Channel by channel over the rows: normalised values, mean, biased variance.
  private func normalised(_ values: [Double], width: Int, epsilon: Double)
    -> (values: [Double], means: [Double], variances: [Double])
  {
    var result = values
    var means: [Double] = []
    var variances: [Double] = []
    for c in 0..<width {
      let places = Array(stride(from: c, to: values.count, by: width))
      let mean = places.reduce(0) { $0 + values[$1] } / Double(places.count)
      let variance =
        places.reduce(0) { $0 + (values[$1] - mean) * (values[$1] - mean) } / Double(places.count)
      for place in places {
        result[place] = (values[place] - mean) / (variance + epsilon).squareRoot()
      }
      means.append(mean)
      variances.append(variance)
    }
    return (result, means, variances)
  }

  private func network<Scalar: NetworkScalar>(
    _ shape: [Int], _ layers: [LayerKind] = [], momentum: Double = 0.1,
    as scalar: Scalar.Type = Double.self
  ) throws -> Network<Scalar> {
    let kinds = [.batchNorm(epsilon: 0.003, momentum: momentum)] + layers
    let network = try Network<Scalar>(
      NetworkBlueprint(
        inputShape: shape, layers: kinds.enumerated().map { NamedLayer("n\($0)", $1) }))
    network.initialise(seed: 11)
    return network
  }

  private func outputs<Scalar: NetworkScalar>(
    _ network: Network<Scalar>, _ inputs: [Scalar], _ pass: ForwardPass
  ) -> [Double] {
    let count = inputs.count / network.inputElements
    return inputs.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return [] }
      let result = network.forward(base, count: count, pass)
      return UnsafeBufferPointer(start: result, count: count * network.classes).map(\.asDouble)
    }
  }

  /// Widths whose rows fill vectors at once, after several and never; counts with a remainder.
  static let shapes: [([Int], Int)] = [
    ([5, 7, 3], 7), ([1], 2), ([11, 3, 16], 5), ([17], 33), ([2, 2, 64], 9), ([1, 1, 5], 3),
    ([40], 3),
  ]

  @Test("training normalises by the batch and records its moments", arguments: shapes)
  func training(_ shape: [Int], _ count: Int) throws {
    try check(shape, count, as: Double.self, tolerance: Self.doubleTolerance)
    try check(shape, count, as: Float.self, tolerance: Self.floatTolerance)
  }

  private func check<Scalar: NetworkScalar>(
    _ shape: [Int], _ count: Int, as scalar: Scalar.Type, tolerance: Double
  ) throws {
    let network = try network(shape, as: Scalar.self)
    let width = shape[shape.count - 1]
    let inputs: [Scalar] = uniformNumbers(count * network.inputElements, seed: 1, "\(shape)")
      .map { $0 + 3 }
    let expected = normalised(inputs.map(\.asDouble), width: width, epsilon: 0.003)
    expectClose(
      outputs(network, inputs, .training()), expected.values, relative: 10 * tolerance,
      absolute: 10 * tolerance)
    let rows = Double(inputs.count / width)
    #expect(
      network.statistics.map(\.name) == [
        "n0.running_mean", "n0.running_var", "n0.num_batches_tracked",
      ])
    expectClose(
      network.statistics[0].values.array.map(\.asDouble), expected.means.map { 0.1 * $0 },
      relative: tolerance, absolute: tolerance)
    expectClose(
      network.statistics[1].values.array.map(\.asDouble),
      expected.variances.map { 0.9 + 0.1 * $0 * rows / (rows - 1) }, relative: tolerance,
      absolute: tolerance)
    #expect(network.statistics[2].values.array == [1])
  }

  @Test("a mean far from zero costs no digits of the variance")
  func farFromZero() throws {
    let network = try network([8, 8, 3], momentum: 1, as: Float.self)
    let inputs = uniformNumbers(16 * 192, seed: 2, "far", as: Float.self).map { $0 + 1000 }
    _ = outputs(network, inputs, .training())
    let expected = normalised(inputs.map(\.asDouble), width: 3, epsilon: 0)
    let rows = Double(16 * 64)
    expectClose(
      network.statistics[1].values.array.map(\.asDouble),
      expected.variances.map { $0 * rows / (rows - 1) }, relative: 1e-6)
  }

  @Test("parts are normalised alone and recorded in their order")
  func parts() throws {
    let shape = [3, 2, 5]
    let inputs: [Double] = uniformNumbers(6 * 30, seed: 3, "parts")
    let whole = try network(shape)
    let apart = try network(shape)
    let together = outputs(whole, inputs, .training(parts: 3))
    let alone = (0..<3).flatMap {
      outputs(apart, Array(inputs[$0 * 60..<($0 + 1) * 60]), .training())
    }
    #expect(together == alone)
    for (one, other) in zip(whole.statistics, apart.statistics) {
      #expect(one.values.array == other.values.array)
    }
    #expect(whole.statistics[2].values.array == [3])
  }

  @Test("gradients of parts are those of each alone")
  func gradientsOfParts() throws {
    let shape = [3, 2, 5]
    let inputs: [Double] = uniformNumbers(6 * 30, seed: 4, "parts")
    let slopes: [Double] = uniformNumbers(6 * 30, seed: 5, "slopes")
    func gradients(_ network: Network<Double>, _ range: Range<Int>, parts: Int) -> [Double] {
      var result = [Double](repeating: .nan, count: range.count)
      inputs.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress else { return }
        _ = network.forward(
          base + range.lowerBound, count: range.count / 30, .training(parts: parts))
        network.backward(Array(slopes[range]), inputGradients: &result)
      }
      return result
    }
    let whole = try network(shape, [.relu])
    let apart = try network(shape, [.relu])
    let together = gradients(whole, 0..<180, parts: 3)
    let alone = (0..<3).flatMap { gradients(apart, $0 * 60..<($0 + 1) * 60, parts: 1) }
    #expect(together == alone)
    for (one, other) in zip(whole.parameters, apart.parameters) {
      #expect(one.gradients.array == other.gradients.array)
    }
  }

  @Test("evaluation uses what is recorded, in both passes", arguments: [[4, 3, 5], [7]])
  func evaluation(_ shape: [Int]) throws {
    let network = try network(shape, [.relu])
    let width = shape[shape.count - 1]
    let inputs: [Double] = uniformNumbers(9 * network.inputElements, seed: 6, "evaluation")
    for parameter in network.parameters + network.statistics {
      parameter.values.array = uniformNumbers(parameter.count, seed: 7, parameter.name)
        .map { $0 + 1.5 }
    }
    let values = network.parameters.map(\.values.array)
    let recorded = network.statistics.map(\.values.array)
    let expected = inputs.enumerated().map { index, x in
      let c = index % width
      let scale = values[0][c] / (recorded[1][c] + 0.003).squareRoot()
      return max(0, (x - recorded[0][c]) * scale + values[1][c])
    }
    expectClose(outputs(network, inputs, .evaluation), expected, absolute: Self.doubleTolerance)
    expectClose(network.logits(of: inputs), expected, absolute: Self.doubleTolerance)
    #expect(network.statistics.map(\.values.array) == recorded)
  }

  @Test("gradients in evaluation are those of a scale and a shift")
  func evaluationGradients() throws {
    let network = try network([1, 3, 5])
    let inputs: [Double] = uniformNumbers(4 * 15, seed: 8, "inputs")
    let slopes: [Double] = uniformNumbers(4 * 15, seed: 9, "slopes")
    _ = outputs(network, inputs, .training())
    var result = [Double](repeating: .nan, count: 60)
    inputs.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      _ = network.forward(base, count: 4, .evaluation)
      network.zeroGradients()
      network.backward(slopes, inputGradients: &result)
    }
    let inverses = network.statistics[1].values.array.map { 1 / ($0 + 0.003).squareRoot() }
    expectClose(
      result, slopes.indices.map { slopes[$0] * inverses[$0 % 5] },
      absolute: Self.doubleTolerance)
    expectClose(
      network.parameters[1].gradients.array,
      (0..<5).map { c in stride(from: c, to: 60, by: 5).reduce(0) { $0 + slopes[$1] } },
      absolute: Self.doubleTolerance)
  }

  @Test("frozen, training is evaluation: nothing is recorded and no gradient made")
  func frozen() throws {
    let network = try network([2, 3, 4])
    let inputs: [Double] = uniformNumbers(5 * 24, seed: 10, "inputs")
    _ = outputs(network, inputs, .training())
    for parameter in network.parameters { parameter.isFrozen = true }
    let recorded = network.statistics.map(\.values.array)
    network.zeroGradients()
    #expect(outputs(network, inputs, .training()) == outputs(network, inputs, .evaluation))
    inputs.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      _ = network.forward(base, count: 5, .training())
      network.backward(inputs)
    }
    #expect(network.statistics.map(\.values.array) == recorded)
    #expect(network.parameters.allSatisfy { $0.gradients.array.allSatisfy { $0 == 0 } })
  }

  /// A convolution that normalises, and one with the normalisation kept apart by an upsampling of
  /// factor 1, which changes nothing.
  private func convolutions(_ shape: [Int]) throws -> [Network<Double>] {
    try [false, true].map { isApart in
      var layers = [NamedLayer("c", .convolution(filters: 16, kernel: 3, padding: 1))]
      if isApart { layers.append(NamedLayer("same", .upsample(factor: 1, .nearest))) }
      layers += [NamedLayer("n", .batchNorm()), NamedLayer("r", .relu)]
      return try makeNetwork(NetworkBlueprint(inputShape: shape, layers: layers))
    }
  }

  @Test(
    "a convolution that normalises is a convolution and a normalisation",
    arguments: [[7, 5, 16], [4, 6, 3]])
  func behindConvolution(_ shape: [Int]) throws {
    let networks = try convolutions(shape)
    #expect(networks.map { $0.chain.layers.count } == [1, 3])
    let elements = shape.reduce(1, *)
    let inputs: [Double] = uniformNumbers(12 * elements, seed: 12, "inputs")
    let slopes: [Double] = uniformNumbers(12 * networks[0].classes, seed: 13, "slopes")
    for pass in [ForwardPass.training(parts: 3), .evaluation, .training()] {
      var gradients: [[Double]] = []
      for network in networks {
        var result = [Double](repeating: .nan, count: inputs.count)
        network.zeroGradients()
        inputs.withUnsafeBufferPointer { source in
          guard let base = source.baseAddress else { return }
          _ = network.forward(base, count: 12, pass)
          network.backward(slopes, inputGradients: &result)
        }
        gradients.append(result)
      }
      expectClose(gradients[0], gradients[1], absolute: Self.doubleTolerance)
      for (one, other) in zip(networks[0].parameters, networks[1].parameters) {
        #expect(one.name == other.name)
        expectClose(
          one.gradients.array, other.gradients.array, relative: Self.doubleTolerance,
          absolute: Self.doubleTolerance, one.name)
      }
      for (one, other) in zip(networks[0].statistics, networks[1].statistics) {
        expectClose(one.values.array, other.values.array, relative: Self.doubleTolerance, one.name)
      }
      expectClose(
        networks[0].logits(of: inputs), networks[1].logits(of: inputs),
        absolute: Self.doubleTolerance)
    }
    for network in networks { network.parameters[2].values[3] = 0.5 }
    expectClose(
      networks[0].logits(of: inputs), networks[1].logits(of: inputs),
      absolute: Self.doubleTolerance, "changed by hand")
  }
}
