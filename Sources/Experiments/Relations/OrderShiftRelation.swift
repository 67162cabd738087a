import Base
import Foundation
import Interactions
import Spec
import Store

/// What modulation losses did to a network: how its strengths by context order differ from a
/// reference network's, beside the weight that the losses put on each order (arXiv:2111.06236,
/// arXiv:2512.18607).
///
/// The losses are those that both models were trained with, the reference's taken off.
struct OrderShiftRelation: Relation {
  static let name = "order-shift"
  static let summary =
    "strengths by context order against a reference's, beside the weight of the model's losses"
  static let version = 1
  static let needsLosses = true

  /// Names of the rows; those of a metric Q begin with its name.
  enum Row {
    /// Q less the reference's, by context order.
    static let shift = "-shift"
    /// How many times Q is twice the reference's, log₂ of their ratio, by context order.
    static let doublings = "-doublings"
    /// What of these lies where the weight does, the way it points.
    static let along = "-along"
    /// Their correlations with the weight.
    static let pearson = "-pearson"
    static let spearman = "-spearman"
    /// The level that chance reaches.
    static let chance = "-chance"
  }

  /// Two orders always correlate.
  static let fewestOrders = 3

  /// The metrics compared, such as J and S.
  let quantities: [String]

  /// Reads the two measurements and which of their metrics are compared.
  init(_ read: ParameterReader) {
    read.references("of", to: [.measure], "the measurements of the models that are looked at")
    read.reference(
      "reference", to: [.measure],
      "what they are compared with, such as {of: strength, where: {variant: normal}}")
    quantities = read.texts(
      "quantities",
      default: [
        MultiOrderInteraction.Row.share, MultiOrderInteraction.Row.strength,
        MultiOrderInteraction.Row.relative,
      ], count: 1...20, "the metrics by context order that are compared")
  }

  /// By context order, the `weight` of the losses, their `interval` and the shifts; over all orders,
  /// what these have to do with each other.
  ///
  /// Of each metric Q there is `Q-shift`, the difference, and `Q-doublings`, log₂ of the ratio, where
  /// there is one. `Q-shift-along` is the shift where the weight lies and the way it points,
  /// `Q-shift-pearson` and `Q-shift-spearman` are correlations over orders, each with its chance
  /// level and with `part` weight or interval; so for doublings.
  func rows(of inputs: RelationInputs) throws -> [MetricRow] {
    try inputs.pairs("of", "reference").flatMap { model, reference in
      let curves = try quantities.map { try Curve($0, of: model, reference) }
      let weights = LossWeights.Shape.allCases.compactMap { shape in
        LossWeights(
          shape, of: model.losses, lessThoseOf: reference.losses,
          playerCount: model.playerCount ?? (curves[0].orders.last ?? 0) + 2, at: curves[0].orders)
      }
      let rows = weights.flatMap(\.rows) + curves.flatMap { $0.rows(beside: weights) }
      return rows.map { row in
        var row = row
        row.checkpoint = model.checkpoint ?? reference.checkpoint
        return row
      }
    }
  }
}

/// One metric of two models over the context orders that both have.
private struct Curve {
  let metric: String
  let orders: [Int]
  let values: [Double]
  let reference: [Double]
  let isExact: Bool

  init(_ metric: String, of model: RelatedMeasurement, _ reference: RelatedMeasurement) throws {
    func byOrder(_ measurement: RelatedMeasurement) throws -> [Int: MetricRow] {
      var pool = measurement
      pool.metric = metric
      pool.isReduced = true
      let rows = try pool.rows().compactMap { row in row.contextOrder.map { ($0, row) } }
      return Dictionary(rows) { first, _ in first }
    }
    let (left, right) = (try byOrder(model), try byOrder(reference))
    self.metric = metric
    orders = Set(left.keys).intersection(right.keys).sorted()
    guard orders.count >= OrderShiftRelation.fewestOrders else {
      throw RelationError.tooFewOrders(
        orders.count, wanted: OrderShiftRelation.fewestOrders, metric: metric, of: model.label)
    }
    values = orders.compactMap { left[$0]?.value }
    self.reference = orders.compactMap { right[$0]?.value }
    isExact = orders.allSatisfy { left[$0]?.exact == true && right[$0]?.exact == true }
  }

  func rows(beside weights: [LossWeights]) -> [MetricRow] {
    var shifts = [(OrderShiftRelation.Row.shift, OrderShift(of: values, from: reference))]
    if (values + reference).allSatisfy({ $0 > 0 }) {
      shifts.append(
        (
          OrderShiftRelation.Row.doublings,
          OrderShift(of: values.map { log2($0) }, from: reference.map { log2($0) })
        ))
    }
    return shifts.flatMap { ending, shift in
      zip(orders, shift.differences).map { row(ending, $1, contextOrder: $0) }
        + weights.filter { $0.orders == orders }.flatMap { rows(ending, shift, beside: $0) }
    }
  }

  private func rows(_ ending: String, _ shift: OrderShift, beside weight: LossWeights)
    -> [MetricRow]
  {
    let numbers: [(String, ([Double]) -> Double?)] = [
      (OrderShiftRelation.Row.along, shift.along), (OrderShiftRelation.Row.pearson, shift.pearson),
      (OrderShiftRelation.Row.spearman, shift.spearman),
    ]
    return numbers.flatMap { name, number -> [MetricRow] in
      guard let value = number(weight.values) else { return [] }
      let level = weight.chanceLevel(of: number).map {
        row(ending + name + OrderShiftRelation.Row.chance, $0, part: weight.shape)
      }
      return [row(ending + name, value, part: weight.shape)] + [level].compactMap(\.self)
    }
  }

  private func row(
    _ ending: String, _ value: Double, contextOrder: Int? = nil, part: LossWeights.Shape? = nil
  ) -> MetricRow {
    MetricRow(
      name: metric + ending, value: value, part: part?.rawValue, contextOrder: contextOrder,
      count: contextOrder == nil ? orders.count : nil, exact: isExact)
  }
}
