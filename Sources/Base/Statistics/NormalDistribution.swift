import Glibc

/// The standard normal distribution.
public enum NormalDistribution {
  /// Φ(x), the probability of at most x.
  public static func cumulative(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

  /// φ(x), the density.
  public static func density(_ x: Double) -> Double {
    exp(-x * x / 2) / (2 * Double.pi).squareRoot()
  }

  /// The x with Φ(x) = `probability`; ∓∞ at 0 and 1.
  ///
  /// Starts from the rational approximation 26.2.23 of Abramowitz and Stegun (error 4.5e-4) and
  /// improves it by Halley's method on the lower tail to the accuracy of erfc.
  public static func quantile(_ probability: Double) -> Double {
    precondition((0...1).contains(probability), "a probability lies in 0...1")
    let tail = min(probability, 1 - probability)
    guard tail > 0 else { return probability == 0 ? -.infinity : .infinity }
    guard tail < 0.5 else { return 0 }
    let t = (-2 * log(tail)).squareRoot()
    var x =
      -(t
      - (2.515517 + t * (0.802853 + t * 0.010328))
        / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))))
    for _ in 0..<4 {
      let step = (cumulative(x) - tail) / density(x)
      guard step.isFinite else { break }
      x -= step / (1 + x * step / 2)
    }
    return probability < 0.5 ? x : -x
  }
}
