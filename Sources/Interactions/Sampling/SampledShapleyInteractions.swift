import Base

/// Shapley (or Banzhaf) interaction indices of pairs of a game of any number of players, from sampled
/// contexts.
///
/// The Shapley index of (i, j) is the mean of I⁽ᵐ⁾(i,j) over all context orders m = 0...n−2, the
/// Banzhaf index that over all contexts (Grabisch and Roubens, 1999). Each context has an order of
/// its own, drawn as `InteractionSampling.randomOrders` says, so each Δv is an unbiased observation
/// of the index and observations of a pair are independent.
public struct SampledShapleyInteractions: Sendable, Hashable {
  /// Pair by pair, in the order of the sampling's list.
  public let pairs: [DifferenceStatistics]
  /// The coalitions evaluated.
  public let forwardPasses: Int
  private let estimates: [SampledQuantity: MeanEstimate]

  /// A mean over pairs.
  public subscript(quantity: SampledQuantity) -> MeanEstimate {
    guard let estimate = estimates[quantity] else { preconditionFailure("all are estimated") }
    return estimate
  }

  /// Samples a game; throws what `SamplingError` names or the game throws.
  ///
  /// Of the sampling, the context orders, the precision and the spreading of contexts have no
  /// effect; its scheme is `probeWindows` or `official`.
  public init(of game: some Game, _ sampling: InteractionSampling) throws {
    precondition(sampling.scheme != .permutations, "contexts of one order each")
    try sampling.check(game)
    var draws = ContextDraws(sampling, contextOrder: nil)
    let request = draws.request(from: 0, to: sampling.contexts)
    if let budget = sampling.budget, request.rows.count > budget {
      throw SamplingError.budget(budget, needed: request.rows.count)
    }
    let differences = OrderDifferences(
      OrderDifferences(draws: draws), adding: request, values: try request.rows.values(of: game),
      contexts: sampling.contexts, draws: draws)
    pairs = differences.statistics()
    estimates = Dictionary(
      uniqueKeysWithValues: SampledQuantity.allCases.map { quantity in
        let estimate = EstimatesByOrder(
          [differences.sample(of: quantity)], dependent: false,
          candidateCount: sampling.candidateCount)
        return (quantity, estimate[0])
      })
    forwardPasses = request.rows.count
  }
}
