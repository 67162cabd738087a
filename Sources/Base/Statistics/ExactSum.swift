/// A running sum of doubles that rounds once, at the end, so the order of terms does not matter.
///
/// The sum is kept as non-overlapping partial sums of increasing size (Shewchuk, "Adaptive
/// precision floating-point arithmetic", 1997) and rounded half to even. Exact unless a partial
/// sum leaves the range of Double; then, and with infinite or NaN terms, the value is the plain
/// sum of the terms.
public struct ExactSum: Sendable {
  private var partials: [Double] = []
  private var plain = 0.0
  private var overflowed = false

  /// The sum of no terms: 0.
  public init() {}

  /// The exactly rounded sum of `terms`.
  public static func of(_ terms: some Sequence<Double>) -> Double {
    var sum = ExactSum()
    for term in terms { sum.add(term) }
    return sum.value
  }

  /// Adds one term.
  public mutating func add(_ term: Double) {
    plain += term
    guard !overflowed else { return }
    var carried = term
    var kept = 0
    for index in partials.indices {
      let (sum, error) = Self.twoSum(carried, partials[index])
      if error != 0 {
        partials[kept] = error
        kept += 1
      }
      carried = sum
    }
    partials.removeSubrange(kept...)
    partials.append(carried)
    overflowed = !carried.isFinite
  }

  /// The sum of the terms so far.
  public var value: Double {
    guard !overflowed else { return plain }
    guard var sum = partials.last else { return 0 }
    var index = partials.count - 1
    var error = 0.0
    while index > 0 {
      index -= 1
      (sum, error) = Self.twoSum(sum, partials[index])
      if error != 0 { break }
    }
    // `error` is exactly half a unit only if what is below it decides the rounding.
    if index > 0, error != 0, (error < 0) == (partials[index - 1] < 0) {
      let doubled = error * 2
      let other = sum + doubled
      if doubled == other - sum { sum = other }
    }
    return sum
  }

  /// The rounded sum of two numbers and the rounding error, both exact together (Knuth).
  private static func twoSum(_ a: Double, _ b: Double) -> (sum: Double, error: Double) {
    let sum = a + b
    let shadow = sum - a
    return (sum, (a - (sum - shadow)) + (b - shadow))
  }
}
