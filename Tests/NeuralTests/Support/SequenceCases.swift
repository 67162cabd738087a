@testable import Neural

extension LayerCase {
  static let activations: [LayerCase] =
    [LayerKind.gelu, .tanh, .sigmoid, .softplus, .quadratic, .softmax].flatMap { kind in
      [
        LayerCase("\(kind.name) at the input, one number", [1], count: 1, [kind]),
        LayerCase(
          "\(kind.name) between dense layers", [7], count: 3,
          [.dense(outputs: 11), kind, .dense(outputs: 3)]),
        LayerCase("\(kind.name) of tokens", [3, 5], count: 2, [kind, .flatten]),
        LayerCase(
          "\(kind.name) of an image's pixels", [2, 3, 3], count: 2,
          [.convolution(filters: 5, kernel: 1), kind, .flatten, .dense(outputs: 2)]),
      ]
    }

  static let sequences: [LayerCase] =
    [
      LayerCase("dense layer of each token", [5, 3], count: 2, [.dense(outputs: 7), .flatten]),
      LayerCase(
        "dense layers of each token with relu", [5, 3], count: 3,
        [.dense(outputs: 7), .relu, .dense(outputs: 2), .meanOverTokens]),
      LayerCase(
        "a flattened sequence", [3, 2], count: 2, [.flatten, .dense(outputs: 3)]),
      LayerCase("first token", [3, 5], count: 2, [.firstToken, .dense(outputs: 2)]),
      LayerCase("last token", [3, 5], count: 2, [.dense(outputs: 3), .lastToken]),
      LayerCase("mean over tokens", [7, 5], count: 2, [.dense(outputs: 3), .meanOverTokens]),
      LayerCase("mean over one token", [1, 2], count: 1, [.meanOverTokens]),
      LayerCase(
        "layer norm of features", [11], count: 3, [.layerNorm(), .dense(outputs: 2)]),
      LayerCase(
        "layer norm of a flattened colour image", [2, 3, 3], count: 2,
        [.flatten, .layerNorm(), .dense(outputs: 2)]),
      LayerCase(
        "layer norm of tokens, wider than a vector", [3, 17], count: 2,
        [.layerNorm(epsilon: 1e-2), .dense(outputs: 2), .lastToken]),
      LayerCase("layer norm of two numbers", [2], count: 2, [.layerNorm(epsilon: 0.5)]),
      LayerCase("class token", [3, 5], count: 2, [.classToken, .dense(outputs: 2), .flatten]),
      LayerCase(
        "positions", [3, 5], count: 2, [.positionEmbedding, .dense(outputs: 2), .flatten]),
      LayerCase(
        "patches of a colour image", [6, 4, 3], count: 3,
        [.patchEmbedding(patch: 2, dimensions: 5), .flatten]),
      LayerCase(
        "one patch of one pixel", [1, 1, 1], count: 1,
        [.patchEmbedding(patch: 1, dimensions: 1), .firstToken]),
      LayerCase(
        "vision transformer", [4, 6, 2], count: 2,
        // The dense layer keeps tokens, small in the beginning, off the bend of layer norm at 0.
        [.patchEmbedding(patch: 2, dimensions: 6), .classToken, .positionEmbedding]
          + [.dense(outputs: 6)]
          + transformerBlock("a", heads: 2, hidden: 7) + transformerBlock("b", heads: 3, hidden: 4)
          + [.layerNorm(epsilon: 1e-6), .firstToken, .dense(outputs: 3)]),
    ] + attention

  static let attention: [LayerCase] = [false, true].flatMap { causal in
    [
      (1, 1, 1, 1), (1, 3, 3, 2), (2, 2, 1, 1), (5, 7, 1, 3), (7, 6, 3, 2), (9, 4, 2, 11),
      (17, 10, 2, 1), (4, 16, 1, 2), (13, 24, 1, 1),
    ].map { tokens, features, heads, count in
      LayerCase(
        "\(causal ? "causal " : "")attention of \(tokens) tokens, \(features) features, \(heads) heads,"
          + " batch \(count)", [tokens, features], count: count,
        [.selfAttention(heads: heads, causal: causal), .flatten])
    }
  }

  /// A pre-norm block: attention and a perceptron for each token, each beside an identity.
  static func transformerBlock(_ name: String, heads: Int, hidden: Int) -> [LayerKind] {
    [
      .residual(main: [
        NamedLayer("\(name).norm1", .layerNorm(epsilon: 1e-6)),
        NamedLayer("\(name).attn", .selfAttention(heads: heads)),
      ]),
      .residual(main: [
        NamedLayer("\(name).norm2", .layerNorm(epsilon: 1e-6)),
        NamedLayer("\(name).fc1", .dense(outputs: hidden)), NamedLayer("\(name).act", .gelu),
        NamedLayer("\(name).fc2", .dense(outputs: 6)),
      ]),
    ]
  }
}
