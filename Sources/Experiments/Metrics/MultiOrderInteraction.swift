import Base
import Interactions
import Spec
import Store

/// The strength of pairwise interactions by context order, exact from all 2ⁿ masks or estimated
/// from sampled contexts (arXiv:2111.06236, arXiv:2512.18607).
struct MultiOrderInteraction: TableMetric, QuantityNaming {
  static let name = "multi-order-interaction"
  static let summary =
    "pairwise interactions I⁽ᵐ⁾ by context order, exact for n ≤ 20, else sampled"
    + " (arXiv:2111.06236)"
  /// 2: D, D′ and R beside S and A.
  static let version = 2
  static let inputs: Set<CatalogEntry.MeasureInput> = [.game, .samples]

  /// More players than this would need a table of over a million values per sample.
  static let largestExactPlayerCount = 20

  /// Whether and how contexts are sampled.
  let sampling: SamplingChoice
  /// How far cells of a pair may be apart in an exact measurement; nil for all pairs.
  let exactRadius: Int?
  /// Whether I⁽ᵐ⁾ of every pair is kept, and φ⁽ᵐ⁾ of every player: for relations.
  let keepsPairs: Bool

  /// A pair needs two players; sampled games may have any number.
  var playerCounts: ClosedRange<Int> {
    2...(sampling.route == .exact ? Self.largestExactPlayerCount : 1 << 20)
  }

  /// What `summarise` makes rows of: context orders run from 0 to n − 2.
  func quantities(playerCount: Int?) -> [Quantity] {
    let orders = 0...max(0, (playerCount ?? Self.largestExactPlayerCount) - 2)
    let names = sampling.route == .exact ? Row.ofPool : Row.ofPool + Row.ofSampledPool
    return names.map { Quantity($0, ranges: ["context_order": orders]) } + [
      Quantity(TableRow.effect), Quantity(TableRow.correct),
    ]
  }

  /// Of a table, n²/8 passes over it for what does not cancel; else what is sampled.
  func work(players: PlayerLayout) -> GameWork {
    guard !sampling.isExact(players) else {
      let n = Double(players.playerCount)
      return .table(of: players.playerCount, passes: n * n / 8)
    }
    let masks = sampling.sampling(players, sample: 0).expectedForwardPasses
    return GameWork(masks: masks, operations: masks * Self.operationsPerMask)
  }

  /// Numbers passed over for each sampled mask: drawing its context, differences, their errors.
  private static let operationsPerMask = 200.0

  /// Reads whether and how contexts are sampled; exact measurements are of all orders, and of all
  /// pairs unless `exact-radius` is given.
  init(_ read: ParameterReader) {
    sampling = SamplingChoice(read)
    exactRadius = read.optionalInteger(
      "exact-radius", in: 1...1024,
      "exact: only pairs of cells at most this far apart on the grid, as sampled ones; else all")
    keepsPairs = read.boolean(
      "keep-pairs", default: false, omitWhenDefault: true,
      "keep I⁽ᵐ⁾ of every pair and φ⁽ᵐ⁾ of every player in a file, for relations")
    if keepsPairs, sampling.route != .exact {
      read.fault(
        at: "keep-pairs", "`keep-pairs` is for exact measurements",
        notes: ["write `estimate: exact`, or leave `keep-pairs` out"])
    }
  }

  /// Which pairs are near each other is a matter of where players lie.
  var needsLayout: Bool { exactRadius != nil }

  /// Exact measurements are made from tables.
  func isTabulated(players: PlayersChoice.Definition, count: Int) -> Bool {
    sampling.isExact(PlayerLayout(players, count: count))
  }

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
    /// D_m, mean of |E_S Δv| / E_S|Δv| over pairs (arXiv:2103.07364).
    static let disentanglement = "D"
    /// D′_m = S_m / A_m, the ratio of means.
    static let ratioOfMeans = "D-ratio"
    /// R_m², mean of I² over pairs; and R_m, its root, of the pool.
    static let meanSquare = "R2"
    static let rootMeanSquare = "R"
    /// J_m of a table of independent values.
    static let null = "J-null"
    /// The two bounds of a sampled S_m: the mean of |Î|, and with signs from other contexts.
    static let upper = "S-upper"
    static let lower = "S-lower"
    /// What the mean of |Î| would be if every interaction were 0 (science: §8.3).
    static let floor = "noise-floor"
    /// Forward passes of a sample at an order, their `part` why they ended; and of all orders.
    static let passes = "forward-passes-of-order"
    static let passesInAll = "forward-passes"
    /// n of a sampled game.
    static let players = "players"

    /// Those that only sampled measurements have, by context order.
    static let ofSampledPool = [upper, lower, floor]

