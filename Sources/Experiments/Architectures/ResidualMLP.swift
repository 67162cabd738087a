import Neural
import Spec

/// Dense layers with identity shortcuts around each two (arXiv:1512.03385, without convolutions).
struct ResidualMLP: Architecture {
  static let name = "residual-mlp"
  static let summary =
    "a dense layer, blocks of two dense layers with identity shortcuts, a dense layer"

  /// Units of every hidden layer.
  let width: Int
  /// Number of residual blocks.
  let blocks: Int

  /// Reads `width` and `blocks`.
  init(_ read: ParameterReader) {
    width = read.integer("width", default: 100, in: 1...65_536, "units of every hidden layer")
    blocks = read.integer("blocks", default: 3, in: 1...256, "residual blocks of two layers")
  }

  /// fc_in, ReLU, relu(x + fc2(relu(fc1 x))) in each block, fc_out.
  func blueprint(inputShape: [Int], classes: Int) -> NetworkBlueprint {
    var layers = NetworkBlueprint.flattening(inputShape)
    layers += [NamedLayer("fc_in", .dense(outputs: width)), NamedLayer("relu_in", .relu)]
    for block in 0..<blocks {
      let name = "blocks.\(block)"
      layers += [
        NamedLayer(
          name,
          .residual(main: [
            NamedLayer("\(name).fc1", .dense(outputs: width)), NamedLayer("\(name).relu1", .relu),
            NamedLayer("\(name).fc2", .dense(outputs: width)),
          ])),
        NamedLayer("\(name).relu2", .relu),
      ]
    }
    layers.append(NamedLayer("fc_out", .dense(outputs: classes)))
    return NetworkBlueprint(inputShape: inputShape, layers: layers)
  }
}
