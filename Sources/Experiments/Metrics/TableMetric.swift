import Base
import Interactions
import Spec
import Store

/// A sample's game as a table, wherever the values come from.
struct TabulatedSample: Sendable, Hashable {
  /// The stable id.
  var id: Int64
  /// Whether the model's class of the whole sample is its true one; nil where nobody says.
  var isCorrect: Bool?
  /// The true class; nil where nobody says.
  var label: Int? = nil
  /// v of every coalition.
  var table: ValueTable
  /// Where the players lie, for metrics that need it.
  var layout: PlayerLayout?
}

/// What a metric makes of one sample's table.
struct SampleAnalysis: Sendable, Hashable {
  /// The numbers worth a row.
  var rows: [MetricRow]
  /// The interactions of every set of players, for relations; nil where the metric has none.
  var interactions: SampleInteractions?
  /// What pairs and players do at each context order, for relations; nil where it is not kept.
  var orders: SampleOrders?
}

/// A metric of a game that is computed from its 2ⁿ values, so that they may be kept, shared by
/// several metrics, or come from another program.
protocol TableMetric: SampleMetric, PlayerLimited {
  /// Whether games of these players are measured from a table; else from the game itself.
  func isTabulated(players: PlayersChoice.Definition, count: Int) -> Bool
  /// Whether its numbers depend on where players lie, which is then among a stage's parameters.
  var needsLayout: Bool { get }
  /// How many samples are analysed together.
  ///
  /// What is made of a sample does not depend on the others.
  var samplesAtOnce: Int { get }
  /// One analysis of each sample, in order.
  func analyse(_ samples: [TabulatedSample]) throws -> [SampleAnalysis]
}

extension TableMetric {
  /// Always from a table.
  func isTabulated(players: PlayersChoice.Definition, count: Int) -> Bool { true }
  /// Players have no place.
  var needsLayout: Bool { false }
  /// One after the other.
  var samplesAtOnce: Int { 1 }

  /// All 2ⁿ masks, and a pass over the table for each player.
  func work(players: PlayerLayout) -> GameWork { .table(of: players.playerCount) }

  /// The rows of one sample, from a table made for it alone.
  func measure(_ model: MeasuredModel, sample: PoolSample, game: GameSettings?) throws
    -> [MetricRow]
  {
    try analyse([try tabulate(sample, of: model, game: game)]).flatMap(\.rows)
  }

  /// The table of `sample`; refuses numbers of players the metric is not computed for before
  /// anything is evaluated.
  func tabulate(_ sample: PoolSample, of model: MeasuredModel, game: GameSettings?) throws
    -> TabulatedSample
  {
    guard let game else { preconditionFailure("a metric of tables is read with a game") }
    let played = try model.game(of: sample, settings: game)
    try check(playerCount: played.playerCount)
    return TabulatedSample(
      id: sample.id, isCorrect: try model.isCorrect(sample), label: sample.label,
      table: try played.table(), layout: PlayerLayout(game.players, count: played.playerCount))
  }

  /// Refuses numbers of players the metric is not computed for.
  func check(playerCount: Int) throws {
    guard playerCounts.contains(playerCount) else {
      throw MetricError.playerCount(
        playerCount, metric: Self.name, limit: playerCounts.upperBound)
    }
  }
}

extension GameWork {
  /// A table of n players, and `passes` over it, n unless given.
  static func table(of playerCount: Int, passes: Double? = nil) -> GameWork {
    let values = Double(sign: .plus, exponent: playerCount, significand: 1)
    return GameWork(masks: values, operations: values * (passes ?? Double(playerCount)))
  }
}

extension TabulatedSample {
  /// v(∅), v(N), |v(N) − v(∅)| and, where it is known, whether the sample is classified correctly:
  /// what every metric of tables records.
  var facts: [MetricRow] {
    Self.facts(
      of: id, empty: table.values[0], grand: table.values[table.values.count - 1],
      isCorrect: isCorrect)
  }

  /// The facts of a sample without a table.
  static func facts(of id: Int64, empty: Double, grand: Double, isCorrect: Bool?) -> [MetricRow] {
    var numbers = [
      (TableRow.empty, empty), (TableRow.grand, grand), (TableRow.effect, abs(grand - empty)),
    ]
    if let isCorrect { numbers.append((TableRow.correct, isCorrect ? 1 : 0)) }
    return numbers.map { MetricRow(name: $0, value: $1, sample: id, exact: true) }
  }
}

/// Names of the rows every metric of tables records.
enum TableRow {
  /// v(N), v(∅) and |v(N) − v(∅)|.
  static let grand = "v-grand"
  static let empty = "v-empty"
  static let effect = "v-effect"
  /// 1 when the model's class of the whole sample is its true one.
  static let correct = "correct"

  static let all: Set<String> = [grand, empty, effect, correct]
}
