import Base
import Interactions
import Pipeline
import Spec
import Store

/// Strength by context order beside what the theory of learning strengths predicts of it, and beside
/// curves that know nothing of learning (arXiv:2512.18607).
///
/// Every curve has a free factor; theory and null an effective number of players each besides. So what
/// judges is the error at orders a curve was not fitted to. The null's own error is the level that a
/// U of no learning at all reaches.
struct LearningTheory: Relation {
  static let name = "learning-theory"
  static let summary =
    "strength by context order beside F⁽ᵐ⁾ at a fitted n′, the null at its own, A⁽ᵐ⁾ and a flat"
    + " curve, by error at held-out orders (arXiv:2512.18607)"
  static let version = 1

  /// Names of the rows; their `part` is the curve: `theory`, `independent` (the null), `flat`,
  /// `magnitude` (A⁽ᵐ⁾), `gradients` (what was measured of learning strengths), and `measured`.
  enum Row {
    /// A curve by context order, over the strength measured at the lowest order.
    static let curve = "curve"
    /// n′.
    static let players = "effective-players"
    /// Mean squared difference of natural logarithms at orders left out, and where all were fitted.
    static let heldOutError = "held-out-error"
    static let error = "fit-error"
  }

  let folds: Int
  let scale: StrengthProfile.Scale

  /// Reads the measurements and how curves are fitted.
  init(_ read: ParameterReader) {
    read.references("of", to: [.measure], "measurements of multi-order-interaction")
    read.references(
      "gradients", to: [.measure], required: false,
      "measurements of context-gradients at the same checkpoints: one more curve")
    folds = read.integer(
      "folds", default: 2, in: 2...64, "of so many orders side by side one is left out at a time")
    scale = read.choice(
      "scale", default: StrengthProfile.Scale.free,
      "the curves' factor: free, or such that they meet the lowest order")
  }

  /// Of each measurement, by curve: the `curve` itself, `effective-players` where it has such,
  /// `held-out-error` and `fit-error`.
  func rows(of inputs: RelationInputs) throws -> [MetricRow] {
    try inputs["of"].flatMap { measurement in
      let measured = try Self.numbers(
        measurement.metric ?? MultiOrderInteraction.Row.strength, of: measurement)
      let orders = measured.map(\.order)
      let least = StrengthProfile.fewestOrders(folds: folds)
      guard orders.count >= least else {
        throw RelationError.tooFewUnits(orders.count, wanted: least, of: "context orders")
      }
      if let zero = measured.first(where: { !($0.value > 0) }) {
        throw RelationError.noLogarithm(measurement.label, contextOrder: zero.order)
      }
      let profile = StrengthProfile(
        playerCount: try measurement.sampledPlayerCount ?? orders[orders.count - 1] + 2,
        contextOrders: orders, strengths: measured.map(\.value))
      let candidates = try curves(beside: measurement, orders: orders, inputs)
      let rows =
        Self.curveRows("measured", profile.strengths, profile)
        + candidates.flatMap { self.rows($0.part, $0.curve, profile) }
      return rows.map { row in
        var row = row
        row.checkpoint = measurement.checkpoint
        row.count = measured[0].count
        return row
      }
    }
  }

  /// The candidates: those measured are left out where there is no number above 0 at every order.
  private func curves(
    beside measurement: RelatedMeasurement, orders: [Int], _ inputs: RelationInputs
  ) throws -> [(part: String, curve: StrengthCurve)] {
    var curves: [(String, StrengthCurve)] = [
      ("theory", .learning), ("independent", .independentValues), ("flat", .flat),
    ]
    func add(_ part: String, _ numbers: [(order: Int, value: Double, count: Int?)]) {
      let values = Dictionary(numbers.map { ($0.order, $0.value) }) { first, _ in first }
      let found = orders.compactMap { values[$0] }
      guard found.count == orders.count, found.allSatisfy({ $0 > 0 }) else { return }
      curves.append((part, .measured(found)))
    }
    add("magnitude", try Self.numbers(MultiOrderInteraction.Row.magnitude, of: measurement))
    guard !inputs["gradients"].isEmpty else { return curves }
    let match = inputs["gradients"].first {
      $0.checkpoint == measurement.checkpoint && $0.cell == measurement.cell
        && $0.model == measurement.model
    }
    guard let match else {
      throw RelationError.unmatched(
        measurement.label, role: "gradients", others: inputs["gradients"].map(\.label))
    }
    add("gradients", try Self.numbers(ContextGradients.Row.learning, of: match))
    return curves
  }

  private func rows(_ part: String, _ curve: StrengthCurve, _ profile: StrengthProfile)
    -> [MetricRow]
  {
    let fit = profile.fit(curve, scale: scale)
    let numbers: [(String, Double?)] = [
      (Row.players, fit.effectivePlayers), (Row.error, fit.error),
      (Row.heldOutError, profile.heldOutError(of: curve, folds: folds, scale: scale)),
    ]
    return numbers.compactMap { name, value in
      value.map { MetricRow(name: name, value: $0, part: part, exact: true) }
    } + Self.curveRows(part, fit.values, profile)
  }

  private static func curveRows(_ part: String, _ values: [Double], _ profile: StrengthProfile)
    -> [MetricRow]
  {
    zip(profile.contextOrders, values).map { order, value in
      MetricRow(
        name: Row.curve, value: value / profile.strengths[0], part: part, contextOrder: order,
        exact: true)
    }
  }

  /// The pool's numbers of a metric by context order, ascending.
  private static func numbers(_ metric: String, of measurement: RelatedMeasurement) throws
    -> [(order: Int, value: Double, count: Int?)]
  {
    var pool = measurement
    pool.isReduced = true
    pool.metric = metric
    return try pool.rows().compactMap { row in
      row.contextOrder.map { (order: $0, value: row.value, count: row.count) }
    }.sorted { $0.order < $1.order }
  }
}

extension RelatedMeasurement {
  /// The number of players, where rows of samples say it: those of sampled games do.
  fileprivate var sampledPlayerCount: Int? {
    get throws {
      guard let chunk = chunks.first else { return nil }
      let rows = try MetricFile.read(chunk.path(of: MetricFile.name)).rows
      return rows.first { $0.name == MultiOrderInteraction.Row.players }.map { Int($0.value) }
    }
  }
}
