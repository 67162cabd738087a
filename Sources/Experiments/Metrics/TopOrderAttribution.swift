import Base
import Interactions
import Spec
import Store

/// What the network's output loses with each player alone: φ⁽ⁿ⁻¹⁾(i) = v(N) − v(N∖{i}), the multi-order
/// Shapley values of the top order, the only ones that contain the interactions of the top order
/// (arXiv:2103.07364); n + 2 masked inputs a sample.
///
/// Their spread over players is what tells adversarial inputs apart. A detector does not know the
/// true class: such a measurement wants `label: predicted`.
struct TopOrderAttribution: SampleMetric, QuantityNaming {
  static let name = "top-order-attribution"
  static let summary =
    "φ⁽ⁿ⁻¹⁾(i) = v(N) − v(N∖{i}) of every player and its spread over players (arXiv:2103.07364)"
  static let version = 1
  static let inputs: Set<CatalogEntry.MeasureInput> = [.game, .samples]

  /// Names of the rows.
  enum Row {
    /// φ⁽ⁿ⁻¹⁾(i), the player's number in `part`.
    static let value = "value"
    /// Over players: the mean, the mean size, the standard deviation, the distance of the quartiles
    /// and the largest.
    static let mean = "mean"
    static let strength = "strength"
    static let deviation = "deviation"
    static let quartileDistance = "iqr"
    static let largest = "largest"

    static let ofPool = [value, mean, strength, deviation, quartileDistance, largest]
  }

  /// It has no parameters.
  init(_ read: ParameterReader) {}

  /// All players, none, and all but each.
  func work(players: PlayerLayout) -> GameWork { GameWork(masks: Double(players.playerCount + 2)) }

  /// What `summarise` makes rows of.
  func quantities(playerCount: Int?) -> [Quantity] {
    (Row.ofPool + [TableRow.grand, TableRow.empty, TableRow.effect, TableRow.correct])
      .map { Quantity($0) }
  }

  /// The rows of one sample.
  func measure(_ model: MeasuredModel, sample: PoolSample, game settings: GameSettings?) throws
    -> [MetricRow]
  {
    guard let settings else { preconditionFailure("\(Self.name) is read with a game") }
    let game = try model.game(of: sample, settings: settings)
    let grand = CoalitionBlock.grand(playerCount: game.playerCount)
    var block = CoalitionBlock(playerCount: game.playerCount, capacity: game.playerCount + 2)
    block.append(grand)
    block.append([UInt64](repeating: 0, count: grand.count))
    for player in 0..<game.playerCount {
      var others = grand
      others[player >> 6] &= ~(1 << UInt64(player & 63))
      block.append(others)
    }
    let values = try game.values(of: block)
    return Self.rows(of: values.dropFirst(2).map { values[0] - $0 }, sample: sample.id)
      + TabulatedSample.facts(
        of: sample.id, empty: values[1], grand: values[0],
        isCorrect: try model.isCorrect(sample))
  }

  private static func rows(of attributions: [Double], sample: Int64) -> [MetricRow] {
    let quartiles = [0.25, 0.75].compactMap { Statistics.quantile(attributions, $0) }
    let numbers: [(String, Double?)] = [
      (Row.mean, Statistics.mean(attributions)),
      (Row.strength, Statistics.mean(attributions.map { abs($0) })),
      (Row.deviation, Statistics.standardDeviation(attributions)),
      (Row.quartileDistance, quartiles.count == 2 ? quartiles[1] - quartiles[0] : nil),
      (Row.largest, attributions.max()),
    ]
    return attributions.enumerated().map { player, value in
      MetricRow(name: Row.value, value: value, sample: sample, part: "\(player)", exact: true)
    }
      + numbers.compactMap { name, value in
        value.map { MetricRow(name: name, value: $0, sample: sample, exact: true) }
      }
  }

  /// Means over the samples.
  func summarise(_ rows: [MetricRow]) throws -> [MetricRow] {
    let means = PoolMeans(rows).means()
    guard !means.isEmpty else { throw MetricError.noRows(metric: Self.name) }
    return means
  }

  /// The mean size of what one player does.
  func headlines(playerCount: Int?) -> [Headline] {
    [Headline(title: "top-order φ, mean |φ|", metric: Row.strength, filters: [])]
  }
}
