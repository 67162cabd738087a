import Neural
import Spec

/// A small convolutional network: convolution, ReLU and 2×2 max pooling per stage, then dense layers.
struct CNN: Architecture {
  static let name = "cnn"
  static let summary = "convolution, ReLU and 2×2 max pooling per stage, then dense layers"

  /// Filters of each stage.
  let filters: [Int]
  /// Side of the square kernels, odd.
  let kernel: Int
  /// Units of each hidden dense layer.
  let hidden: [Int]
  /// Whether batch normalisation follows each convolution.
  let isNormalised: Bool

  /// Reads `filters`, `kernel`, `hidden` and `batch_norm`.
  init(_ read: ParameterReader) {
    filters = read.integers(
      "filters", default: [32, 64], each: 1...4096, "filters of each convolution stage")
    kernel = read.integer("kernel", default: 3, in: 1...11, "side of the square kernels, odd")
    hidden = read.integers(
      "hidden", default: [128], each: 1...65_536, "units of each hidden dense layer")
    isNormalised = read.boolean(
      "batch_norm", default: false, omitWhenDefault: true,
      "batch normalisation behind each convolution")
    if kernel % 2 == 0 {
      read.fault(
        at: "kernel", "`kernel` must be odd, so that padding keeps the image's size, not \(kernel)",
        notes: ["legal values: 1, 3, 5, 7, 9, 11"])
    }
  }

  /// conv1, relu1, pool1, …, flatten, fc1, …; convolutions keep the size, poolings halve it.
  func blueprint(inputShape: [Int], classes: Int) -> NetworkBlueprint {
    var layers: [NamedLayer] = []
    for (index, count) in filters.enumerated() {
      let stage = index + 1
      layers.append(
        NamedLayer(
          "conv\(stage)", .convolution(filters: count, kernel: kernel, padding: kernel / 2)))
      if isNormalised { layers.append(NamedLayer("bn\(stage)", .batchNorm())) }
      layers.append(NamedLayer("relu\(stage)", .relu))
      layers.append(NamedLayer("pool\(stage)", .maxPool(size: 2)))
    }
    layers.append(NamedLayer("flatten", .flatten))
    for (index, units) in hidden.enumerated() {
      layers.append(NamedLayer("fc\(index + 1)", .dense(outputs: units)))
      layers.append(NamedLayer("relu_fc\(index + 1)", .relu))
    }
    layers.append(NamedLayer("fc\(hidden.count + 1)", .dense(outputs: classes)))
    return NetworkBlueprint(inputShape: inputShape, layers: layers)
  }
}
