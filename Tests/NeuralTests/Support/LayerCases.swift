import Testing

@testable import Neural

/// A small network whose shapes are awkward in one way.
struct LayerCase: Sendable, CustomTestStringConvertible {
  let name: String
  let inputShape: [Int]
  let layers: [NamedLayer]
  let count: Int

  var testDescription: String { name }
  var blueprint: NetworkBlueprint { NetworkBlueprint(inputShape: inputShape, layers: layers) }

  init(_ name: String, _ inputShape: [Int], count: Int, _ kinds: [LayerKind]) {
    self.name = name
    self.inputShape = inputShape
    self.count = count
    layers = kinds.enumerated().map { NamedLayer("layer\($0)", $1) }
  }

  static let all: [LayerCase] =
    windowsAndDense + residuals + activations + sequences + convolutions + pools

  static let windowsAndDense: [LayerCase] = [
    LayerCase("dense, one number to one", [1], count: 1, [.dense(outputs: 1)]),
    LayerCase("dense, prime sizes", [7], count: 5, [.dense(outputs: 11)]),
    LayerCase("dense with relu", [5], count: 3, [.dense(outputs: 7), .relu, .dense(outputs: 3)]),
    LayerCase("dense ending in relu", [5], count: 3, [.dense(outputs: 7), .relu]),
    LayerCase("relu at the input", [5], count: 2, [.relu, .dense(outputs: 2)]),
    LayerCase("relu twice", [4], count: 2, [.dense(outputs: 6), .relu, .relu, .dense(outputs: 2)]),
    LayerCase(
      "flattened colour image", [2, 3, 3], count: 2, [.flatten, .dense(outputs: 4)]),
    LayerCase(
      "flatten, relu, dense", [2, 3, 3], count: 2, [.flatten, .relu, .dense(outputs: 4)]),
    LayerCase(
      "convolution 1×1", [3, 3, 2], count: 2,
      [.convolution(filters: 3, kernel: 1), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "convolution of a 1×1 image", [1, 1, 1], count: 1,
      [.convolution(filters: 1, kernel: 1), .flatten]),
    LayerCase(
      "convolution, padded, prime sizes", [5, 7, 3], count: 3,
      [.convolution(filters: 5, kernel: 3, padding: 1), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "convolution, stride over kernel", [7, 5, 2], count: 2,
      [.convolution(filters: 3, kernel: 2, stride: 3), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "convolution, padding as wide as the kernel", [2, 3, 1], count: 2,
      [.convolution(filters: 2, kernel: 2, stride: 2, padding: 2), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "convolution of a row", [1, 6, 2], count: 2,
      [.convolution(filters: 2, kernel: 3, padding: 1), .relu, .flatten, .dense(outputs: 2)]),
    LayerCase(
      "pooling that tiles", [4, 6, 3], count: 2, [.maxPool(size: 2), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "pooling with a remainder", [5, 7, 2], count: 2,
      [.maxPool(size: 2), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "pooling that overlaps", [5, 5, 2], count: 2,
      [.maxPool(size: 3, stride: 1), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "pooling, stride over size", [7, 7, 1], count: 3,
      [.maxPool(size: 2, stride: 3), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "pooling 1×1", [3, 2, 2], count: 1, [.maxPool(size: 1), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "relu before pooling", [4, 4, 3], count: 2,
      [.relu, .maxPool(size: 2), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "convolution, relu, pooling, twice", [9, 8, 2], count: 3,
      [
        .convolution(filters: 3, kernel: 3, padding: 1), .relu, .maxPool(size: 2),
        .convolution(filters: 4, kernel: 2), .relu, .maxPool(size: 2, stride: 1), .flatten,
        .dense(outputs: 5), .relu, .dense(outputs: 3),
      ]),
  ]
}
