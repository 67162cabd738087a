import Base
import Interactions
import Store

/// Interactions of more players than a table can hold, from sampled contexts.
extension MultiOrderInteraction {
  /// The rows of one sample: as those of a table, each with its standard error, and by order the
  /// two bounds of S, its noise floor, and the forward passes spent with why they ended.
  func measure(_ model: MeasuredModel, sample: PoolSample, game settings: GameSettings?) throws
    -> [MetricRow]
  {
    guard let settings else { preconditionFailure("\(Self.name) is read with a game") }
    let game = try model.game(of: sample, settings: settings)
    let layout = PlayerLayout(settings.players, count: game.playerCount)
    guard !sampling.isExact(layout) else {
      return try analyse([try tabulate(sample, of: model, game: settings)]).flatMap(\.rows)
    }
    try check(playerCount: game.playerCount)
    let found = try SampledInteractions(of: game, sampling.sampling(layout, sample: sample.id))
    let (empty, grand) = try game.ends()
    return rows(of: found, sample: sample.id, effect: abs(grand - empty))
      + TabulatedSample.facts(
        of: sample.id, empty: empty, grand: grand, isCorrect: try model.isCorrect(sample))
  }

  private func rows(of found: SampledInteractions, sample: Int64, effect: Double) -> [MetricRow] {
    var rows: [MetricRow] = []
    let quantity = sampling.strength.quantity
    let shares = found[quantity].shares(
      weights: sampling.weights(
        of: found.orders.map(\.contextOrder), players: found.sampling.playerCount))
    for (place, order) in found.orders.enumerated() {
      func add(_ name: String, _ value: Double, _ error: Double? = nil, part: String? = nil) {
        rows.append(
          MetricRow(
            name: name, value: value, sample: sample, part: part,
            contextOrder: order.contextOrder, standardError: error, count: order.contexts,
            exact: order.isExact))
      }
      func add(_ name: String, _ estimate: MeanEstimate) {
        add(name, estimate.value, estimate.standardError)
      }
      add(Row.signed, found[.signedMean][place])
      add(Row.strength, found[quantity][place])
      add(Row.upper, found[.strengthUpper][place])
      add(Row.lower, found[.strengthLower][place])
      add(Row.floor, order.noiseFloor)
      add(Row.magnitude, found[.magnitude][place])
      add(Row.meanSquare, found[.square][place])
      add(Row.share, shares[place])
      if effect > 0 {
        let strength = found[quantity][place]
        add(Row.relative, strength.value / effect, strength.standardError / effect)
      }
      add(Row.passes, Double(order.forwardPasses), part: order.stop.name)
    }
    let facts = [
      (Row.passesInAll, Double(found.forwardPasses + 2)),
      (Row.players, Double(found.sampling.playerCount)),
    ]
    return rows
      + facts.map { MetricRow(name: $0, value: $1, sample: sample, exact: true) }
  }
}

extension SamplingChoice.Strength {
  /// What is averaged over pairs.
  var quantity: SampledQuantity { self == .upper ? .strengthUpper : .strength }
}

extension SampledInteractions.Stop {
  /// In rows.
  fileprivate var name: String {
    switch self {
    case .enumerated: "enumerated"
    case .contexts: "contexts"
    case .precision: "precision"
    case .budget: "budget"
    }
  }
}
