import Base
import TestSupport
import Testing

@testable import Neural

@Suite("Fast layers agree with slow ones in PyTorch's order")
struct LayerReferenceTests {
  /// Sums of up to a hundred products of numbers below 1, in another order.
  static let doubleTolerance = 1e-13
  /// The same in single precision.
  static let floatTolerance = 1e-5

  @Test("training and inference, Double", arguments: LayerCase.all)
  func agreesInDouble(_ shape: LayerCase) throws {
    try check(shape, as: Double.self, tolerance: Self.doubleTolerance)
  }

  @Test("training and inference, Float", arguments: LayerCase.all)
  func agreesInFloat(_ shape: LayerCase) throws {
    try check(shape, as: Float.self, tolerance: Self.floatTolerance)
  }

  private func check<Scalar: NetworkScalar>(
    _ shape: LayerCase, as scalar: Scalar.Type, tolerance: Double
  ) throws {
    let network = try makeNetwork(shape.blueprint, as: Scalar.self)
    let inputs = uniformNumbers(
      shape.count * network.inputElements, seed: 3, shape.name, as: Scalar.self)
    let reference = ReferenceNetwork(of: network)
    let expected = try (0..<shape.count).flatMap { row in
      let start = row * network.inputElements
      return try reference.logits(
        of: inputs[start..<start + network.inputElements].map(\.asDouble))
    }
    expectClose(
      network.trainingLogits(inputs).map(\.asDouble), expected, absolute: tolerance, "training")
    expectClose(
      network.logits(of: inputs).map(\.asDouble), expected, absolute: tolerance, "inference")
  }

  @Test("a batch of many blocks of patches")
  func blocksOfWindows() throws {
    // 60 × 61 windows of 3 × 3 × 16: several blocks, the last one short.
    let shape = LayerCase(
      "several blocks", [60, 61, 16], count: 2,
      [
        .convolution(filters: 2, kernel: 3, padding: 1), .maxPool(size: 20), .flatten,
        .dense(outputs: 3),
      ])
    try check(shape, as: Double.self, tolerance: Self.doubleTolerance)
  }

  @Test("a batch of many blocks of tiles")
  func blocksOfTiles() throws {
    let shape = LayerCase(
      "several blocks", [13, 14, 16], count: 2,
      [
        .convolution(filters: 32, kernel: 3, padding: 1), .maxPool(size: 4), .flatten,
        .dense(outputs: 3),
      ])
    try check(shape, as: Double.self, tolerance: Self.doubleTolerance)
    try check(shape, as: Float.self, tolerance: Self.floatTolerance)
  }
}
