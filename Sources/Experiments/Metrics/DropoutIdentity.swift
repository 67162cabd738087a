import Base
import Interactions
import Spec
import Store

/// Interactions of the game whose players are kept with probability p, by three routes: from its own
/// table, as a mixture of the game's context orders, and from random masks (after arXiv:2009.11729).
struct DropoutIdentity: TableMetric, QuantityNaming {
  static let name = "dropout-identity"
  static let summary =
    "I⁽ᵐ⁾ where players are dropped at random: exact, as p²·ΣBinom(r;m,p)·I⁽ʳ⁾, and from masks"
  static let version = 1
  static let inputs: Set<CatalogEntry.MeasureInput> = [.game, .samples]

  /// The probability with which each player is kept.
  let probability: Double
  /// Random masks of each sample.
  let draws: Int
  let seed: UInt64

  var playerCounts: ClosedRange<Int> { 2...MultiOrderInteraction.largestExactPlayerCount }

  /// Reads how players are dropped, and how often.
  init(_ read: ParameterReader) {
    probability = read.number(
      "probability", in: .within(0...1), "the probability with which each player is kept")
    draws = read.integer("draws", default: 200, in: 2...1 << 20, "random masks of each sample")
    seed = UInt64(
      read.integer("seed", default: 0, "the seed of the masks: one for all models"))
  }

  /// Names of the rows, by context order but for `gap`.
  enum Row {
    /// The mean of I⁽ᵐ⁾ over pairs, and of |I⁽ᵐ⁾|, from the table of the mean game.
    static let signed = MultiOrderInteraction.Row.signed
    static let strength = MultiOrderInteraction.Row.strength
    /// The same from the game's own context orders.
    static let signedMixture = "I-mixture"
    static let strengthMixture = "S-mixture"
    /// The mean of I⁽ᵐ⁾ over pairs from random masks, and how many standard errors it is off.
    static let signedSampled = "I-sampled"
    static let deviation = "z"
    /// The largest difference of the first two routes over pairs and orders.
    static let gap = "gap"

    static let byOrder = [
      signed, strength, signedMixture, strengthMixture, signedSampled, deviation,
    ]
  }

  /// What `summarise` makes rows of: context orders run from 0 to n − 2.
  func quantities(playerCount: Int?) -> [Quantity] {
    let orders = 0...max(0, (playerCount ?? playerCounts.upperBound) - 2)
    return Row.byOrder.map { Quantity($0, ranges: ["context_order": orders]) } + [
      Quantity(Row.gap), Quantity(TableRow.effect), Quantity(TableRow.correct),
    ]
  }

  /// The rows of each sample.
  func analyse(_ samples: [TabulatedSample]) throws -> [SampleAnalysis] {
    samples.map { SampleAnalysis(rows: rows(of: $0) + $0.facts) }
  }

  private func rows(of sample: TabulatedSample) -> [MetricRow] {
    let exact = PairwiseInteractionsByOrder(
      of: sample.table.keepingPlayers(withProbability: probability), magnitudes: false)
    let mixture = PairwiseInteractionsByOrder(
      means: CoalitionSums(of: sample.table).interactions
        .keepingPlayers(withProbability: probability),
      magnitudes: nil, grandEffect: exact.grandEffect)
    let sampled = SampledDropout(
      of: sample.table, keepingWithProbability: probability, draws: draws, seed: seed,
      sample: UInt64(bitPattern: sample.id))
    var rows: [MetricRow] = []
    let routes = zip(OrderStrength(of: exact).rows, OrderStrength(of: mixture).rows)
    for ((own, mixed), estimate) in zip(routes, sampled.signedMeans) {
      func add(_ name: String, _ value: Double, error: Double? = nil, exact: Bool = true) {
        rows.append(
          MetricRow(
            name: name, value: value, sample: sample.id, contextOrder: own.order,
            standardError: error, count: exact ? nil : draws, exact: exact))
      }
      add(Row.signed, own.signedMean)
      add(Row.strength, own.strength)
      add(Row.signedMixture, mixed.signedMean)
      add(Row.strengthMixture, mixed.strength)
      add(Row.signedSampled, estimate.value, error: estimate.standardError, exact: false)
      // Where every mask keeps the same players, there is nothing to deviate.
      if probability > 0, probability < 1, estimate.standardError > 0 {
        add(
          Row.deviation, (estimate.value - own.signedMean) / estimate.standardError, exact: false)
      }
    }
    let gap = zip(exact.means.values, mixture.means.values).map { abs($0 - $1) }.max() ?? 0
    return rows + [MetricRow(name: Row.gap, value: gap, sample: sample.id, exact: true)]
  }

  /// The means over the samples, with the standard error of what was drawn.
  func summarise(_ rows: [MetricRow]) throws -> [MetricRow] {
    let pool = PoolMeans(rows)
    let means = pool.means(excluding: TableRow.all)
    guard !means.isEmpty else { throw MetricError.noRows(metric: Self.name) }
    let sampled = Dictionary(
      grouping: rows.filter { $0.name == Row.signedSampled }, by: \.contextOrder)
    return means.map { row in
      guard row.name == Row.signedSampled, let samples = sampled[row.contextOrder] else {
        return row
      }
      // The samples are fixed and their masks independent: their errors alone make the mean's.
      var row = row
      let variances = samples.map { ($0.standardError ?? 0) * ($0.standardError ?? 0) }
      row.standardError = ExactSum.of(variances).squareRoot() / Double(samples.count)
      return row
    } + pool.facts
  }

  /// The largest gap of the two exact routes.
  func headlines(playerCount: Int?) -> [Headline] {
    [Headline(title: "gap", metric: Row.gap, filters: [])]
  }
}
