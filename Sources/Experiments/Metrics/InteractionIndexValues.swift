import Base
import Interactions
import Spec
import Store

/// An interaction index of every sample: values of players, and how strong sets of each size are.
struct InteractionIndexValues: TableMetric, QuantityNaming {
  static let name = "interaction-index"
  static let summary =
    "Shapley and Banzhaf values, SII, k-SII, BII, STII, FSII, FBII, multi-order Shapley values"
  static let version = 1
  static let inputs: Set<CatalogEntry.MeasureInput> = [.game, .samples]

  /// The indices of few players, as specs name them.
  enum Index: String, Sendable, CaseIterable {
    case shapley, banzhaf, sii
    case kSII = "k-sii"
    case bii, stii, fsii, fbii
    case multiOrderShapley = "multi-order-shapley"
  }

  /// Names of the rows.
  enum Row {
    /// The value of one player, its number in `part`; by context order for multi-order values.
    static let value = "value"
    /// The mean of |value| over sets of one size, and the sum of the values.
    static let strength = "strength"
    static let sum = "sum"
    /// Of a pool: the mean of |value| of one player.
    static let importance = "importance"
  }

  /// Tables of more players take over a million values per sample.
  static let largestPlayerCount = 20

  let index: Index
  let interactionOrder: Int
  let sampling: IndexSampling

  var playerCounts: ClosedRange<Int> {
    1...(sampling.estimate == .exact ? Self.largestPlayerCount : 1 << 20)
  }

  /// Exact values are made from tables.
  func isTabulated(players: PlayersChoice.Definition, count: Int) -> Bool {
    sampling.estimate == .exact
  }

  /// All 2ⁿ masks, or what is sampled.
  func work(players: PlayerLayout) -> GameWork {
    sampling.estimate == .exact
      ? .table(of: players.playerCount) : GameWork(masks: sampling.expectedForwardPasses)
  }

  /// Reads which index, and up to which sets.
  init(_ read: ParameterReader) {
    index = read.choice("index", default: Index.shapley, "the index")
    interactionOrder = read.integer(
      "order", default: 2, in: 1...InteractionIndex.largestInteractionOrder,
      "the most players of a set, for sii, k-sii, bii, stii, fsii and fbii")
    sampling = IndexSampling(read, of: index)
  }

  /// What `summarise` makes rows of: interaction orders from 1.
  func quantities(playerCount: Int?) -> [Quantity] {
    let orders = ["interaction_order": 1...largestOrder]
    let ofPlayers =
      index == .multiOrderShapley
      ? ["context_order": 0...max(0, (playerCount ?? Self.largestPlayerCount) - 1)] : [:]
    guard sampling.estimate == .exact else {
      let sets = ["interaction_order": index == .sii ? 2...2 : 1...1]
      return [Row.value, Row.importance].map { Quantity($0, ranges: sets) }
        + [TableRow.effect, TableRow.correct, IndexSampling.passes].map { Quantity($0) }
    }
    return [
      Quantity(Row.value, ranges: ofPlayers), Quantity(Row.importance, ranges: ofPlayers),
      Quantity(Row.strength, ranges: index == .multiOrderShapley ? ofPlayers : orders),
      Quantity(Row.sum, ranges: index == .multiOrderShapley ? ofPlayers : orders),
      Quantity(TableRow.effect), Quantity(TableRow.correct),
    ]
  }

  private var largestOrder: Int {
    [.shapley, .banzhaf, .multiOrderShapley].contains(index) ? 1 : interactionOrder
  }

  /// The value of every player, and strength and sum of every interaction order.
  func analyse(_ samples: [TabulatedSample]) throws -> [SampleAnalysis] {
    samples.map { sample in
      let values = values(of: sample.table)
      var groups: [Group: [Double]] = [:]
      var rows: [MetricRow] = []
      for interaction in values where !interaction.players.isEmpty {
        let order = interaction.players.count
        let group = Group(
          interactionOrder: interaction.contextOrder == nil ? order : nil,
          contextOrder: interaction.contextOrder)
        groups[group, default: []].append(interaction.value)
        guard order == 1 else { continue }
        rows.append(
          MetricRow(
            name: Row.value, value: interaction.value, sample: sample.id,
            part: "\(interaction.players.players[0])", contextOrder: interaction.contextOrder,
            exact: true))
      }
      for (group, values) in groups.sorted(by: { $0.key < $1.key }) {
        let strength = values.reduce(0) { $0 + abs($1) } / Double(values.count)
        for (name, value) in [(Row.strength, strength), (Row.sum, values.reduce(0, +))] {
          rows.append(
            MetricRow(
              name: name, value: value, sample: sample.id, contextOrder: group.contextOrder,
              interactionOrder: group.interactionOrder, exact: true))
        }
      }
      return SampleAnalysis(rows: rows + sample.facts)
    }
  }

  private struct Group: Hashable, Comparable {
    var interactionOrder: Int?
    var contextOrder: Int?

    static func < (left: Group, right: Group) -> Bool {
      (left.interactionOrder ?? 0, left.contextOrder ?? 0)
        < (right.interactionOrder ?? 0, right.contextOrder ?? 0)
    }
  }

  private func values(of table: ValueTable) -> [Interaction] {
    if let known = InteractionIndex(rawValue: index.rawValue) {
      return Array(known.interactions(of: table, interactionOrder: interactionOrder))
    }
    let found = MultiOrderShapleyValues(of: table)
    return (0..<table.playerCount).flatMap { order in
      (0..<table.playerCount).map { player in
        Interaction(
          players: [player], contextOrder: order, value: found[order: order, player])
      }
    }
  }

  /// Means over the samples, and of every player the mean of |value|.
  func summarise(_ rows: [MetricRow]) throws -> [MetricRow] {
    let pool = PoolMeans(rows)
    let means = pool.means(excluding: TableRow.all)
    guard !means.isEmpty else { throw MetricError.noRows(metric: Self.name) }
    let importances = PoolMeans(
      rows.filter { $0.name == Row.value }.map { row in
        var row = row
        row.name = Row.importance
        row.value = abs(row.value)
        return row
      })
    return means + importances.means() + pool.facts
  }

  /// The strength of single players.
  func headlines(playerCount: Int?) -> [Headline] {
    guard index != .multiOrderShapley, sampling.estimate == .exact else { return [] }
    return [
      Headline(
        title: "\(index.rawValue), mean |value|", metric: Row.strength,
        filters: [Claim.Filter(dimension: "interaction_order", values: [.integer(1)])])
    ]
  }
}
