import TestSupport
import Testing

@testable import Neural

@Suite("Sequences")
struct SequenceTests {
  private func outputs<Scalar: NetworkScalar>(
    _ network: Network<Scalar>, _ inputs: [Scalar], _ pass: ForwardPass
  ) -> [Scalar] {
    inputs.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return [] }
      let count = inputs.count / network.inputElements
      return Array(
        UnsafeBufferPointer(
          start: network.forward(base, count: count, pass), count: count * network.classes))
    }
  }

  private static let language = NetworkBlueprint(
    inputShape: [6],
    layers: [
      NamedLayer("wte", .embedding(vocabulary: 11, dimensions: 6)),
      NamedLayer("wpe", .positionEmbedding),
    ]
      + LayerCase.transformerBlock("h", heads: 2, hidden: 9).enumerated().map {
        NamedLayer("h\($0)", $1)
      } + [NamedLayer("last", .lastToken), NamedLayer("head", .dense(outputs: 11))])

  private static let words: [Double] = [0, 10, 3, 3, 7, 1, 5, 5, 5, 5, 5, 5]

  @Test("words go through a network as the slow reference says")
  func languageModel() throws {
    let network = try makeNetwork(Self.language, as: Double.self)
    let reference = ReferenceNetwork(of: network)
    let expected = try Self.words.rows(of: 6).flatMap { try reference.logits(of: $0) }
    expectClose(outputs(network, Self.words, .training()), expected, absolute: 1e-13)
    expectClose(network.logits(of: Self.words), expected, absolute: 1e-13)
  }

  @Test("an embedding's gradient is the derivative, of words that repeat too")
  func embeddingGradient() throws {
    let network = try makeNetwork(Self.language, as: Double.self)
    let weights: [Double] = uniformNumbers(2 * 11, seed: 6, "weights")
    func value() -> Double {
      zip(outputs(network, Self.words, .training()), weights).reduce(0) { $0 + $1.0 * $1.1 }
    }
    network.zeroGradients()
    var inputGradients = [Double](repeating: .nan, count: 12)
    Self.words.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      _ = network.forward(base, count: 2, .training())
      network.backward(weights, inputGradients: &inputGradients)
    }
    #expect(inputGradients == [Double](repeating: 0, count: 12), "words have no gradient")
    for parameter in network.parameters where ["wte.weight", "wpe"].contains(parameter.name) {
      let gradient = parameter.gradients.array
      for i in 0..<parameter.count {
        let own = parameter.values[i]
        parameter.values[i] = own + GradientTests.step
        let above = value()
        parameter.values[i] = own - GradientTests.step
        let below = value()
        parameter.values[i] = own
        expectClose(
          gradient[i], (above - below) / (2 * GradientTests.step),
          absolute: GradientTests.tolerance, "\(parameter.name) \(i)")
      }
    }
  }

  @Test("whole numbers are read up to the first that is none of the vocabulary's")
  func wholeNumbers() {
    for bad: Float in [-1, 3, 0.5, .nan, .infinity] {
      var numbers = [Int32](repeating: -9, count: 4)
      #expect(Float.wholeNumbers([0, 2, bad, 1], below: 3, into: &numbers, count: 4) == 2)
      #expect(numbers == [0, 2, -9, -9])
    }
  }

  @Test("causal attention: a token does not see those behind it")
  func causality() throws {
    let shape = LayerCase(
      "causal", [5, 6], count: 1, [.selfAttention(heads: 2, causal: true), .flatten])
    let network = try makeNetwork(shape.blueprint, as: Float.self)
    var inputs: [Float] = uniformNumbers(30, seed: 1, "inputs")
    let before = network.logits(of: inputs)
    for i in 18..<24 { inputs[i] = 5 }
    let after = network.logits(of: inputs)
    #expect(before[..<18] == after[..<18])
    #expect(before[18..<24] != after[18..<24] && before[24...] != after[24...])
  }

  @Test("inference is evaluation bit by bit, whatever the batch", arguments: LayerCase.sequences)
  func inference(_ shape: LayerCase) throws {
    let network = try makeNetwork(shape.blueprint, as: Float.self)
    // One evaluation block of samples, so that products have the same sizes on both ways.
    let inputs: [Float] = uniformNumbers(8 * network.inputElements, seed: 1, shape.name)
    let training = outputs(network, inputs, .training())
    #expect(training == outputs(network, inputs, .evaluation))
    expectClose(
      network.logits(of: inputs).map(\.asDouble), training.map(\.asDouble), absolute: 2e-6)
  }

  @Test("attention over huge scores is finite, over NaN is NaN")
  func extremes() throws {
    let shape = LayerCase("extremes", [3, 4], count: 1, [.selfAttention(heads: 1), .flatten])
    let network = try makeNetwork(shape.blueprint, as: Float.self)
    let huge: [Float] = uniformNumbers(12, seed: 1, "huge").map { 1e15 * $0 }
    #expect(network.logits(of: huge).allSatisfy { $0.isFinite })
    var broken: [Float] = uniformNumbers(12, seed: 1, "huge")
    broken[5] = .nan
    #expect(network.logits(of: broken).allSatisfy { $0.isNaN })
  }

  @Test("frozen parameters get no gradient")
  func frozen() throws {
    let network = try makeNetwork(Self.language, as: Double.self)
    for parameter in network.parameters { parameter.isFrozen = true }
    network.zeroGradients()
    Self.words.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      _ = network.forward(base, count: 2, .training())
      network.backward(uniformNumbers(22, seed: 6, "weights"))
    }
    for parameter in network.parameters {
      #expect(parameter.gradients.array.allSatisfy { $0 == 0 }, "\(parameter.name)")
    }
  }

  @Test("parameters have PyTorch's names and shapes, and its first numbers")
  func parameters() throws {
    let network = try makeNetwork(
      NetworkBlueprint(
        inputShape: [4, 4, 3],
        layers: [
          NamedLayer("patch_embed.proj", .patchEmbedding(patch: 2, dimensions: 6)),
          NamedLayer("cls_token", .classToken), NamedLayer("pos_embed", .positionEmbedding),
          NamedLayer("attn", .selfAttention(heads: 2)), NamedLayer("norm", .layerNorm()),
          NamedLayer("token", .firstToken),
        ]), as: Double.self)
    #expect(
      network.parameters.map { "\($0.name) \($0.shape)" } == [
        "patch_embed.proj.weight [6, 3, 2, 2]", "patch_embed.proj.bias [6]",
        "cls_token [1, 1, 6]", "pos_embed [1, 5, 6]", "attn.qkv.weight [18, 6]",
        "attn.qkv.bias [18]", "attn.proj.weight [6, 6]", "attn.proj.bias [6]", "norm.weight [6]",
        "norm.bias [6]",
      ])
    #expect(network.parameters[2].values.array.allSatisfy { $0 != 0 && abs($0) < 1e-5 })
    #expect(network.parameters[3].values.array.allSatisfy { $0 != 0 && abs($0) <= 0.04 })
  }

  static let faults: [(LayerKind, [Int], String)] = [
    (
      .selfAttention(heads: 4), [3, 6],
      "layer x: heads is 4; it must divide the features, 6"
    ),
    (.selfAttention(heads: 0), [3, 6], "layer x: heads is 0; it must be at least 1"),
    (
      .selfAttention(heads: 1), [6],
      "layer x: self-attention works on sequences [tokens, features] and gets [6]"
    ),
    (
      .firstToken, [6], "layer x: first token works on sequences [tokens, features] and gets [6]"
    ),
    (
      .patchEmbedding(patch: 3, dimensions: 2), [6, 7, 1],
      "layer x: patch is 3; it must divide the width, 7"
    ),
    (
      .dropout(rate: 1), [6], "layer x: rate is 1.0; it must be at least 0 and below 1"
    ),
    (.layerNorm(epsilon: 0), [6], "layer x: epsilon is 0.0; it must be above 0"),
    (
      .embedding(vocabulary: 0, dimensions: 1), [6],
      "layer x: vocabulary is 0; it must be at least 1"
    ),
  ]

  @Test("layers that cannot stand where they do say why", arguments: faults)
  func refusals(kind: LayerKind, shape: [Int], text: String) {
    let error = #expect(throws: BlueprintError.self) {
      try Network<Float>(NetworkBlueprint(inputShape: shape, layers: [NamedLayer("x", kind)]))
    }
    #expect(error?.description == text)
  }
}
