import Base

/// How the numbers of a parameter are drawn before training, by PyTorch's definitions.
///
/// Each parameter has its own stream and draws in file order, so its numbers depend on the seed,
/// its name and its shape alone.
public enum Initialiser: Sendable, Hashable {
  /// Uniform on ±1/√fan-in: what PyTorch gives dense and convolution layers, weights (Kaiming
  /// uniform with a = √5) and biases alike.
  case uniform(fanIn: Int)
  /// One number.
  case constant(Double)
  /// Normal with mean 0.
  case normal(deviation: Double)
  /// Normal with mean 0, drawn again beyond two deviations; PyTorch's `trunc_normal_` with its
  /// default bounds ±2 differs where the deviation is near 1.
  case truncatedNormal(deviation: Double)
  /// Kaiming normal for ReLU: deviation √(2/fan).
  case kaimingNormal(fan: Int)
  /// Xavier uniform: ±√(6/(fan-in + fan-out)).
  case xavierUniform(fanIn: Int, fanOut: Int)

  /// `count` numbers for the parameter called `name`.
  func numbers<Scalar: NetworkScalar>(count: Int, seed: UInt64, name: String) -> [Scalar] {
    if case .constant(let value) = self { return Array(repeating: Scalar(value), count: count) }
    var stream = RandomStream(seed: seed, purpose: name)
    return (0..<count).map { _ in Scalar(draw(&stream)) }
  }

  private func draw(_ stream: inout RandomStream) -> Double {
    switch self {
    case .constant(let value): return value
    case .uniform(let fanIn):
      let bound = 1 / Double(fanIn).squareRoot()
      return stream.uniform(-bound, bound)
    case .normal(let deviation): return deviation * stream.normal()
    case .truncatedNormal(let deviation):
      var number = stream.normal()
      while abs(number) > 2 { number = stream.normal() }
      return deviation * number
    case .kaimingNormal(let fan): return (2 / Double(fan)).squareRoot() * stream.normal()
    case .xavierUniform(let fanIn, let fanOut):
      let bound = (6 / Double(fanIn + fanOut)).squareRoot()
      return stream.uniform(-bound, bound)
    }
  }
}

/// How the weights of one layer are begun, whatever its size.
public enum WeightInitialisation: Sendable, Hashable {
  /// PyTorch's default for the kind of layer.
  case standard
  /// Kaiming normal over the fan-out for weights, zero biases: PyTorch's recipe for VGG.
  case kaimingNormalFanOut
  /// Normal for weights, zero biases.
  case normal(deviation: Double)
  /// Truncated normal for weights, zero biases: the recipe for vision transformers.
  case truncatedNormal(deviation: Double)
  /// Xavier uniform for weights, zero biases.
  case xavierUniform

  /// For the weights of a layer that sums over `fanIn` inputs and feeds `fanOut` outputs.
  func weights(fanIn: Int, fanOut: Int) -> Initialiser {
    switch self {
    case .standard: .uniform(fanIn: fanIn)
    case .kaimingNormalFanOut: .kaimingNormal(fan: fanOut)
    case .normal(let deviation): .normal(deviation: deviation)
    case .truncatedNormal(let deviation): .truncatedNormal(deviation: deviation)
    case .xavierUniform: .xavierUniform(fanIn: fanIn, fanOut: fanOut)
    }
  }

  /// For its biases.
  func biases(fanIn: Int) -> Initialiser {
    self == .standard ? .uniform(fanIn: fanIn) : .constant(0)
  }
}
