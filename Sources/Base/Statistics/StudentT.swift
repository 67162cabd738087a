import Glibc

/// Student's t distribution with any positive number of degrees of freedom.
///
/// The tail is half a regularised incomplete beta function, computed by the continued fraction of
/// Didonato and Morris ("Algorithm 708", 1992), which keeps its digits where x is nearly 1 (many
/// degrees of freedom); accurate to about 1e-13 relative.
public struct StudentT: Sendable, Hashable {
  /// ν, the degrees of freedom; positive, may be infinite (the normal distribution).
  public let degreesOfFreedom: Double

  /// Makes the distribution of `degreesOfFreedom` > 0.
  public init(degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 0, "degrees of freedom must be positive")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The probability of at most `t`.
  public func cumulative(_ t: Double) -> Double { t > 0 ? 1 - upperTail(t) : upperTail(-t) }

  /// The probability of more than `t`, accurate also where it is small.
  public func upperTail(_ t: Double) -> Double {
    guard !t.isNaN else { return .nan }
    guard t != 0 else { return 0.5 }
    guard t > 0 else { return 1 - upperTail(-t) }
    guard t < .infinity else { return 0 }
    let df = degreesOfFreedom
    guard df < 1e8 else {
      // Fisher's expansion; what is left out is O(1/ν²).
      let correction = df == .infinity ? 0 : NormalDistribution.density(t) * t * (t * t + 1) / 4
      return NormalDistribution.cumulative(-t) + (correction == 0 ? 0 : correction / df)
    }
    // x = ν/(ν+t²) and y = 1 − x, through r = t/√ν so that neither end cancels.
    let r = t / df.squareRoot()
    let logX = r > 1e8 ? -2 * log(r) : -log1p(r * r)
    let logY = r > 1e8 ? -exp(logX) : 2 * log(r) + logX
    let a = df / 2
    let front = exp(a * logX + logY / 2 - Self.logBetaWithHalf(a))
    let x = exp(logX)
    let y = r > 1e8 ? 1 - x : r * r / (1 + r * r)
    if x < (a + 1) / (a + 2.5) {
      return front / Self.continuedFraction(x, y, a, 0.5) / 2
    }
    return (1 - front / Self.continuedFraction(y, x, 0.5, a)) / 2
  }

  /// The density at `t`.
  public func density(_ t: Double) -> Double {
    let df = degreesOfFreedom
    guard df < 1e8 else { return NormalDistribution.density(t) }
    let r = abs(t) / df.squareRoot()
    let log1 = r > 1e8 ? 2 * log(r) : log1p(r * r)
    return exp(-(df + 1) / 2 * log1 - Self.logBetaWithHalf(df / 2) - log(df) / 2)
  }

  /// The t with `cumulative(t)` = `probability`; ∓∞ at 0 and 1.
  public func quantile(_ probability: Double) -> Double {
    precondition((0...1).contains(probability), "a probability lies in 0...1")
    let tail = min(probability, 1 - probability)
    guard tail > 0 else { return probability == 0 ? -.infinity : .infinity }
    guard tail < 0.5 else { return 0 }
    // Bracket the positive solution from the normal one, then Newton, kept inside the bracket.
    let normal = -NormalDistribution.quantile(tail)
    var high = max(normal, 1e-300)
    var low = 0.0
    while upperTail(high) > tail {
      low = high
      high *= 2
      guard high < .infinity else { return probability < 0.5 ? -.infinity : .infinity }
    }
    var t = low > 0 ? low : min(normal, high)
    for _ in 0..<200 {
      let excess = upperTail(t) - tail
      if excess > 0 { low = t } else { high = t }
      var next = t + excess / density(t)
      if !(next > low && next < high) { next = low + (high - low) / 2 }
      let step = abs(next - t)
      t = next
      if step <= 4e-16 * t { break }
    }
    return probability < 0.5 ? -t : t
  }

  /// log B(a, ½).
  private static func logBetaWithHalf(_ a: Double) -> Double {
    let logRootPi = log(Double.pi) / 2
    guard a > 15 else { return lgamma(a) + logRootPi - lgamma(a + 0.5) }
    // Stirling's series of log Γ(a+½) − log Γ(a): no cancellation of two large logarithms.
    let s = 1 / (a * a)
    let series =
      (-1.0 / 8 + s * (1.0 / 192 + s * (-1.0 / 640 + s * (17.0 / 14336 - s * (31.0 / 18432))))) / a
    return logRootPi - (log(a) / 2 + series)
  }

  /// The continued fraction F with I_x(a, b) = x^a y^b / (B(a, b) F), y = 1 − x, x below its mean.
  private static func continuedFraction(_ x: Double, _ y: Double, _ a: Double, _ b: Double)
    -> Double
  {
    func guarded(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
    var result = guarded(a * (a * y - b * x + 1) / (a + 1))
    var c = result
    var d = 0.0
    // About √max(a, b) terms are needed, so at most some 10⁴ below ν = 1e8.
    for step in 1...100_000 {
      let m = Double(step)
      let denominator = a + 2 * m - 1
      let numerator =
        m * (a + m - 1) / denominator * ((a + b + m - 1) / denominator) * (b - m) * x * x
      let term =
        m + m * (b - m) * x / denominator
        + (a + m) * (a * y - b * x + 1 + m * (1 + y)) / (denominator + 2)
      d = 1 / guarded(term + numerator * d)
      c = guarded(term + numerator / c)
      let factor = c * d
      result *= factor
      if abs(factor - 1) < 2e-16 { break }
    }
    return result
  }
}
