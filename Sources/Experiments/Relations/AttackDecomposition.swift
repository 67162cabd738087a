import Base
import Interactions
import Spec
import Store

/// What an attack takes from v(N), by context order: I⁽ᵐ⁾ of samples as they are against that of their
/// adversarial copies (arXiv:2103.07364).
///
/// The utility v(N) − v_adv(N) is split exactly into what players do alone and what pairs do at each
/// context order; both sides must be measured with `keep-pairs: true`. Samples are joined by id, so
/// those without a copy – attacked in vain, say – do not count.
struct AttackDecomposition: Relation {
  static let name = "attack-decomposition"
  static let summary =
    "I⁽ᵐ⁾ before and after an attack, and what each order takes from v(N) (arXiv:2103.07364)"
  static let version = 1

  /// Names of the rows.
  enum Row {
    /// The mean of I⁽ᵐ⁾ over pairs, with its sign, of the samples and of their copies.
    static let clean = "clean"
    static let adversarial = "adversarial"
    /// ΔI⁽ᵐ⁾, the first less the second, and wₘ ΔI⁽ᵐ⁾.
    static let difference = "difference"
    static let weighted = "weighted"
    /// The mean of |ΔI⁽ᵐ⁾(i,j)| over pairs: changes of opposite sign do not cancel.
    static let change = "change"
    /// Of a pool: the mean change over the samples' mean S⁽ᵐ⁾.
    static let relative = "relative-change"
    /// v(N) − v_adv(N), and its parts: v(∅), players alone, all pairs; what the parts miss of it.
    static let utility = "utility"
    static let ofEmpty = "of-empty"
    static let ofPlayers = "of-players"
    static let ofPairs = "of-pairs"
    static let residual = "residual"
    /// Spearman's correlation of m with |ΔI⁽ᵐ⁾|, with the change and with the relative change.
    static let ofDifference = "rank-correlation"
    static let ofChange = "rank-correlation-of-change"
    static let ofRelative = "rank-correlation-of-relative-change"
  }

  /// Reads the two measurements.
  init(_ read: ParameterReader) {
    read.references("left", to: [.measure], "multi-order-interaction of samples as they are")
    read.references("right", to: [.measure], "the same of their adversarial copies")
  }

  /// Of each sample and over all: I⁽ᵐ⁾ of both, their difference – with the level that it reaches
  /// where the sides of each sample are exchanged at random –, the change without cancellation, and
  /// the utility with its parts.
  ///
  /// Over all also the rank correlations with m, beside their levels for shuffled orders; the residual
  /// is the largest of all samples.
  func rows(of inputs: RelationInputs) throws -> [MetricRow] {
    try inputs.pairs("left", "right").flatMap { pair in
      let samples = try AttackedSample.joined(pair.left, pair.right)
      return (samples.flatMap(\.rows) + Self.pooled(samples)).map { row in
        var row = row
        row.checkpoint = pair.left.checkpoint ?? pair.right.checkpoint
        row.reference = JoinedSamples.reference(pair.left, pair.right)
        return row
      }
    }
  }

  /// The rows over all samples.
  private static func pooled(_ samples: [AttackedSample]) -> [MetricRow] {
    func row(_ name: String, _ value: Double, order: Int? = nil, count: Int? = nil) -> MetricRow {
      MetricRow(
        name: name, value: value, contextOrder: order, count: count ?? samples.count, exact: true)
    }
    var rows = PoolMeans(samples.flatMap(\.rows)).means(excluding: [Row.residual])
    rows.append(row(Row.residual, samples.map(\.residual).max() ?? 0))
    var curves: [(name: String, values: [Double])] = [
      (Row.ofDifference, []), (Row.ofChange, []), (Row.ofRelative, []),
    ]
    for order in samples[0].difference.interactions.indices {
      let differences = samples.map { $0.difference.interactions[order] }
      for place in rows.indices
      where rows[place].name == Row.difference && rows[place].contextOrder == order {
        rows[place].standardError = Statistics.standardError(differences)
      }
      if let chance = ChanceLevel.ofMean(differences) {
        rows.append(row(Row.difference + "-chance", chance, order: order))
      }
      let change = Statistics.mean(samples.map { $0.changes[order] }) ?? 0
      curves[0].values.append(abs(Statistics.mean(differences) ?? 0))
      curves[1].values.append(change)
      let strength = Statistics.mean(samples.map { $0.strengths[order] }) ?? 0
      guard strength > 0 else { continue }
      curves[2].values.append(change / strength)
      rows.append(row(Row.relative, change / strength, order: order))
    }
    for (name, values) in curves where values.count == curves[0].values.count {
      rows += rankCorrelation(values).map { row(name + $0, $1, count: values.count) }
    }
    return rows
  }

