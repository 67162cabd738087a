@testable import Neural

extension FixtureCase {
  static let sequences: [FixtureCase] = [
    FixtureCase(
      "activations", [5],
      [
        .named("fc1", .dense(outputs: 9)), .named("norm", .layerNorm()), .plain(.gelu),
        .named("fc2", .dense(outputs: 8)), .plain(.sigmoid),
        .named("fc3", .dense(outputs: 7)), .plain(.tanh),
        .named("fc4", .dense(outputs: 8)), .plain(.softplus),
        .named("fc5", .dense(outputs: 6)), .plain(.quadratic), .plain(.softmax),
        .named("fc6", .dense(outputs: 5)),
      ]),
    FixtureCase(
      "vit", [6, 6, 2],
      [
        .named("patch_embed.proj", .patchEmbedding(patch: 2, dimensions: 8)),
        .named("cls_token", .classToken), .named("pos_embed", .positionEmbedding),
      ] + transformerBlocks(2, width: 8, heads: 2, hidden: 16, epsilon: 1e-6, causal: false)
        + [
          .named("norm", .layerNorm(epsilon: 1e-6)), .plain(.firstToken),
          .named("head", .dense(outputs: 3)),
        ]),
    FixtureCase(
      "transformer", [5],
      [
        .named("tok_embed", .embedding(vocabulary: 7, dimensions: 8)),
        .named("pos_embed", .positionEmbedding),
      ] + transformerBlocks(2, width: 8, heads: 2, hidden: 32, epsilon: 1e-5, causal: true)
        + [
          .named("norm", .layerNorm()), .plain(.lastToken), .named("head", .dense(outputs: 6)),
        ]),
  ]

  /// Pre-norm blocks under timm's names.
  private static func transformerBlocks(
    _ count: Int, width: Int, heads: Int, hidden: Int, epsilon: Double, causal: Bool
  ) -> [Step] {
    (0..<count).flatMap { index -> [Step] in
      let name = "blocks.\(index)"
      return [
        .plain(
          .residual(main: [
            NamedLayer("\(name).norm1", .layerNorm(epsilon: epsilon)),
            NamedLayer("\(name).attn", .selfAttention(heads: heads, causal: causal)),
          ])),
        .plain(
          .residual(main: [
            NamedLayer("\(name).norm2", .layerNorm(epsilon: epsilon)),
            NamedLayer("\(name).mlp.fc1", .dense(outputs: hidden)),
            NamedLayer("\(name).mlp.act", .gelu),
            NamedLayer("\(name).mlp.fc2", .dense(outputs: width)),
          ])),
      ]
    }
  }
}
