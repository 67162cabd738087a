import Neural
import Spec

/// Residual networks for small images (arXiv:1512.03385, §4.2): 3 stages of n blocks, 6n + 2 layers.
///
/// Where a stage begins, the shortcut takes every second pixel and adds channels of zeros
/// (option A, no parameters) or is a 1×1 convolution with batch normalisation (option B).
struct ResNet: Architecture {
  static let name = "resnet"
  static let summary = "ResNet-20, 32, 44 and 56 for small images (arXiv:1512.03385, §4.2)"

  /// Layers with weights.
  enum Depth: String, CaseIterable {
    case twenty = "20"
    case thirtyTwo = "32"
    case fortyFour = "44"
    case fiftySix = "56"

    /// Blocks of a stage.
    var blocks: Int {
      switch self {
      case .twenty: 3
      case .thirtyTwo: 5
      case .fortyFour: 7
      case .fiftySix: 9
      }
    }
  }

  /// What passes beside a block that changes the shape.
  enum Shortcut: String, CaseIterable {
    case padding, projection
  }

  let depth: Depth
  /// Filters of the first stage; each further one has twice as many.
  let width: Int
  let shortcut: Shortcut

  /// Reads `depth`, `width` and `shortcut`.
  init(_ read: ParameterReader) {
    depth = read.choice("depth", default: .twenty, "layers with weights")
    width = read.integer("width", default: 16, in: 2...1024, "filters of the first stage, even")
    shortcut = read.choice(
      "shortcut", default: .padding,
      "where the shape changes: every second pixel and channels of zeros, or a 1×1 convolution")
    if width % 2 == 1 {
      read.fault(
        at: "width",
        "`width` must be even, so that half of the new channels lie on each side,"
          + " not \(width)")
    }
  }

  /// conv1, bn1, `layer1.0.conv1` …, linear.
  func blueprint(inputShape: [Int], classes: Int) -> NetworkBlueprint {
    var layers = [
      NamedLayer(
        "conv1", .convolution(filters: width, kernel: 3, padding: 1, bias: false),
        initialisation: .kaimingNormalFanOut), NamedLayer("bn1", .batchNorm()),
      NamedLayer("relu1", .relu),
    ]
    for stage in 0..<3 {
      for block in 0..<depth.blocks {
        layers += self.block(
          "layer\(stage + 1).\(block)", filters: width << stage,
          stride: stage > 0 && block == 0 ? 2 : 1)
      }
    }
    layers.append(NamedLayer("pool", .globalAveragePool))
    layers.append(NamedLayer("linear", .dense(outputs: classes)))
    return NetworkBlueprint(inputShape: inputShape, layers: layers)
  }

  /// Two convolutions with their shortcut, and the ReLU behind the sum.
  private func block(_ name: String, filters: Int, stride: Int) -> [NamedLayer] {
    func convolution(_ layer: String, stride: Int, kernel: Int = 3) -> NamedLayer {
      NamedLayer(
        "\(name).\(layer)",
        .convolution(
          filters: filters, kernel: kernel, stride: stride, padding: kernel / 2, bias: false),
        initialisation: .kaimingNormalFanOut)
    }
    var beside: [NamedLayer] = []
    if stride > 1 {
      switch shortcut {
      case .padding:
        beside = [
          NamedLayer(
            "\(name).shortcut", .subsamplePadding(stride: stride, channels: filters))
        ]
      case .projection:
        beside = [
          convolution("shortcut.0", stride: stride, kernel: 1),
          NamedLayer("\(name).shortcut.1", .batchNorm()),
        ]
      }
    }
    return [
      NamedLayer(
        name,
        .residual(
          main: [
            convolution("conv1", stride: stride), NamedLayer("\(name).bn1", .batchNorm()),
            NamedLayer("\(name).relu1", .relu), convolution("conv2", stride: 1),
            NamedLayer("\(name).bn2", .batchNorm()),
          ], shortcut: beside)), NamedLayer("\(name).relu2", .relu),
    ]
  }
}
