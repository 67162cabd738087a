import Glibc

/// Binomial coefficients as numbers and as logarithms.
enum Binomial {
  /// C(n, k); 0 where k < 0 or k > n.
  ///
  /// Exact while the result is below 2⁵³ (n ≤ 56): each partial product is itself a binomial
  /// coefficient times a small integer, and the division leaves no remainder.
  static func coefficient(_ n: Int, _ k: Int) -> Double {
    guard n >= 0, k >= 0, k <= n else { return 0 }
    var result = 1.0
    for step in 0..<min(k, n - k) { result = result * Double(n - step) / Double(step + 1) }
    return result
  }

  /// log C(n, k) for 0 ≤ k ≤ n; holds where C(n, k) itself overflows (n ≳ 1029).
  static func logarithm(_ n: Int, _ k: Int) -> Double {
    lgamma(Double(n + 1)) - lgamma(Double(k + 1)) - lgamma(Double(n - k + 1))
  }

  /// The same of real numbers, 0 ≤ k ≤ n: what the gamma function makes of the definition.
  static func logarithm(_ n: Double, _ k: Double) -> Double {
    lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
  }
}
