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
    let n = sample.playerCount
    let largest = magnitudes.max() ?? 0
    let threshold = salience * largest
    var orders = [OrderSums](repeating: OrderSums(), count: n + 1)
    for bits in 1..<max(1, sample.and.count) {
      let order = bits.nonzeroBitCount
      orders[order].add(sample.and[bits], isAnd: true, threshold: threshold)
      // A single player has one interaction, whatever is extracted.
      if !sample.or.isEmpty, order > 1 {
        orders[order].add(sample.or[bits], isAnd: false, threshold: threshold)
      }
    }
    var rows: [MetricRow] = []
    func add(_ name: String, _ value: Double, order: Int? = nil) {
      rows.append(
        MetricRow(
          name: name, value: value, sample: sample.id, interactionOrder: order, exact: true))
    }
    for order in stride(from: 1, through: n, by: 1) {
      let sums = orders[order]
      add(Row.strength, sums.strength, order: order)
      add(Row.andStrength, sums.and, order: order)
      add(Row.orStrength, sums.or, order: order)
      add(Row.positive, sums.positive, order: order)
      add(Row.negative, sums.negative, order: order)
      add(Row.meanStrength, sums.strength / Double(sums.sets), order: order)
      add(Row.salient, Double(sums.salient), order: order)
      if sums.strength > 0 {
        add(Row.cancellation, (sums.positive - sums.negative) / sums.strength, order: order)
      }
    }
    let total = orders.reduce(0) { $0 + $1.strength }
    add(Row.total, total)
    add(Row.salientTotal, Double(orders.reduce(0) { $0 + $1.salient }))
    if total > 0 {
      let weighted = orders.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element.strength }
      add(Row.meanOrder, weighted / total)
      let kept = orders.reduce(0) { $0 + $1.salientStrength }
      let unexplained = abs(sample.effect - orders.reduce(0) { $0 + $1.salientSum })
      add(Row.explained, kept / (kept + unexplained))
    }
    return rows
  }

  private var magnitudes: [Double] {
    (sample.and.dropFirst() + sample.or.dropFirst()).map { abs($0) }
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

/// Sums over the sets of one size.
private struct OrderSums {
  var sets = 0
  var strength = 0.0
  var and = 0.0
  var or = 0.0
  var positive = 0.0
  var negative = 0.0
  var salient = 0
  var salientSum = 0.0
  var salientStrength = 0.0

  mutating func add(_ interaction: Double, isAnd: Bool, threshold: Double) {
    let magnitude = abs(interaction)
    sets += 1
    strength += magnitude
    if isAnd { and += magnitude } else { or += magnitude }
    if interaction > 0 { positive += magnitude } else { negative += magnitude }
    guard magnitude > 0, magnitude >= threshold else { return }
    salient += 1
    salientSum += interaction
    salientStrength += magnitude
  }
}

// MARK: - What they are for claims, tables and figures

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

  /// The presets that draw them.
  static let recipes = [
    FigureRecipe(
      name: "interaction-orders",
      summary: "strength by interaction order, in all, by sign and salient; untrained dashed",
      x: "interaction_order", xLabel: "interaction order |S|",
      panels: [
        FigureRecipe.Panel(
          title: "relative strength", yLabel: "share of mean strength",
          quantity: .shareOfMean(of: Row.strength)),
        FigureRecipe.Panel(
          title: "positive", yLabel: "Σ max(I, 0)", quantity: .mean(of: Row.positive)),
        FigureRecipe.Panel(
          title: "negative", yLabel: "Σ max(−I, 0)", quantity: .mean(of: Row.negative)),
        FigureRecipe.Panel(
          title: "salient sets", yLabel: "number", quantity: .mean(of: Row.salient)),
      ], showsUntrained: true)
  ]
}
