import Base

/// One estimate per player, such as of the Shapley values, and what it cost.
public struct PlayerEstimates: Sendable, Hashable {
  /// One estimate per player.
  public let players: [MeanEstimate]
  /// The coalitions evaluated.
  public let forwardPasses: Int

  /// The means of independent observations, shape [observation][player].
  init(observations: [Double], playerCount: Int, forwardPasses: Int) {
    let count = Double(observations.count / playerCount)
    players = (0..<playerCount).map { player in
      // Twice through the numbers: one pass would lose the digits of a small variance.
      let places = stride(from: player, to: observations.count, by: playerCount)
      let mean = places.reduce(0) { $0 + observations[$1] } / count
      let squares = places.reduce(0) { sum, place in
        sum + (observations[place] - mean) * (observations[place] - mean)
      }
      return MeanEstimate(
        value: mean, standardError: (squares / (count * (count - 1))).squareRoot(),
        degreesOfFreedom: count - 1)
    }
    self.forwardPasses = forwardPasses
  }

  /// Given estimates.
  init(players: [MeanEstimate], forwardPasses: Int) {
    self.players = players
    self.forwardPasses = forwardPasses
  }
}
