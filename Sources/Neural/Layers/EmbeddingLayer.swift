extension LayerKind {
  /// A learned row of numbers for each word of a vocabulary: [tokens] of word numbers become
  /// [tokens, dimensions], as PyTorch's `Embedding`.
  public static func embedding(vocabulary: Int, dimensions: Int) -> LayerKind {
    LayerKind(Embedding(vocabulary: vocabulary, dimensions: dimensions))
  }
}

struct Embedding: LayerRule {
  let vocabulary, dimensions: Int

  var kindName: String { "embedding" }

  func outputShape(for input: ActivationShape, layer: String) throws(BlueprintError)
    -> ActivationShape
  {
    for (parameter, value) in [("vocabulary", vocabulary), ("dimensions", dimensions)] {
      guard value >= 1 else {
        throw .tooSmall(layer: layer, parameter: parameter, value: value, least: 1)
      }
    }
    guard input.isFeatures else {
      throw .needsFeatures(layer: layer, kind: kindName, shape: input.dimensions)
    }
    return ActivationShape([input.elements, dimensions])
  }

  func weightCount(_ place: LayerPlace) -> Int { vocabulary * dimensions }

  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
  {
    EmbeddingLayer<Scalar>(place, vocabulary: vocabulary, dimensions: dimensions)
  }
}

/// Word numbers come as scalars, exact in `Float` up to 2²⁴; they have no gradient.
final class EmbeddingLayer<Scalar: NetworkScalar>: Layer {
  let vocabulary, dimensions: Int
  let weight: Parameter<Scalar>
  var parameters: [Parameter<Scalar>] { [weight] }

  private let tokens: Int
  private let output = Buffer<Scalar>()
  /// The words that `backward` needs.
  private let words = Buffer<Int32>()
  private let inferredWords = Buffer<Int32>()
  private var count = 0

  init(_ place: LayerPlace, vocabulary: Int, dimensions: Int) {
    self.vocabulary = vocabulary
    self.dimensions = dimensions
    tokens = place.input.elements
    let standard = Initialiser.normal(deviation: 1)
    weight = Parameter(
      name: "\(place.name).weight", shape: [vocabulary, dimensions],
      initialiser: place.initialisation == .standard
        ? standard : place.initialisation.weights(fanIn: dimensions, fanOut: vocabulary))
  }

  /// The words of `count` samples, checked.
  private func read(
    _ input: UnsafePointer<Scalar>, into words: UnsafeMutablePointer<Int32>, count: Int
  ) {
    let total = count * tokens
    let known = Scalar.wholeNumbers(input, below: vocabulary, into: words, count: total)
    precondition(
      known == total,
      "\(weight.name): token \(input[min(known, total - 1)]) is no word of a vocabulary of"
        + " \(vocabulary): words are whole numbers from 0 to \(vocabulary - 1)")
  }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.count = count
    let words = words.resize(count * tokens)
    read(input, into: words, count: count)
    let result = output.resize(count * tokens * dimensions)
    Scalar.gatherRows(
      weight.values.pointer, words, count: count * tokens, width: dimensions, into: result)
    return UnsafePointer(result)
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    if !weight.isFrozen {
      Scalar.scatterRows(
        gradient, words.pointer, count: count * tokens, width: dimensions,
        addingTo: weight.gradients.pointer)
    }
    if let inputGradient { Scalar.fill(inputGradient, count: count * tokens) }
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    let words = inferredWords.resize(count * tokens)
    read(input, into: words, count: count)
    Scalar.gatherRows(
      weight.values.pointer, words, count: count * tokens, width: dimensions, into: output)
  }
}