  /// Spearman's correlation of numbers by order with the order, and the size that it reaches where
  /// orders are shuffled, by what their names end in.
  private static func rankCorrelation(_ values: [Double]) -> [(String, Double)] {
    let orders = values.indices.map(Double.init)
    guard let found = Statistics.spearman(orders, values) else { return [] }
    let chance = ChanceLevel.of("shuffled orders") { stream in
      Statistics.spearman(orders, stream.permutation(values.count).map { values[$0] })
        .map { abs($0) }
    }
    return [("", found)] + [chance].compactMap(\.self).map { ("-chance", $0) }
  }
}

/// A sample that was measured both as it is and attacked.
struct AttackedSample {
  let clean: SampleOrders
  let adversarial: SampleOrders
  /// What the two differ by, part by part.
  let difference: OrderDecomposition
  /// The mean of |ΔI⁽ᵐ⁾(i,j)| over pairs, by context order.
  let changes: [Double]
  /// S⁽ᵐ⁾ of the sample as it is.
  let strengths: [Double]

  private init(_ clean: SampleOrders, _ adversarial: SampleOrders) {
    self.clean = clean
    self.adversarial = adversarial
    difference = clean.parts - adversarial.parts
    let (first, second) = (clean.pairs, adversarial.pairs)
    let pairCount = Double(first.pairCount)
    changes = (0..<first.orderCount).map { order in
      zip(first[order: order], second[order: order]).reduce(0) { $0 + abs($1.0 - $1.1) } / pairCount
    }
    strengths = (0..<first.orderCount).map { order in
      first[order: order].reduce(0) { $0 + abs($1) } / pairCount
    }
  }

  /// What the parts of the utility miss of it: rounding.
  var residual: Double { abs(clean.grand - adversarial.grand - difference.grand) }

  /// The samples of two measurements, in the order of the first.
  static func joined(_ left: RelatedMeasurement, _ right: RelatedMeasurement) throws
    -> [AttackedSample]
  {
    let others = Dictionary(try right.orders().map { ($0.id, $0) }) { first, _ in first }
    let samples = try left.orders().compactMap { clean -> AttackedSample? in
      guard let adversarial = others[clean.id] else { return nil }
      guard clean.pairs.playerCount == adversarial.pairs.playerCount else {
        throw RelationError.otherPlayers(clean.pairs.playerCount, adversarial.pairs.playerCount)
      }
      return AttackedSample(clean, adversarial)
    }
    guard !samples.isEmpty else { throw RelationError.noSharedSamples(left.label, right.label) }
    return samples
  }

  /// The rows of the sample.
  var rows: [MetricRow] {
    typealias Row = AttackDecomposition.Row
    let orders: [(String, [Double])] = [
      (Row.clean, clean.parts.interactions), (Row.adversarial, adversarial.parts.interactions),
      (Row.difference, difference.interactions), (Row.weighted, difference.weighted),
      (Row.change, changes),
    ]
    let numbers = [
      (Row.utility, clean.grand - adversarial.grand), (Row.ofEmpty, difference.empty),
      (Row.ofPlayers, difference.firstOrder), (Row.ofPairs, difference.ofPairs),
      (Row.residual, residual),
    ]
    return orders.flatMap { name, values in
      values.enumerated().map {
        MetricRow(name: name, value: $1, sample: clean.id, contextOrder: $0, exact: true)
      }
    }
      + numbers.map { MetricRow(name: $0, value: $1, sample: clean.id, exact: true) }
  }
}
