import Neural
import Spec

/// The CIFAR-10 AlexNet of the bottleneck papers (arXiv:2111.06236, from the authors' code).
///
/// Convolutions keep the image's size; three poolings of 3×3 halve it, rounded up.
struct AlexNet: Architecture {
  static let name = "alexnet"
  static let summary =
    "the CIFAR AlexNet of arXiv:2111.06236: five convolutions, three dense layers"

  /// Filters of the first convolution; the others have 3, 6, 4 and 4 times as many.
  let width: Int
  /// Units of the two hidden dense layers.
  let hidden: Int
  /// Share of units dropped before each of them.
  let dropout: Double

  /// Reads `width`, `hidden` and `dropout`.
  init(_ read: ParameterReader) {
    width = read.integer(
      "width", default: 64, in: 1...1024, omitWhenDefault: true,
      "filters of the first convolution; the rest in proportion")
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
    for (factor, kernel, isPooled) in [
      (1, 7, true), (3, 5, true), (6, 3, false), (4, 3, false), (4, 3, true),
    ] {
      add("features", .convolution(filters: factor * width, kernel: kernel, padding: kernel / 2))
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
