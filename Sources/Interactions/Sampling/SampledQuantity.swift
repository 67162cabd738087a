/// What is averaged over pairs at one context order.
public enum SampledQuantity: Sendable, Hashable, CaseIterable {
  /// The mean of I⁽ᵐ⁾(i,j), with its sign; unbiased.
  case signedMean
  /// A⁽ᵐ⁾, the mean of E_S|Δv|; unbiased.
  case magnitude
  /// The mean of |Î⁽ᵐ⁾(i,j)|, as the papers estimate S⁽ᵐ⁾: never below it in expectation.
  ///
  /// E|Î| ≥ |E Î| by Jensen; the excess is at most the noise floor, and largest where |I| is
  /// small against its standard error.
  case strengthUpper
  /// The mean of Δv in one context with the sign that the other contexts give I: never above S⁽ᵐ⁾
  /// in expectation.
  ///
  /// The sign is independent of the context's own Δv, so the expectation is I·E[sign], at most |I|.
  case strengthLower
  /// S⁽ᵐ⁾, the middle of its two bounds.
  ///
  /// With z = |I|/τ, τ the standard error, its bias is τ(φ(z) − 2zΦ(−z)), whose integral over z is
  /// 0: where the values of I⁽ᵐ⁾ of the pairs have a density that is flat over a few τ around 0,
  /// the errors of small and large |I| cancel.
  case strength
  /// The mean of I⁽ᵐ⁾(i,j)², from Î²_U; unbiased, may be negative.
  case square

  /// The value from one pair's independent observations, and the deviation each of them causes:
  /// the squares of the deviations sum to the jackknife's variance.
  func jackknife(_ observed: [Double], populationFactor: Double) -> (Double, [Double]) {
    let count = Double(observed.count)
    let sum = observed.reduce(0, +)
    let mean = sum / count
    func ofMean(_ terms: [Double], weight: Double = 1) -> (Double, [Double]) {
      let mean = terms.reduce(0, +) / count
      let norm = weight / (count * (count - 1)).squareRoot()
      return (mean, terms.map { ($0 - mean) * norm })
    }
    // All contexts evaluated: nothing to estimate, and the bounds coincide.
    let exact = populationFactor == 0
    switch self {
    case .signedMean, .magnitude: return exact ? (mean, []) : ofMean(observed)
    case .strengthUpper:
      return exact
        ? (abs(mean), []) : Self.deleteOne(abs(mean), observed.map { abs(sum - $0) / (count - 1) })
    case .strengthLower:
      return exact ? (abs(mean), []) : ofMean(observed.map { $0 * sign(sum - $0) })
    case .strength:
      return exact
        ? (abs(mean), []) : ofMean(observed.map { $0 * (sign(sum - $0) + sign(sum)) / 2 })
    case .square:
      guard !exact else { return (mean * mean, []) }
      let squares = observed.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let value = mean * mean - populationFactor * squares / (count * (count - 1))
      // Of two observations none can be left out; their first-order deviations stand in.
      guard observed.count > 2 else {
        return (value, ofMean(observed.map { 2 * mean * $0 }).1)
      }
      let rest = count - 1
      return Self.deleteOne(
        value,
        observed.map { left in
          let others = (sum - left) / rest
          let spread = squares - (left - mean) * (left - mean) * count / rest
          return others * others - populationFactor * spread / (rest * (rest - 1))
        })
    }
  }

  private static func deleteOne(_ value: Double, _ without: [Double]) -> (Double, [Double]) {
    let count = Double(without.count)
    let mean = without.reduce(0, +) / count
    let norm = ((count - 1) / count).squareRoot()
    return (value, without.map { (mean - $0) * norm })
  }

  private func sign(_ value: Double) -> Double { value > 0 ? 1 : value < 0 ? -1 : 0 }
}
