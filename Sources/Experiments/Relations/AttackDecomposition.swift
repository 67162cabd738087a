import Base
import Interactions
import Spec
import Store

/// What an attack takes from v(N), by context order: I⁽ᵐ⁾ of samples as they are, less that of their
/// adversarial copies (arXiv:2103.07364).
///
/// The utility v(N) − v_adv(N) is split exactly into what players do alone and what pairs do at each
/// context order; both sides must be measured with `attributions: true`. Samples are joined by id, so
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
    /// |ΔI⁽ᵐ⁾| over the samples' S⁽ᵐ⁾: how much of what there was.
    static let relative = "relative"
    /// v(N) − v_adv(N), and its parts: v(∅), players alone, all pairs; what the parts miss of it.
    static let utility = "utility"
    static let ofEmpty = "of-empty"
    static let ofPlayers = "of-players"
    static let ofPairs = "of-pairs"
    static let residual = "residual"
    /// Spearman's correlation of m with |ΔI⁽ᵐ⁾|, and with the relative one.
    static let rankCorrelation = "rank-correlation"
    static let relativeRankCorrelation = "relative-rank-correlation"
  }

  /// Reads the two measurements.
  init(_ read: ParameterReader) {
    read.references("left", to: [.measure], "multi-order-interaction of samples as they are")
    read.references("right", to: [.measure], "the same of their adversarial copies")
  }

  /// Of each sample and over all: I⁽ᵐ⁾ of both, their difference – with the level that it reaches
  /// where the sides of each sample are exchanged at random – and the utility with its parts.
  ///
  /// Over all also the rank correlations with m, beside their levels for shuffled orders; the residual
  /// is the largest of all samples.
  func rows(of inputs: RelationInputs) throws -> [MetricRow] {
    try inputs.pairs("left", "right").flatMap { pair in
      let samples = try AttackedSamples(pair.left, pair.right).samples
      let rows = samples.flatMap(Self.rows(of:)) + Self.pooled(samples)
      return rows.map { row in
        var row = row
        row.checkpoint = pair.left.checkpoint ?? pair.right.checkpoint
        row.reference = JoinedSamples.reference(pair.left, pair.right)
        return row
      }
    }
  }

  /// The rows of one sample.
  private static func rows(of sample: AttackedSamples.Sample) -> [MetricRow] {
    let change = sample.clean.parts - sample.adversarial.parts
    let utility = sample.clean.grand - sample.adversarial.grand
    let orders: [(String, [Double])] = [
      (Row.clean, sample.clean.parts.interactions),
      (Row.adversarial, sample.adversarial.parts.interactions),
      (Row.difference, change.interactions), (Row.weighted, change.weighted),
    ]
    let numbers = [
      (Row.utility, utility), (Row.ofEmpty, change.empty), (Row.ofPlayers, change.firstOrder),
      (Row.ofPairs, change.ofPairs), (Row.residual, abs(utility - change.grand)),
    ]
    return orders.flatMap { name, values in
      values.enumerated().map {
        MetricRow(name: name, value: $1, sample: sample.id, contextOrder: $0, exact: true)
      }
    }
      + numbers.map { MetricRow(name: $0, value: $1, sample: sample.id, exact: true) }
  }

  /// The rows over all samples.
  private static func pooled(_ samples: [AttackedSamples.Sample]) -> [MetricRow] {
    var rows = PoolMeans(samples.flatMap(Self.rows(of:))).means(excluding: [Row.residual])
    let residuals = samples.map { sample in
      let change = sample.clean.parts - sample.adversarial.parts
      return abs(sample.clean.grand - sample.adversarial.grand - change.grand)
    }
    rows.append(
      MetricRow(
        name: Row.residual, value: residuals.max() ?? 0, count: samples.count, exact: true))
    let orders = samples[0].clean.parts.interactions.indices
    var sizes: [Double] = []
    var relative: [Double] = []
    for order in orders {
      let differences = samples.map {
        $0.clean.parts.interactions[order] - $0.adversarial.parts.interactions[order]
      }
      let size = abs(Statistics.mean(differences) ?? 0)
      sizes.append(size)
      for place in rows.indices
      where rows[place].name == Row.difference && rows[place].contextOrder == order {
        rows[place].standardError = Statistics.standardError(differences)
      }
      if let chance = ChanceLevel.ofMean(differences) {
        rows.append(
          MetricRow(
            name: Row.difference + "-chance", value: chance, contextOrder: order,
            count: samples.count, exact: true))
      }
      let strength = Statistics.mean(samples.map { $0.clean.strengths[order] }) ?? 0
      guard strength > 0 else { continue }
      relative.append(size / strength)
      rows.append(
        MetricRow(
          name: Row.relative, value: size / strength, contextOrder: order, count: samples.count,
          exact: true))
    }
    rows += rankCorrelation(Row.rankCorrelation, sizes)
    if relative.count == sizes.count {
      rows += rankCorrelation(Row.relativeRankCorrelation, relative)
    }
    return rows
  }

  /// Spearman's correlation of numbers by order with the order, and the size it reaches where orders
  /// are shuffled.
  private static func rankCorrelation(_ name: String, _ values: [Double]) -> [MetricRow] {
    let orders = values.indices.map(Double.init)
    guard let found = Statistics.spearman(orders, values) else { return [] }
    let chance = ChanceLevel.of("shuffled orders") { stream in
      Statistics.spearman(orders, stream.permutation(values.count).map { values[$0] })
        .map { abs($0) }
    }
    return [MetricRow(name: name, value: found, count: values.count, exact: true)]
      + [chance].compactMap(\.self).map {
        MetricRow(name: name + "-chance", value: $0, count: values.count, exact: true)
      }
  }
}

