/// Sums over gradients, each of all parameters of a network together.
public struct GradientSums: Sendable, Hashable {
  /// The number of gradients.
  public var count = 0
  /// Σ‖g‖².
  public var sumOfSquares = 0.0
  /// ‖Σ g‖².
  public var squareOfSum = 0.0
  /// The number of gradients that are not 0.
  public var directions = 0
  /// ‖Σ g/‖g‖‖², over those.
  public var squareOfDirectionSum = 0.0

  /// Of `count` gradients that are all 0.
  public init(count: Int = 0) { self.count = count }
}

/// Gradients of combinations of a network's scores of one masked input, with respect to all its
/// parameters.
///
/// The network is evaluated as in inference: nothing is dropped, recorded statistics normalise.
/// Parameters that are frozen have gradient 0. A gradient is one buffer: the parameters one after the
/// other, in the network's order, the numbers of each in the order of the kernels.
public final class MaskedGradients<Scalar: NetworkScalar> {
  /// The players.
  public let players: PlayerRuns
  /// Numbers of one gradient.
  public let count: Int
  private let network: Network<Scalar>
  private let baseline = Buffer<Scalar>()
  /// The input once for each mask of a combination.
  private let inputs = Buffer<Scalar>()
  private let rows = Buffer<Scalar>()
  private let slopes = Buffer<Scalar>()
  private let gradient = Buffer<Scalar>()
  private let sum = Buffer<Scalar>()
  private let directionSum = Buffer<Scalar>()
  private var input: [Scalar] = []

  /// Prepares for masks over `players`.
  public init(_ network: Network<Scalar>, players: PlayerRuns) {
    precondition(
      players.elements == network.inputElements,
      "MaskedGradients: players of \(players.elements) elements, inputs of \(network.inputElements)"
    )
    self.network = network
    self.players = players
    count = network.parameters.reduce(0) { $0 + $1.count }
  }

  /// Takes the input to mask and the values of absent elements.
  public func load(input x: [Scalar], baseline b: [Scalar]) {
    precondition(
      x.count == players.elements && b.count == players.elements,
      "MaskedGradients: \(x.count) and \(b.count) numbers for \(players.elements) elements")
    input = x
    baseline.resize(b.count)
    baseline.array = b
    inputs.resize(0)
  }

  /// The gradient of Σ signs[k]·score(input under mask k): `masks` holds one mask for each sign.
  public func gradient(
    of masks: [UInt64], signs: [Double], label: Int, output: OutputScore,
    into gradient: UnsafeMutablePointer<Scalar>
  ) {
    masks.withUnsafeBufferPointer { masks in
      guard let masks = masks.baseAddress else { return }
      self.gradient(of: masks, signs: signs, label: label, output: output, into: gradient)
    }
  }

  /// The sums over the gradients of one combination after the other: `masks` holds those of the
  /// first, one for each sign, then those of the second, ….
  public func sums(of masks: [UInt64], signs: [Double], label: Int, output: OutputScore)
    -> GradientSums
  {
    let size = signs.count * players.wordsPerMask
    precondition(
      masks.count % size == 0, "MaskedGradients: \(masks.count) words are not combinations")
    gradient.resize(count)
    sum.resize(count)
    directionSum.resize(count)
    sum.clear()
    directionSum.clear()
    var sums = GradientSums()
    masks.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for start in stride(from: 0, to: masks.count, by: size) {
        gradient(
          of: base + start, signs: signs, label: label, output: output, into: gradient.pointer)
        let square = Scalar.sumOfSquares(gradient.pointer, count: count)
        sums.count += 1
        sums.sumOfSquares += square
        Scalar.addScaled(gradient.pointer, by: 1, to: sum.pointer, count: count)
        guard square > 0 else { continue }
        sums.directions += 1
        Scalar.addScaled(
          gradient.pointer, by: Scalar(1 / square.squareRoot()), to: directionSum.pointer,
          count: count)
      }
    }
    sums.squareOfSum = Scalar.sumOfSquares(sum.pointer, count: count)
    sums.squareOfDirectionSum = Scalar.sumOfSquares(directionSum.pointer, count: count)
    return sums
  }

  private func gradient(
    of masks: UnsafePointer<UInt64>, signs: [Double], label: Int, output: OutputScore,
    into gradient: UnsafeMutablePointer<Scalar>
  ) {
    precondition(!input.isEmpty, "MaskedGradients: load an input first")
    let (elements, classes, size) = (players.elements, network.classes, signs.count)
    precondition((0..<classes).contains(label), "MaskedGradients: label \(label) of \(classes)")
    if inputs.count != size * elements {
      inputs.resize(size * elements)
      inputs.array = Array(repeating: input, count: size).flatMap(\.self)
    }
    let masked = rows.resize(size * elements)
    players.mask(
      UnsafePointer(inputs.pointer), baseline: UnsafePointer(baseline.pointer), masks: masks,
      count: size, into: masked)
    network.zeroGradients()
    let logits = network.forward(UnsafePointer(masked), count: size, .evaluation)
    let slopes = slopes.resize(size * classes)
    signs.withUnsafeBufferPointer { signs in
      guard let weights = signs.baseAddress else { return }
      Scalar.scoreSlopes(
        output, of: logits, weights: weights, count: size, classes: classes, label: label,
        into: slopes)
    }
    network.backward(UnsafePointer(slopes))
    var target = gradient
    for parameter in network.parameters {
      target.update(from: parameter.gradients.pointer, count: parameter.count)
      target += parameter.count
    }
  }
}
