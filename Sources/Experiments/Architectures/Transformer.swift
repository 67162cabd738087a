import Neural
import Spec

/// A small causal sequence transformer (arXiv:1706.03762, pre-norm), read at its last token.
struct Transformer: Architecture {
  static let name = "transformer"
  static let summary =
    "a small causal sequence transformer (arXiv:1706.03762) read at the last token"

  /// Number of different tokens.
  let vocabulary: Int
  /// Features of a token.
  let width: Int
  /// Transformer blocks.
  let depth: Int
  let heads: Int
  /// Hidden units of a block's dense part over `width`.
  let ratio: Int

  /// Reads `vocabulary`, `width`, `depth`, `heads` and `mlp_ratio`.
  init(_ read: ParameterReader) {
    vocabulary = read.integer("vocabulary", in: 1...1_000_000, "number of different tokens")
    width = read.integer("width", default: 128, in: 1...4096, "features of a token")
    depth = read.integer("depth", default: 2, in: 1...48, "transformer blocks")
    heads = read.integer("heads", default: 4, in: 1...64, "attention heads")
    ratio = read.integer(
      "mlp_ratio", default: 4, in: 1...8, "hidden units of the dense part over width")
    TransformerParameters.check(read, width: width, heads: heads)
  }

  /// tok_embed, pos_embed, `blocks.0.norm1` …, norm, head.
  func blueprint(inputShape: [Int], classes: Int) -> NetworkBlueprint {
    let block = TransformerBlock(
      width: width, heads: heads, ratio: ratio, epsilon: 1e-5, isCausal: true)
    var layers = [
      NamedLayer("tok_embed", .embedding(vocabulary: vocabulary, dimensions: width)),
      NamedLayer("pos_embed", .positionEmbedding),
    ]
    for index in 0..<depth { layers += block.layers("blocks.\(index)") }
    layers += [
      NamedLayer("norm", .layerNorm(epsilon: 1e-5)), NamedLayer("last", .lastToken),
      NamedLayer("head", .dense(outputs: classes)),
    ]
    return NetworkBlueprint(inputShape: inputShape, layers: layers)
  }
}
