/// Summaries of a few numbers; nil where a summary is not defined.
///
/// All sums are exactly rounded, so no result depends on the order of the numbers.
public enum Statistics {
  /// The arithmetic mean; nil of nothing.
  public static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : ExactSum.of(values) / Double(values.count)
  }

  /// The unbiased sample variance, divisor n − 1; nil below two values.
  public static func variance(_ values: [Double]) -> Double? {
    guard values.count >= 2, let mean = mean(values) else { return nil }
    // The mean is rounded; the second term takes back what that rounding adds.
    let deviations = values.map { $0 - mean }
    let bias = ExactSum.of(deviations)
    let squares = ExactSum.of(deviations.map { $0 * $0 }) - bias * bias / Double(values.count)
    return max(0, squares) / Double(values.count - 1)
  }

  /// The sample standard deviation, divisor n − 1; nil below two values.
  public static func standardDeviation(_ values: [Double]) -> Double? {
    variance(values)?.squareRoot()
  }

  /// The standard error of the mean, sd/√n; nil below two values.
  public static func standardError(_ values: [Double]) -> Double? {
    variance(values).map { ($0 / Double(values.count)).squareRoot() }
  }

  /// The median: the middle value, or the mean of the two in the middle; nil of nothing.
  public static func median(_ values: [Double]) -> Double? { quantile(values, 0.5) }

  /// The quantile at `probability` in 0...1, linear between order statistics; nil of nothing.
  ///
  /// Type 7 of Hyndman and Fan ("Sample quantiles in statistical packages", 1996), the default of
  /// R and numpy: position (n − 1)·p in the sorted values. NaN if any value is NaN.
  public static func quantile(_ values: [Double], _ probability: Double) -> Double? {
    precondition((0...1).contains(probability), "a probability lies in 0...1")
    guard !values.contains(where: \.isNaN) else { return .nan }
    return quantile(sorted: values.sorted(), probability)
  }

  /// As `quantile`, of values that are sorted already.
  static func quantile(sorted values: [Double], _ probability: Double) -> Double? {
    guard let last = values.last else { return nil }
    let position = Double(values.count - 1) * probability
    let lower = Int(position)
    guard lower + 1 < values.count else { return last }
    let fraction = position - Double(lower)
    // Equal neighbours are returned as they are: no rounding, and no ∞ − ∞.
    guard fraction > 0, values[lower] != values[lower + 1] else { return values[lower] }
    return values[lower] + fraction * (values[lower + 1] - values[lower])
  }
}
