import Neural

/// A pre-norm transformer block (arXiv:2010.11929, figure 1; arXiv:1706.03762 with the norms
/// moved): x + attention(norm1 x), then x + fc2(gelu(fc1(norm2 x))).
struct TransformerBlock {
  /// Features of a token.
  var width: Int
  var heads: Int
  /// Hidden units of the dense part over `width`.
  var ratio: Int
  /// What keeps the layer norms from dividing by zero.
  var epsilon: Double
  /// Whether a token sees only itself and those before it.
  var isCausal: Bool
  var initialisation = WeightInitialisation.standard

  /// The two residuals of the block called `name`, with timm's names inside.
  func layers(_ name: String) -> [NamedLayer] {
    func dense(_ layer: String, _ outputs: Int) -> NamedLayer {
      NamedLayer("\(name).\(layer)", .dense(outputs: outputs), initialisation: initialisation)
    }
    return [
      NamedLayer(
        "\(name).attention",
        .residual(main: [
          NamedLayer("\(name).norm1", .layerNorm(epsilon: epsilon)),
          NamedLayer(
            "\(name).attn", .selfAttention(heads: heads, causal: isCausal),
            initialisation: initialisation),
        ])),
      NamedLayer(
        "\(name).mlp",
        .residual(main: [
          NamedLayer("\(name).norm2", .layerNorm(epsilon: epsilon)),
          dense("mlp.fc1", ratio * width), NamedLayer("\(name).mlp.act", .gelu),
          dense("mlp.fc2", width),
        ])),
    ]
  }
}
