import Base

/// What sampled contexts say about one pair at one context order.
public struct DifferenceStatistics: Sendable, Hashable {
  /// K, the number of second differences Δv.
  public let count: Int
  /// ΣΔv.
  public let sum: Double
  /// ΣΔv².
  public let sumOfSquares: Double
  /// Σ|Δv|.
  public let sumOfMagnitudes: Double
  /// The variance of the mean ΣΔv/K over repetitions; 0 where all contexts were evaluated.
  ///
  /// s²/K for independent contexts, times 1 − K/C(n−2,m) for distinct ones; from the means of
  /// antithetic pairs where contexts come in such.
  public let varianceOfMean: Double
  /// The degrees of freedom of that variance.
  public let degreesOfFreedom: Double

  /// Î⁽ᵐ⁾(i,j) with its standard error; unbiased.
  public var interaction: MeanEstimate {
    MeanEstimate(
      value: sum / Double(count), standardError: varianceOfMean.squareRoot(),
      degreesOfFreedom: degreesOfFreedom)
  }

  /// Î²_U, the unbiased estimate of the square of I⁽ᵐ⁾(i,j), which may be negative.
  ///
  /// ((ΣΔ)² − ΣΔ²)/(K(K−1)) for independent contexts. To be averaged before a root is taken.
  public var unbiasedSquare: Double {
    let mean = sum / Double(count)
    return mean * mean - varianceOfMean
  }

  /// E|Î| − |I| where I is 0, the most it can be: the standard error times √(2/π).
  public var noiseFloor: Double { (2 * varianceOfMean / Double.pi).squareRoot() }
}
