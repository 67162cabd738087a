import Base

/// S⁽ᵐ⁾ and J⁽ᵐ⁾ over several samples, with the samples as the independent units.
///
/// The spread over samples holds every source of error: which samples, which pairs of each, which
/// contexts. Within a sample none of it need be known.
public struct StrengthOverSamples: Sendable, Hashable {
  /// S⁽ᵐ⁾ of each sample, shape [sample][order].
  public let perSample: [[Double]]

  /// Takes the same context orders of each of one or more samples.
  public init(perSample: [[Double]]) {
    precondition(
      !perSample.isEmpty && perSample.allSatisfy { $0.count == perSample[0].count },
      "every sample has one strength for each order")
    self.perSample = perSample
  }

  private var orderCount: Int { perSample[0].count }
  private var means: [Double] {
    (0..<orderCount).map { order in
      ExactSum.of(perSample.map { $0[order] }) / Double(perSample.count)
    }
  }

  /// S⁽ᵐ⁾ over samples, order by order; nil below two samples.
  public var strengths: [MeanEstimate]? {
    let estimates = (0..<orderCount).compactMap { order in
      MeanEstimate(meanOf: perSample.map { $0[order] })
    }
    return estimates.count == orderCount ? estimates : nil
  }

  /// J⁽ᵐ⁾, the ratio of mean strengths, order by order, errors linearised; nil below two samples.
  ///
  /// With a the strengths of a sample, ā their mean over orders and J the ratio, the sample's part
  /// in the error of J_m is (a_m − J_m ā) / (mean of ā over samples), with X − 1 degrees of freedom
  /// for X samples. Where all strengths are 0, so is J.
  public var shares: [MeanEstimate]? { shares(weights: nil) }

  /// The same where an order counts as its weight in the mean over orders.
  public func shares(weights: [Double]?) -> [MeanEstimate]? {
    guard perSample.count > 1 else { return nil }
    let means = means
    let shares = orderShares(of: means, weights: weights)
    let overall = weightedMean(of: means, weights: weights)
    return shares.enumerated().map { order, share in
      let residuals = perSample.map { strengths in
        let own = weightedMean(of: strengths, weights: weights)
        return overall > 0 ? (strengths[order] - share * own) / overall : 0
      }
      return MeanEstimate(
        value: share, standardError: Statistics.standardError(residuals) ?? 0,
        degreesOfFreedom: Double(perSample.count - 1))
    }
  }
}
