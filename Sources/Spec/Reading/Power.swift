import Glibc

/// The one function of the C library this module needs.
enum Power {
  /// `base` to the power of `exponent`.
  static func of(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
}
