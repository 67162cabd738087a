import Base
import Interactions
import Spec
import Store

/// The strength of pairwise interactions at every context order, exact from all 2ⁿ masks
/// (arXiv:2111.06236, arXiv:2512.18607).
struct MultiOrderInteraction: SampleMetric, PlayerLimited, QuantityNaming {
  static let name = "multi-order-interaction"
  static let summary =
    "pairwise interactions I⁽ᵐ⁾ by context order, exact for n ≤ 20 (arXiv:2111.06236)"
  static let version = 1
  static let inputs: Set<CatalogEntry.MeasureInput> = [.game, .samples]

  /// More players than this would need a table of over a million values per sample.
  static let largestExactPlayerCount = 20

  /// A pair needs two players.
  var playerCounts: ClosedRange<Int> { 2...Self.largestExactPlayerCount }

  /// What `summarise` makes rows of: context orders run from 0 to n − 2.
  func quantities(playerCount: Int?) -> [Quantity] {
    let orders = 0...max(0, (playerCount ?? Self.largestExactPlayerCount) - 2)
    return [Row.signed, Row.strength, Row.magnitude, Row.share, Row.relative, Row.null].map {
      Quantity($0, ranges: ["context_order": orders])
    } + [Quantity(Row.effect), Quantity(Row.correct)]
  }

  /// It has no parameters of its own: all pairs, all orders.
  init(_ read: ParameterReader) {}

  /// Names of the rows.
  enum Row {
    /// Mean of I⁽ᵐ⁾ over pairs, with its sign.
    static let signed = "I"
    /// S_m, mean of |I⁽ᵐ⁾| over pairs.
    static let strength = "S"
    /// A_m, mean of E|Δv| over pairs: no cancellation between contexts.
    static let magnitude = "A"
    /// J_m, the share of S_m in the mean over orders.
    static let share = "J"
    /// S_m over |v(N) − v(∅)|.
    static let relative = "S-relative"
    /// J_m of a table of independent values.
    static let null = "J-null"
    /// v(N), v(∅) and |v(N) − v(∅)|.
    static let grand = "v-grand"
    static let empty = "v-empty"
    static let effect = "v-effect"
    /// 1 when the model's class of the whole sample is its true one.
    static let correct = "correct"
  }

  /// The rows of one sample: I, S, A, J and S-relative by order; v(N), v(∅); correct.
  func measure(_ model: MeasuredModel, sample: PoolSample, game: GameSettings?) throws
    -> [MetricRow]
  {
    guard let game else { preconditionFailure("\(Self.name) is read with a game") }
    let played = try model.game(of: sample, settings: game)
    guard played.playerCount <= Self.largestExactPlayerCount, played.playerCount >= 2 else {
      throw MetricError.playerCount(
        played.playerCount, metric: Self.name, limit: Self.largestExactPlayerCount)
    }
    let table = try played.table()
    let strength = OrderStrength(of: PairwiseInteractionsByOrder(of: table))
    let shares = strength.shares
    let relative = strength.relativeStrengths
    var rows: [MetricRow] = []
    for (place, row) in strength.rows.enumerated() {
      func add(_ name: String, _ value: Double?) {
        guard let value else { return }
        rows.append(
          MetricRow(
            name: name, value: value, sample: sample.id, contextOrder: row.order, exact: true))
      }
      add(Row.signed, row.signedMean)
      add(Row.strength, row.strength)
      add(Row.magnitude, row.magnitude)
      add(Row.share, shares[place])
      add(Row.relative, relative?[place])
    }
    let empty = table.values[0]
    let grand = table.values[table.values.count - 1]
    for (name, value) in [
      (Row.empty, empty), (Row.grand, grand), (Row.effect, abs(grand - empty)),
      (Row.correct, try model.isCorrect(sample) ? 1 : 0),
    ] {
      rows.append(MetricRow(name: name, value: value, sample: sample.id, exact: true))
    }
    return rows
  }

