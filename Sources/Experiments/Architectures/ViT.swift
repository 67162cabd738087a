import Neural
import Spec

/// A small vision transformer (arXiv:2010.11929) with a class token, timm's names and its
/// truncated-normal weights.
struct ViT: Architecture {
  static let name = "vit"
  static let summary = "a small vision transformer (arXiv:2010.11929)"

  /// Side of the square patches.
  let patch: Int
  /// Features of a token.
  let width: Int
  /// Transformer blocks.
  let depth: Int
  let heads: Int
  /// Hidden units of a block's dense part over `width`.
  let ratio: Int

  /// Reads `patch`, `width`, `depth`, `heads` and `mlp_ratio`.
  init(_ read: ParameterReader) {
    patch = read.integer("patch", default: 4, in: 1...256, "side of the square patches")
    width = read.integer("width", default: 128, in: 1...4096, "features of a token")
    depth = read.integer("depth", default: 6, in: 1...48, "transformer blocks")
    heads = read.integer("heads", default: 4, in: 1...64, "attention heads")
    ratio = read.integer(
      "mlp_ratio", default: 2, in: 1...8, "hidden units of the dense part over width")
    TransformerParameters.check(read, width: width, heads: heads)
  }

  /// patch_embed.proj, cls_token, pos_embed, `blocks.0.norm1` …, norm, head.
  func blueprint(inputShape: [Int], classes: Int) -> NetworkBlueprint {
    let weights = WeightInitialisation.truncatedNormal(deviation: 0.02)
    let block = TransformerBlock(
      width: width, heads: heads, ratio: ratio, epsilon: 1e-6, isCausal: false,
      initialisation: weights)
    var layers = [
      NamedLayer("patch_embed.proj", .patchEmbedding(patch: patch, dimensions: width)),
      NamedLayer("cls_token", .classToken), NamedLayer("pos_embed", .positionEmbedding),
    ]
    for index in 0..<depth { layers += block.layers("blocks.\(index)") }
    layers += [
      NamedLayer("norm", .layerNorm(epsilon: 1e-6)), NamedLayer("class", .firstToken),
      NamedLayer("head", .dense(outputs: classes), initialisation: weights),
    ]
    return NetworkBlueprint(inputShape: inputShape, layers: layers)
  }
}

/// What the transformers' parameters have in common.
enum TransformerParameters {
  /// Reports heads that do not share the features evenly.
  static func check(_ read: ParameterReader, width: Int, heads: Int) {
    guard width % heads != 0 else { return }
    let legal = (1...min(64, width)).filter { width % $0 == 0 }.map(String.init)
    read.fault(
      at: "heads", "`heads` must divide `width` (\(width)), not \(heads)",
      notes: ["legal values: \(legal.joined(separator: ", "))"])
  }
}
