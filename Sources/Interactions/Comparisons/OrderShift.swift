import Base

/// How a curve over context orders differs from a reference's, beside the weight of what was to move
/// it.
public struct OrderShift: Sendable, Hashable {
  /// Value minus reference of each order.
  public let differences: [Double]

  /// Compares two curves over the same orders.
  public init(of values: [Double], from reference: [Double]) {
    precondition(values.count == reference.count, "curves over different orders")
    differences = zip(values, reference).map { $0 - $1 }
  }

  /// How far the curve moved where the weight lies, and the way its sign says:
  /// Σₘ Wₘ Δₘ / Σₘ |Wₘ|; nil without any weight.
  ///
  /// A weight of one sign and a shift of the same size at all orders give that size.
  public func along(_ weights: [Double]) -> Double? {
    precondition(weights.count == differences.count, "weights of other orders")
    let size = ExactSum.of(weights.map(abs))
    guard size > 0 else { return nil }
    return ExactSum.of(zip(weights, differences).map { $0 * $1 }) / size
  }

  /// Pearson's correlation with the weight over orders; nil where either has no spread.
  public func pearson(_ weights: [Double]) -> Double? { Statistics.pearson(differences, weights) }

  /// Spearman's rank correlation with the weight over orders; nil where either has no spread.
  public func spearman(_ weights: [Double]) -> Double? { Statistics.spearman(differences, weights) }
}
