import Neural
import Spec

/// The CIFAR-10 AlexNet of the bottleneck papers (arXiv:2111.06236, from the authors' code).
///
/// Convolutions keep the image's size; three poolings of 3×3 halve it, rounded up.
struct AlexNet: Architecture {
  static let name = "alexnet"
  static let summary =
    "the CIFAR AlexNet of arXiv:2111.06236: five convolutions, three dense layers"

  /// Units of the two hidden dense layers.
  let hidden: Int
  /// Share of units dropped before each of them.
  let dropout: Double

  /// Reads `hidden` and `dropout`.
  init(_ read: ParameterReader) {
    hidden = read.integer(
      "hidden", default: 512, in: 1...65_536, "units of both hidden dense layers")
    dropout = read.number(
      "dropout", default: 0.5, in: .within(0...0.99), "share of units dropped before each of them")
  }

  /// Named as torchvision names its AlexNet: `features.0` …, `classifier.1` ….
  func blueprint(inputShape: [Int], classes: Int) -> NetworkBlueprint {
    var layers: [NamedLayer] = []
    func add(_ part: String, _ kind: LayerKind) {
      let number = layers.count { $0.name.hasPrefix(part) }
      layers.append(NamedLayer("\(part).\(number)", kind))
    }
    for (filters, kernel, isPooled) in [
      (64, 7, true), (192, 5, true), (384, 3, false), (256, 3, false), (256, 3, true),
    ] {
      add("features", .convolution(filters: filters, kernel: kernel, padding: kernel / 2))
      add("features", .relu)
      if isPooled { add("features", .maxPool(size: 3, stride: 2, padding: 1)) }
    }
    layers.append(NamedLayer("flatten", .flatten))
    for _ in 0..<2 {
      add("classifier", .dropout(rate: dropout))
      add("classifier", .dense(outputs: hidden))
      add("classifier", .relu)
    }
    add("classifier", .dense(outputs: classes))
    return NetworkBlueprint(inputShape: inputShape, layers: layers)
  }
}
