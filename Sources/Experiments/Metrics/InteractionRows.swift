import Base
import Interactions
import Spec
import Store

/// The rows that tell of the interactions of every set of one sample's players, by interaction
/// order and in all.
///
/// Those of single players count as AND interactions: with one player, AND and OR are the same.
struct InteractionRows {
  /// Names of the rows.
  enum Row {
    /// Σ|I| of the sets of each size; of AND and OR interactions together, and of each.
    static let strength = "strength"
    static let andStrength = "and-strength"
    static let orStrength = "or-strength"
    /// Σ max(I, 0) and Σ max(−I, 0).
    static let positive = "positive"
    static let negative = "negative"
    /// The mean of |I| over the sets of each size.
    static let meanStrength = "mean-strength"
    /// How many interactions are salient.
    static let salient = "salient"
    /// Σ I / Σ |I|: 1 or −1 where all have one sign, 0 where they cancel.
    static let cancellation = "cancellation"
    /// The strength of an order over that of all: sums to 1.
    static let distribution = "distribution"

    /// Those by interaction order, of a sample.
    static let ofOrders = [
      strength, andStrength, orStrength, positive, negative, meanStrength, salient, cancellation,
    ]

    /// Σ|I| of all sets but the empty one.
    static let total = "l1"
    /// The share of v(N) − v(∅) that the salient interactions explain.
    static let explained = "explained"
    /// Σ k · strength of order k / Σ strength: the mean interaction order.
    static let meanOrder = "mean-order"
    /// How many interactions are salient, in all.
    static let salientTotal = "salient-total"

    /// Those of all orders together, of a sample.
    static let ofAll = [total, explained, meanOrder, salientTotal]
  }

  let sample: SampleInteractions
  /// An interaction is salient when |I| is at least this times the sample's largest.
  let salience: Double

  /// The rows of the sample.
  var rows: [MetricRow] {
    let interactions = sample.interactions
    let n = sample.playerCount
    let all = InteractionStrength(of: interactions)
    let salient = SalienceThreshold.ofMaximum(salience).select(interactions)
    let counts = salient.countsByInteractionOrder
    var rows: [MetricRow] = []
    func add(_ name: String, _ value: Double?, order: Int? = nil) {
      guard let value else { return }
      rows.append(
        MetricRow(
          name: name, value: value, sample: sample.id, interactionOrder: order, exact: true))
    }
    for row in all.rows {
      let order = row.interactionOrder
      add(Row.strength, row.strength, order: order)
      add(Row.andStrength, row.andPositive + row.andNegative, order: order)
      add(Row.orStrength, row.orPositive + row.orNegative, order: order)
      add(Row.positive, row.positive, order: order)
      add(Row.negative, row.negative, order: order)
      add(Row.meanStrength, row.strength / Double(setCount(order, players: n)), order: order)
      add(Row.salient, Double(counts[order]), order: order)
      add(Row.cancellation, row.cancellation, order: order)
    }
    let total = all.strengths.reduce(0, +)
    add(Row.total, total)
    add(Row.salientTotal, Double(salient.count))
    add(Row.explained, interactions.explainedRatio(of: salient, grandEffect: sample.effect))
    if total > 0 {
      let weighted = all.rows.reduce(0) { $0 + Double($1.interactionOrder) * $1.strength }
      add(Row.meanOrder, weighted / total)
    }
    return rows
  }

  /// How many interactions of one order there are: half where there is one type only.
  private func setCount(_ order: Int, players: Int) -> Int {
    let both = InteractionSet.universe(interactionOrder: order, playerCount: players)
    return sample.or.isEmpty && order > 1 ? both / 2 : both
  }

  /// The rows of a pool: means over samples, and the distribution of the mean strengths.
  static func summarise(_ rows: [MetricRow], metric: String) throws -> [MetricRow] {
    let pool = PoolMeans(rows)
    let means = pool.means(excluding: TableRow.all)
    let strengths = means.filter { $0.name == Row.strength }
    guard !strengths.isEmpty else { throw MetricError.noRows(metric: metric) }
    let total = ExactSum.of(strengths.map(\.value))
    let distribution = strengths.compactMap { row -> MetricRow? in
      guard total > 0 else { return nil }
      var row = row
      row.name = Row.distribution
      row.value /= total
      return row
    }
    return means + distribution + pool.facts
  }
}

// MARK: - What they are for claims and tables

extension InteractionRows {
  /// The quantities of a pool: interaction orders run from 1 to n.
  static func quantities(playerCount: Int?) -> [Quantity] {
    let orders = ["interaction_order": 1...(playerCount ?? AndOrExtraction.mostPlayers)]
    return (Row.ofOrders + [Row.distribution]).map { Quantity($0, ranges: orders) }
      + (Row.ofAll + [TableRow.effect, TableRow.correct]).map { Quantity($0) }
  }

  /// How many sets are salient, and the mean order.
  static let headlines = [
    Headline(title: "salient sets", metric: Row.salientTotal, filters: []),
    Headline(title: "mean order", metric: Row.meanOrder, filters: []),
  ]
}