  /// The rows of the pool: means of I, S and A by order, J as the ratio of mean strengths,
  /// S-relative as mean S over mean |v(N) − v(∅)|, and the null's J.
  func summarise(_ rows: [MetricRow]) throws -> [MetricRow] {
    var byName: [String: [Int: [Double]]] = [:]
    var effects: [Double] = []
    var correct: [Double] = []
    for row in rows {
      if let order = row.contextOrder {
        byName[row.name, default: [:]][order, default: []].append(row.value)
      }
      if row.name == Row.effect { effects.append(row.value) }
      if row.name == Row.correct { correct.append(row.value) }
    }
    guard let strengths = byName[Row.strength], let effect = Statistics.mean(effects),
      let accuracy = Statistics.mean(correct)
    else { throw MetricError.noRows(metric: Self.name) }
    let orders = strengths.keys.sorted()
    let count = effects.count
    func means(_ name: String) -> [Double]? {
      guard let values = byName[name] else { return nil }
      let means = orders.compactMap { values[$0].flatMap(Statistics.mean) }
      return means.count == orders.count ? means : nil
    }
    var result: [MetricRow] = []
    func add(_ name: String, _ values: [Double]?) {
      for (order, value) in zip(orders, values ?? []) {
        result.append(
          MetricRow(name: name, value: value, contextOrder: order, count: count, exact: true))
      }
    }
    let meanStrengths = means(Row.strength) ?? []
    add(Row.signed, means(Row.signed))
    add(Row.strength, meanStrengths)
    add(Row.magnitude, means(Row.magnitude))
    add(Row.share, orderShares(of: meanStrengths))
    if effect > 0 { add(Row.relative, meanStrengths.map { $0 / effect }) }
    add(Row.null, independentValuesShares(orders: orders, playerCount: (orders.last ?? 0) + 2))
    for (name, value) in [(Row.effect, effect), (Row.correct, accuracy)] {
      result.append(MetricRow(name: name, value: value, count: count, exact: true))
    }
    return result
  }

  /// Mean S over all orders, and J at the lowest, middle and highest.
  func headlines(playerCount: Int?) -> [Headline] {
    guard let playerCount, playerCount >= 2 else { return [] }
    let top = playerCount - 2
    func at(_ orders: [Int]) -> [Claim.Filter] {
      [Claim.Filter(dimension: "context_order", values: orders.map { .integer($0) })]
    }
    return [Headline(title: "mean S", metric: Row.strength, filters: at(Array(0...top)))]
      + Set([0, top / 2, top]).sorted().map {
        Headline(title: "J, m=\($0)", metric: Row.share, filters: at([$0]))
      }
  }

  static let recipes = [
    FigureRecipe(
      name: "multi-order-strength",
      summary: "J, S, growth and A by context order; untrained dashed, null dotted",
      x: "context_order", xLabel: "context order m",
      panels: [
        FigureRecipe.Panel(
          title: "relative strength", yLabel: "J⁽ᵐ⁾", quantity: .shareOfMean(of: Row.strength),
          nullMetric: Row.null),
        FigureRecipe.Panel(
          title: "strength", yLabel: "S⁽ᵐ⁾ = E|I⁽ᵐ⁾|", quantity: .mean(of: Row.strength)),
        FigureRecipe.Panel(
          title: "growth in training", yLabel: "S⁽ᵐ⁾ / untrained S⁽ᵐ⁾",
          quantity: .growthOfMean(of: Row.strength)),
        FigureRecipe.Panel(
          title: "without cancellation", yLabel: "A⁽ᵐ⁾ = E|Δv|", quantity: .mean(of: Row.magnitude)),
      ], showsUntrained: true),
    FigureRecipe(
      name: "strength-over-training",
      summary: "strength S over epochs, and J at low, middle and high context orders",
      x: "checkpoint", xLabel: "epoch",
      panels: [
        FigureRecipe.Panel(
          title: "strength, all orders", yLabel: "mean S⁽ᵐ⁾",
          quantity: .meanOverOrders(of: Row.strength, from: 0, through: 1)),
        FigureRecipe.Panel(
          title: "low orders", yLabel: "J⁽ᵐ⁾, m/(n−2) ≤ 0.1",
          quantity: .shareOverOrders(of: Row.strength, from: 0, through: 0.1), nullMetric: Row.null),
        FigureRecipe.Panel(
          title: "middle orders", yLabel: "J⁽ᵐ⁾, 0.35 ≤ m/(n−2) ≤ 0.65",
          quantity: .shareOverOrders(of: Row.strength, from: 0.35, through: 0.65),
          nullMetric: Row.null),
        FigureRecipe.Panel(
          title: "high orders", yLabel: "J⁽ᵐ⁾, m/(n−2) ≥ 0.9",
          quantity: .shareOverOrders(of: Row.strength, from: 0.9, through: 1), nullMetric: Row.null),
      ], showsUntrained: false),
  ]
}