/// The samples that were measured both as they are and attacked.
struct AttackedSamples {
  /// One game.
  struct Side {
    /// v(N) as it was measured.
    var grand: Double
    /// What it consists of.
    var parts: OrderDecomposition
    /// S⁽ᵐ⁾ by context order.
    var strengths: [Double]
  }

  /// One sample.
  struct Sample {
    var id: Int64
    var clean: Side
    var adversarial: Side
  }

  /// In the order of the first measurement.
  let samples: [Sample]

  init(_ left: RelatedMeasurement, _ right: RelatedMeasurement) throws {
    let (first, second) = (try Self.sides(of: left), try Self.sides(of: right))
    let others = Dictionary(second) { first, _ in first }
    samples = try first.compactMap { id, clean in
      guard let adversarial = others[id] else { return nil }
      guard clean.parts.playerCount == adversarial.parts.playerCount else {
        throw RelationError.otherPlayers(clean.parts.playerCount, adversarial.parts.playerCount)
      }
      return Sample(id: id, clean: clean, adversarial: adversarial)
    }
    guard !samples.isEmpty else { throw RelationError.noSharedSamples(left.label, right.label) }
  }

  private static func sides(of measurement: RelatedMeasurement) throws -> [(Int64, Side)] {
    typealias Name = MultiOrderInteraction.Row
    var ids: [Int64] = []
    var numbers: [Int64: [String: [Int: Double]]] = [:]
    let rows = try measurement.sampleRows()
    for row in rows {
      guard let sample = row.sample else { continue }
      if numbers[sample] == nil { ids.append(sample) }
      numbers[sample, default: [:]][row.name, default: [:]][row.contextOrder ?? 0] = row.value
    }
    return try ids.map { id in
      func curve(_ name: String) throws -> [Double] {
        guard let found = numbers[id]?[name] else {
          if name == Name.attribution { throw RelationError.noAttributions(measurement.label) }
          throw RelationError.noRows(
            measurement.label, metric: name, known: Set(rows.map(\.name)).sorted())
        }
        return found.sorted { $0.key < $1.key }.map(\.value)
      }
      let interactions = try curve(Name.signed)
      let attributions = try curve(Name.attribution)
      return (
        id,
        Side(
          grand: try curve(TableRow.grand)[0],
          parts: OrderDecomposition(
            empty: try curve(TableRow.empty)[0],
            firstOrder: attributions[0] * Double(attributions.count), interactions: interactions),
          strengths: try curve(Name.strength))
      )
    }
  }
}
