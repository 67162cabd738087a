extension LayerKind {
  /// Multi-head self-attention (arXiv:1706.03762) with one dense layer for queries, keys and values,
  /// `NAME.qkv`, and one behind the heads, `NAME.proj`; when causal, a token attends only to itself
  /// and those before it.
  public static func selfAttention(heads: Int, causal: Bool = false) -> LayerKind {
    LayerKind(SelfAttention(heads: heads, causal: causal))
  }
}

struct SelfAttention: LayerRule {
  let heads: Int
  let causal: Bool

  var kindName: String { "self-attention" }

  func outputShape(for input: ActivationShape, layer: String) throws(BlueprintError)
    -> ActivationShape
  {
    guard heads >= 1 else {
      throw .tooSmall(layer: layer, parameter: "heads", value: heads, least: 1)
    }
    guard input.isSequence else {
      throw .needsSequence(layer: layer, kind: kindName, shape: input.dimensions)
    }
    guard input.dimensions[1] % heads == 0 else {
      throw .indivisible(
        layer: layer, parameter: "heads", value: heads, divides: "features", input.dimensions[1])
    }
    return input
  }

  func weightCount(_ place: LayerPlace) -> Int { 4 * place.input.width * place.input.width }

  /// Queries, keys and values, the two products of the heads, and the layer behind them.
  func multiplyAdds(_ place: LayerPlace) -> Int {
    let (tokens, width) = (place.input.rows, place.input.width)
    return 4 * tokens * width * width + 2 * tokens * tokens * width
  }

  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
  {
    SelfAttentionLayer<Scalar>(place, heads: heads, causal: causal, scratch)
  }
}

/// Works on a few samples at a time from projection to projection, so that what one step writes is in
/// the cache for the next.
final class SelfAttentionLayer<Scalar: NetworkScalar>: Layer {
  let geometry: AttentionGeometry
  let inward, outward: TokenProjection<Scalar>
  var parameters: [Parameter<Scalar>] {
    [inward.weight, inward.bias, outward.weight, outward.bias]
  }

  /// Samples at a time; it is part of what bits depend on.
  private static var blockSamples: Int { EvaluationBlock.images }

  private let scratch: ScratchBuffers<Scalar>
  private let output = Buffer<Scalar>()
  /// Queries, keys and values.
  private let qkv = Buffer<Scalar>()
  /// What each token takes from each other, by sample and head.
  private let shares = Buffer<Scalar>()
  /// The heads' outputs.
  private let attended = Buffer<Scalar>()
  private var input: UnsafePointer<Scalar>?
  private var count = 0

  init(_ place: LayerPlace, heads: Int, causal: Bool, _ scratch: ScratchBuffers<Scalar>) {
    let (tokens, features) = (place.input.rows, place.input.width)
    geometry = AttentionGeometry(
      tokens: tokens, heads: heads, headWidth: features / heads, causal: causal)
    self.scratch = scratch
    inward = TokenProjection(
      "\(place.name).qkv", inputs: features, outputs: 3 * features, place.initialisation)
    outward = TokenProjection(
      "\(place.name).proj", inputs: features, outputs: features, place.initialisation)
  }

  private var tokens: Int { geometry.tokens }
  private var features: Int { geometry.features }
  private var sampleShares: Int { geometry.heads * geometry.shareElements(Scalar.self) }

