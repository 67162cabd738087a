import Base

extension LayerKind {
  /// Sets numbers to zero with probability `rate` in training and divides the others by 1 − rate
  /// (arXiv:1207.0580, as PyTorch); passes everything in evaluation.
  public static func dropout(rate: Double) -> LayerKind { LayerKind(Dropout(rate: rate)) }
}

struct Dropout: LayerRule {
  let rate: Double

  var kindName: String { "dropout" }
  var drawsInTraining: Bool { rate > 0 }

  func outputShape(for input: ActivationShape, layer: String) throws(BlueprintError)
    -> ActivationShape
  {
    guard rate >= 0, rate < 1 else {
      throw .outOfRange(
        layer: layer, parameter: "rate", value: rate, range: "at least 0 and below 1")
    }
    return input
  }

  /// Each number for itself.
  func seen(_ seen: SeenPlayers, by place: LayerPlace) -> SeenPlayers? { seen }

  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
  {
    DropoutLayer<Scalar>(place, rate: rate)
  }
}

/// Whether number e of a row is dropped is a function of the pass's seed, the layer's name, the row's
/// number in the whole training and e, so neither batches nor shards nor resuming change it.
final class DropoutLayer<Scalar: NetworkScalar>: Layer {
  private let purpose: String
  private let name: String
  private let elements: Int
  /// Words below it drop their numbers: rate·2³², rounded.
  private let threshold: UInt32
  /// What the other numbers are multiplied by.
  private let scale: Scalar

  private let output = Buffer<Scalar>()
  /// Zero where a number is dropped, the scale where not.
  private let factors = Buffer<Scalar>()
  private let words = Buffer<UInt32>()
  private var count = 0
  private var drops = false

  init(_ place: LayerPlace, rate: Double) {
    name = place.name
    purpose = "dropout \(place.name)"
    elements = place.input.elements
    threshold = UInt32(min(rate * 0x1p32, 0x1p32 - 1))
    scale = Scalar(1 / (1 - rate))
  }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.count = count
    drops = pass.mode == .training && threshold > 0
    guard drops else { return input }
    guard let draws = pass.draws else {
      preconditionFailure("\(name): dropout needs to know which samples a training pass is of")
    }
    let result = output.resize(count * elements)
    let factors = factors.resize(count * elements)
    let words = words.resize(elements)
    for row in 0..<count {
      RandomStream(seed: pass.dropoutSeed, purpose: purpose, index: draws[row])
        .firstWords(elements, into: words)
      Scalar.dropout(
        input + row * elements, words, threshold: threshold, scale: scale,
        factors: factors + row * elements, into: result + row * elements, count: elements)
    }
    return UnsafePointer(result)
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    guard let inputGradient else { return }
    if drops {
      Scalar.elementProduct(
        gradient, factors.pointer, into: inputGradient, count: count * elements)
    } else {
      inputGradient.update(from: gradient, count: count * elements)
    }
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    output.update(from: input, count: count * elements)
  }
}
