import Glibc

/// Functions of one number that activations are made of: for `Double` the C library's, for `Float`
/// polynomials without branches, which vectorise in a loop where calls would not.
///
/// NaN gives NaN.
public protocol ElementaryFunctions {
  /// eˣ; for `Float` within 1.2e-7 of it, relatively, and 0 below −86.9.
  static func exponential(_ x: Self) -> Self
  /// tanh x; for `Float` within 2e-7 of it, relatively.
  static func hyperbolicTangent(_ x: Self) -> Self
  /// log(1 + eˣ), x itself beyond 20, and its slope; for `Float` within 2.6e-7 of it, relatively, for
  /// x ≥ −86.9.
  static func softplus(_ x: Self) -> (value: Self, slope: Self)
  /// The standard normal distribution at x: Φ(x) and its density; for `Float` Φ is within 5e-7 of
  /// it, relatively, for x ≥ −2 and within 1.5e-6 for x ≥ −6.
  static func standardNormal(_ x: Self) -> (cumulative: Self, density: Self)
}

extension Double: ElementaryFunctions {
  /// The C library's.
  public static func exponential(_ x: Double) -> Double { exp(x) }

  /// The C library's.
  public static func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }

  /// With its digits at both ends.
  public static func softplus(_ x: Double) -> (value: Double, slope: Double) {
    guard x <= 20 else { return (x, x.isNaN ? x : 1) }
    return (x > 0 ? x + log1p(exp(-x)) : log1p(exp(x)), 1 / (1 + exp(-x)))
  }

  /// Φ through the complementary error function, so that both tails keep their digits.
  public static func standardNormal(_ x: Double) -> (cumulative: Double, density: Double) {
    let root = 0.5.squareRoot()
    return (0.5 * erfc(-x * root), exp(-0.5 * x * x) * (0.5 / Double.pi).squareRoot())
  }
}

extension Double {
  /// eˣ for x ≤ 0 without branches, within 3e-16 of it, relatively, for x ≥ −708, and e⁻⁷⁰⁸ below.
  ///
  /// As for `Float` below; the polynomial is the exponential's series up to r¹³, short by 5e-18.
  @inline(__always)
  static func exponential(atMostZero x: Double) -> Double {
    let bounded = x < -708 ? -708 : x
    let shifted = Double(6_755_399_441_055_744).addingProduct(bounded, 1.4426950408889634)
    let k = shifted - 6_755_399_441_055_744
    // log 2 in two parts.
    let r = bounded.addingProduct(k, -0.693147180369123816490)
      .addingProduct(k, -1.90821492927058770002e-10)
    var p = Double(1.0 / 479_001_600).addingProduct(r, 1.0 / 6_227_020_800)
    p = Double(1.0 / 39_916_800).addingProduct(r, p)
    p = Double(1.0 / 3_628_800).addingProduct(r, p)
    p = Double(1.0 / 362_880).addingProduct(r, p)
    p = Double(1.0 / 40_320).addingProduct(r, p)
    p = Double(1.0 / 5_040).addingProduct(r, p)
    p = Double(1.0 / 720).addingProduct(r, p)
    p = Double(1.0 / 120).addingProduct(r, p)
    p = Double(1.0 / 24).addingProduct(r, p)
    p = Double(1.0 / 6).addingProduct(r, p)
    p = Double(0.5).addingProduct(r, p)
    let excess = r.addingProduct(r * r, p)
    return (1 + excess) * Double(bitPattern: (shifted.bitPattern &+ 1023) << 52)
  }
}

// x = k·log 2 + r with |r| ≤ (log 2)/2. Adding 1.5·2²³ rounds to an integer, which then stands in the
// low bits: no conversion that checks its range, so loops of these vectorise. Polynomials are minimax
// (Remez exchange over the stated interval); their errors are far below `Float` rounding.

/// An exponent split into k and r.
private struct ReducedExponent {
  /// 2ᵏ⁻¹: half, so that k = 128 is no infinity yet.
  let halfPower: Float
  /// eʳ − 1.
  let excess: Float

  @inline(__always)
  init(_ x: Float) {
    let shifted = Float(12_582_912).addingProduct(x, 1.44269504)
    let k = shifted - 12_582_912
    // log 2 in two parts.
    let r = x.addingProduct(k, -0.693145752).addingProduct(k, -1.42860677e-06)
    halfPower = Float(bitPattern: (shifted.bitPattern &+ 126) << 23)
    var p = Float(0.008363175205886364).addingProduct(r, 0.0013941111974418163)
    p = Float(0.04166637361049652).addingProduct(r, p)
    p = Float(0.16666577756404877).addingProduct(r, p)
    p = Float(0.5).addingProduct(r, p)
    excess = r.addingProduct(r * r, p)
  }
}

extension Float: ElementaryFunctions {
  /// 2ᵏ·eʳ.
  @inline(__always)
  public static func exponential(_ x: Float) -> Float {
    let low = x < -86.9 ? -86.9 : x
    let bounded = low > 89 ? 89 : low
    let parts = ReducedExponent(bounded)
    let value = (1 + parts.excess) * parts.halfPower * 2
    return x < -86.9 ? 0 : value
  }

  /// q/(q + 2) with q = e²ˣ − 1 of |x|, which keeps its digits near 0.
  @inline(__always)
  public static func hyperbolicTangent(_ x: Float) -> Float {
    let size = x < 0 ? -x : x
    let doubled = size > 10 ? 20 : 2 * size
    let parts = ReducedExponent(doubled)
    let power = 2 * parts.halfPower
    let q = (power - 1).addingProduct(power, parts.excess)
    let value = q / (q + 2)
    return x < 0 ? -value : value
  }

  /// max(x, 0) + log(1 + u), u = e^−|x|, through 2·atanh(u/(2 + u)); beyond 20 that rounds to x.
  @inline(__always)
  public static func softplus(_ x: Float) -> (value: Float, slope: Float) {
    let size = x < 0 ? -x : x
    let u = exponential(-size)
    let z = u / (2 + u)
    let s = z * z
    var p = Float(0.13980302214622498).addingProduct(s, 0.1408916711807251)
    p = Float(0.20012454688549042).addingProduct(s, p)
    p = Float(0.3333315849304199).addingProduct(s, p)
    let logarithm = 2 * z.addingProduct(z * s, p)
    return ((x < 0 ? 0 : x) + logarithm, (x < 0 ? u : 1) / (1 + u))
  }

  /// Φ(−|x|) = e^(−x²/2)·A(|x|)/2, where A is a polynomial of 1/(1 + 0.3·|x|), so one exponential
  /// serves Φ and the density.
  @inline(__always)
  public static func standardNormal(_ x: Float) -> (cumulative: Float, density: Float) {
    let size = x < 0 ? -x : x
    let bell = exponential(-0.5 * (x * x))
    let t = 1 / Float(1).addingProduct(0.3, size)
    var p = Float(-0.31623849272727966).addingProduct(t, 0.07219458371400833)
    p = Float(0.4120781719684601).addingProduct(t, p)
    p = Float(-0.10214662551879883).addingProduct(t, p)
    p = Float(0.25100886821746826).addingProduct(t, p)
    p = Float(0.20310160517692566).addingProduct(t, p)
    p = Float(0.24065649509429932).addingProduct(t, p)
    p = Float(0.23934540152549744).addingProduct(t, p)
    let tail = 0.5 * bell * (p * t)
    return (x < 0 ? tail : 1 - tail, bell * 0.39894228)
  }
}