  /// Calls `body` with the first sample and the size of each block.
  private func forEachBlock(of count: Int, _ body: (_ first: Int, _ samples: Int) -> Void) {
    for first in stride(from: 0, to: count, by: Self.blockSamples) {
      body(first, min(Self.blockSamples, count - first))
    }
  }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.input = input
    self.count = count
    let elements = tokens * features
    let result = output.resize(count * elements)
    let qkv = qkv.resize(count * 3 * elements)
    let shares = shares.resize(count * sampleShares)
    let attended = attended.resize(count * elements)
    let own = scratch.borrow(geometry.scratchElements(Scalar.self))
    defer { scratch.giveBack(own) }
    forEachBlock(of: count) { first, samples in
      inward.apply(
        to: input + first * elements, rows: samples * tokens, into: qkv + first * 3 * elements)
      for sample in first..<first + samples {
        Scalar.attend(
          qkv + sample * 3 * elements, geometry, into: attended + sample * elements,
          shares: shares + sample * sampleShares, keepsShares: true, scratch: own.pointer)
      }
      outward.apply(
        to: attended + first * elements, rows: samples * tokens, into: result + first * elements)
    }
    return UnsafePointer(result)
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    guard let input else { preconditionFailure("self-attention: backward before forward") }
    let elements = tokens * features
    let block = min(Self.blockSamples, count) * elements
    let attendedGradient = scratch.borrow(block)
    let qkvGradient = scratch.borrow(3 * block)
    let own = scratch.borrow(geometry.scratchElements(Scalar.self))
    defer {
      scratch.giveBack(own)
      scratch.giveBack(qkvGradient)
      scratch.giveBack(attendedGradient)
    }
    forEachBlock(of: count) { first, samples in
      outward.applyBackward(
        gradient + first * elements, input: attended.pointer + first * elements,
        rows: samples * tokens, inputGradient: attendedGradient.pointer)
      for sample in 0..<samples {
        Scalar.attendBackward(
          attendedGradient.pointer + sample * elements,
          qkv: qkv.pointer + (first + sample) * 3 * elements,
          shares: shares.pointer + (first + sample) * sampleShares, geometry,
          into: qkvGradient.pointer + sample * 3 * elements, scratch: own.pointer)
      }
      inward.applyBackward(
        qkvGradient.pointer, input: input + first * elements, rows: samples * tokens,
        inputGradient: inputGradient.map { $0 + first * elements })
    }
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    let elements = tokens * features
    let block = min(Self.blockSamples, count) * elements
    let qkv = scratch.borrow(3 * block)
    let attended = scratch.borrow(block)
    let shares = scratch.borrow(geometry.shareElements(Scalar.self))
    let own = scratch.borrow(geometry.scratchElements(Scalar.self))
    defer {
      scratch.giveBack(own)
      scratch.giveBack(shares)
      scratch.giveBack(attended)
      scratch.giveBack(qkv)
    }
    forEachBlock(of: count) { first, samples in
      inward.apply(to: input + first * elements, rows: samples * tokens, into: qkv.pointer)
      for sample in 0..<samples {
        Scalar.attend(
          qkv.pointer + sample * 3 * elements, geometry,
          into: attended.pointer + sample * elements, shares: shares.pointer, keepsShares: false,
          scratch: own.pointer)
      }
      outward.apply(
        to: attended.pointer, rows: samples * tokens, into: output + first * elements)
    }
  }
}

/// A dense layer's numbers, applied to rows that someone else keeps.
struct TokenProjection<Scalar: NetworkScalar> {
  let inputs, outputs: Int
  let weight, bias: Parameter<Scalar>

  init(_ name: String, inputs: Int, outputs: Int, _ initialisation: WeightInitialisation) {
    self.inputs = inputs
    self.outputs = outputs
    weight = Parameter(
      name: "\(name).weight", shape: [outputs, inputs],
      initialiser: initialisation.weights(fanIn: inputs, fanOut: outputs))
    bias = Parameter(
      name: "\(name).bias", shape: [outputs], initialiser: initialisation.biases(fanIn: inputs))
  }

  func apply(
    to input: UnsafePointer<Scalar>, rows: Int, into output: UnsafeMutablePointer<Scalar>
  ) {
    Scalar.multiply(
      input, transposedA: false, weight.values.pointer, transposedB: true, into: output,
      accumulating: false, rows: rows, columns: outputs, inner: inputs)
    Scalar.addBias(
      bias.values.pointer, to: output, rows: rows, width: outputs, rectifying: false)
  }

  func applyBackward(
    _ gradient: UnsafePointer<Scalar>, input: UnsafePointer<Scalar>, rows: Int,
    inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    if !weight.isFrozen {
      Scalar.multiply(
        gradient, transposedA: true, input, transposedB: false, into: weight.gradients.pointer,
        accumulating: true, rows: outputs, columns: inputs, inner: rows)
    }
    if !bias.isFrozen {
      Scalar.addColumnSums(of: gradient, to: bias.gradients.pointer, rows: rows, width: outputs)
    }
    guard let inputGradient else { return }
    Scalar.multiply(
      gradient, transposedA: false, weight.values.pointer, transposedB: false,
      into: inputGradient, accumulating: false, rows: rows, columns: inputs, inner: outputs)
  }
}
