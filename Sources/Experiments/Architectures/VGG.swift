import Neural
import Spec

/// VGG-11 and VGG-16 (arXiv:1409.1556, configurations A and D), with torchvision's names.
///
/// Departure: on small images the dense layers see what five poolings leave – 512 features of a
/// 32×32 image –, as the bottleneck papers' CIFAR VGG does; torchvision pools to 7×7 first.
/// Initialised as torchvision: convolutions Kaiming normal over the fan-out, dense layers N(0, 0.01²).
struct VGG: Architecture {
  static let name = "vgg"
  static let summary = "VGG-11 and VGG-16 (arXiv:1409.1556), with or without batch normalisation"

  /// Layers with weights.
  enum Depth: String, CaseIterable {
    case eleven = "11"
    case sixteen = "16"

    /// Filters of each convolution over those of the first, by stage; a pooling ends a stage.
    var stages: [[Int]] {
      switch self {
      case .eleven: [[1], [2], [4, 4], [8, 8], [8, 8]]
      case .sixteen: [[1, 1], [2, 2], [4, 4, 4], [8, 8, 8], [8, 8, 8]]
      }
    }
  }

  let depth: Depth
  /// Filters of the first convolution; later stages have 2, 4 and 8 times as many.
  let width: Int
  /// Whether batch normalisation follows each convolution.
  let isNormalised: Bool
  /// Units of the two hidden dense layers.
  let hidden: Int
  /// Share of units dropped behind each of them.
  let dropout: Double

  /// Reads `depth`, `width`, `batch_norm`, `hidden` and `dropout`.
  init(_ read: ParameterReader) {
    depth = read.choice("depth", default: .sixteen, "layers with weights")
    width = read.integer(
      "width", default: 64, in: 1...1024, omitWhenDefault: true,
      "filters of the first convolution; the rest in proportion")
    isNormalised = read.boolean(
      "batch_norm", default: false, "batch normalisation behind each convolution")
    hidden = read.integer(
      "hidden", default: 4096, in: 1...65_536, "units of both hidden dense layers")
    dropout = read.number(
      "dropout", default: 0.5, in: .within(0...0.99), "share of units dropped behind each of them")
  }

  /// `features.0` …, `classifier.0`, `.3`, `.6`.
  func blueprint(inputShape: [Int], classes: Int) -> NetworkBlueprint {
    var layers: [NamedLayer] = []
    func add(_ part: String, _ kind: LayerKind, _ initialisation: WeightInitialisation = .standard)
    {
      let number = layers.count { $0.name.hasPrefix(part) }
      layers.append(NamedLayer("\(part).\(number)", kind, initialisation: initialisation))
    }
    for stage in depth.stages {
      for factor in stage {
        add(
          "features", .convolution(filters: factor * width, kernel: 3, padding: 1),
          .kaimingNormalFanOut)
        if isNormalised { add("features", .batchNorm()) }
        add("features", .relu)
      }
      add("features", .maxPool(size: 2))
    }
    layers.append(NamedLayer("flatten", .flatten))
    for _ in 0..<2 {
      add("classifier", .dense(outputs: hidden), .normal(deviation: 0.01))
      add("classifier", .relu)
      add("classifier", .dropout(rate: dropout))
    }
    add("classifier", .dense(outputs: classes), .normal(deviation: 0.01))
    return NetworkBlueprint(inputShape: inputShape, layers: layers)
  }
}