    /// Those of a pool, by context order.
    static let ofPool = [
      signed, strength, magnitude, share, relative, disentanglement, ratioOfMeans, meanSquare,
      rootMeanSquare, null,
    ]
  }

  /// The rows of each sample: I, S, A, J and S-relative by order; v(N), v(∅); correct.
  func analyse(_ samples: [TabulatedSample]) throws -> [SampleAnalysis] {
    try samples.map { sample in
      var pairs: [PlayerPair]?
      if let exactRadius {
        guard case .grid(let rows, let columns)? = sample.layout else {
          throw MetricError.noGrid(parameter: "exact-radius")
        }
        pairs = PairCandidates.local(rows: rows, columns: columns, radius: exactRadius).pairs
      }
      let interactions = PairwiseInteractionsByOrder(of: sample.table)
      return SampleAnalysis(
        rows: rows(of: OrderStrength(of: interactions, pairs: pairs), sample: sample.id)
          + sample.facts,
        orders: keepsPairs ? SampleOrders(of: sample, interactions.means) : nil)
    }
  }

  /// J of strengths at `orders`.
  private func shares(of strengths: [Double], orders: [Int], players: Int) -> [Double] {
    orderShares(of: strengths, weights: sampling.weights(of: orders, players: players))
  }

  private func rows(of strength: OrderStrength, sample: Int64) -> [MetricRow] {
    let shares = shares(
      of: strength.strengths, orders: strength.rows.map(\.order),
      players: strength.rows.count + 1)
    let relative = strength.relativeStrengths
    var rows: [MetricRow] = []
    for (place, row) in strength.rows.enumerated() {
      func add(_ name: String, _ value: Double?, count: Int? = nil) {
        guard let value else { return }
        rows.append(
          MetricRow(
            name: name, value: value, sample: sample, contextOrder: row.order, count: count,
            exact: true))
      }
      add(Row.signed, row.signedMean)
      add(Row.strength, row.strength)
      add(Row.magnitude, row.magnitude)
      add(Row.share, shares[place])
      add(Row.relative, relative?[place])
      add(Row.meanSquare, row.meanSquare)
      add(Row.disentanglement, row.disentanglement, count: row.countedPairs)
    }
    return rows
  }

  /// The rows of the pool: means of I, S, A and I² by order, J as the ratio of mean strengths,
  /// S-relative as mean S over mean |v(N) − v(∅)|, D as the mean over all pairs where it is
  /// defined, and the null's J.
  func summarise(_ rows: [MetricRow]) throws -> [MetricRow] {
    let pool = PoolMeans(rows)
    guard let strengths = pool.byContextOrder(Row.strength),
      let effect = pool.single(TableRow.effect)
    else { throw MetricError.noRows(metric: Self.name) }
    let orders = strengths.map(\.order)
    let players = pool.single(Row.players).map { Int($0.mean) } ?? (orders.last ?? 0) + 2
    let weights = sampling.weights(of: orders, players: players)
    let errors = PoolErrors(rows, strength: Row.strength, weights: weights)
    var result: [MetricRow] = []
    func add(_ name: String, _ values: [Double]?, errors: [Double?]? = nil) {
      for (place, value) in (values ?? []).enumerated() {
        result.append(
          MetricRow(
            name: name, value: value, contextOrder: orders[place],
            standardError: errors?[place], count: effect.count,
            exact: pool.isExact(name, order: orders[place])))
      }
    }
    func means(_ name: String) -> [Double]? { pool.byContextOrder(name)?.map(\.mean) }
    let (strength, magnitude) = (strengths.map(\.mean), means(Row.magnitude))
    add(Row.signed, means(Row.signed), errors: errors?.ofMeans(Row.signed))
    add(Row.strength, strength, errors: errors?.ofMeans(Row.strength))
    add(Row.magnitude, magnitude, errors: errors?.ofMeans(Row.magnitude))
    add(Row.share, orderShares(of: strength, weights: weights), errors: errors?.ofShares)
    if effect.mean > 0 { add(Row.relative, strength.map { $0 / effect.mean }) }
    let squares = means(Row.meanSquare)
    add(Row.meanSquare, squares, errors: errors?.ofMeans(Row.meanSquare))
    add(Row.rootMeanSquare, squares?.map { max(0, $0).squareRoot() })
    for name in Row.ofSampledPool { add(name, means(name)) }
    for (order, value) in pool.weightedByContextOrder(Row.disentanglement) {
      result.append(
        MetricRow(
          name: Row.disentanglement, value: value, contextOrder: order, count: effect.count,
          exact: true))
    }
    for (place, magnitude) in (magnitude ?? []).enumerated() where magnitude > 0 {
      result.append(
        MetricRow(
          name: Row.ratioOfMeans, value: strength[place] / magnitude,
          contextOrder: orders[place], count: effect.count,
          exact: pool.isExact(Row.magnitude, order: orders[place])))
    }
    add(Row.null, independentValuesShares(orders: orders, playerCount: players, weights: weights))
    let passes = pool.single(Row.passesInAll).map {
      MetricRow(name: Row.passesInAll, value: $0.mean, count: $0.count, exact: true)
    }
    return result + [passes].compactMap(\.self) + pool.facts
  }

  /// Mean S over all orders, and J at the lowest, middle and highest.
  func headlines(playerCount: Int?) -> [Headline] {
    guard let playerCount, playerCount >= 2 else { return [] }
    let orders =
      sampling.route == .exact
      ? Array(0...playerCount - 2) : sampling.contextOrders(players: playerCount)
    func at(_ orders: [Int]) -> [Claim.Filter] {
      [Claim.Filter(dimension: "context_order", values: orders.map { .integer($0) })]
    }
    return [Headline(title: "mean S", metric: Row.strength, filters: at(orders))]
      + Set([orders[0], orders[(orders.count - 1) / 2], orders[orders.count - 1]]).sorted().map {
        Headline(title: "J, m=\($0)", metric: Row.share, filters: at([$0]))
      }
  }
}
