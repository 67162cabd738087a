import Base
import Interactions
import Store

/// Indices of more players than a table can hold, estimated.
extension InteractionIndexValues {
  /// The value of every player or pair with its standard error, and the forward passes spent.
  func measure(_ model: MeasuredModel, sample: PoolSample, game settings: GameSettings?) throws
    -> [MetricRow]
  {
    guard sampling.estimate != .exact else {
      return try analyse([try tabulate(sample, of: model, game: settings)]).flatMap(\.rows)
    }
    guard let settings else { preconditionFailure("\(Self.name) is read with a game") }
    let game = try model.game(of: sample, settings: settings)
    try check(playerCount: game.playerCount)
    let layout = PlayerLayout(settings.players, count: game.playerCount)
    let found = try sampling.values(of: game, layout: layout, sample: sample.id)
    let (empty, grand) = try game.ends()
    return found.values.map { value in
      MetricRow(
        name: Row.value, value: value.estimate.value, sample: sample.id,
        part: value.players.map(String.init).joined(separator: ","),
        interactionOrder: value.players.count, standardError: value.estimate.standardError,
        exact: false)
    } + [
      MetricRow(
        name: IndexSampling.passes, value: Double(found.passes + 2), sample: sample.id, exact: true)
    ]
      + TabulatedSample.facts(
        of: sample.id, empty: empty, grand: grand, isCorrect: try model.isCorrect(sample))
  }
}

extension Interactions.Game {
  /// v(∅) and v(N).
  func ends() throws -> (empty: Double, grand: Double) {
    var ends = CoalitionBlock(playerCount: playerCount)
    ends.append([UInt64](repeating: 0, count: ends.wordsPerCoalition))
    ends.append(CoalitionBlock.grand(playerCount: playerCount))
    let values = try values(of: ends)
    return (values[0], values[1])
  }
}
