import Glibc

/// J_m = S_m / mean of S over the measured orders, from S averaged over a data set (or, for the
/// share of one image, from that image's S).
///
/// The ratio of data-set means, not the mean over images of ratios (arXiv:2111.06236). The shares
/// of r orders sum to r. Where every strength is 0 there is nothing to share: all J are 0 by
/// convention. With `weights`, such as how many listed ratios fall on each order, an order counts so
/// often in the mean.
public func orderShares(of strengths: [Double], weights: [Double]? = nil) -> [Double] {
  let mean = weightedMean(of: strengths, weights: weights)
  return strengths.map { mean > 0 ? $0 / mean : 0 }
}

/// The mean of numbers, each counting as its weight; 0 of none.
func weightedMean(of numbers: [Double], weights: [Double]?) -> Double {
  guard !numbers.isEmpty else { return 0 }
  guard let weights else { return numbers.reduce(0, +) / Double(numbers.count) }
  return zip(numbers, weights).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
}

/// J_m of a game whose 2ⁿ values are independent and identically normal: no structure at all.
///
/// The second differences of different contexts share no value, so I⁽ᵐ⁾ is normal with variance
/// 4σ²/C(n−2,m) and E|I⁽ᵐ⁾| ∝ C(n−2,m)^(−1/2): a U over the orders, the null a measured U must be
/// held against.
public func independentValuesShares(
  orders: [Int], playerCount: Int, weights: [Double]? = nil
) -> [Double] {
  let logs = orders.map { -Binomial.logarithm(playerCount - 2, $0) / 2 }
  let largest = logs.max() ?? 0
  return orderShares(of: logs.map { exp($0 - largest) }, weights: weights)
}
