import Base
import Interactions
import Spec
import Store

/// What modulation losses did to a network: how its strengths by context order differ from a
/// reference network's, beside the weight that the losses put on each order (arXiv:2111.06236,
/// arXiv:2512.18607).
///
/// The weight is that of the losses both models were trained with, `encourage` counted up and
/// `suppress` down, the reference's taken off; see `NestedDifference`.
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
    /// Q over the reference's, by context order.
    static let ratio = "-ratio"
    /// The weight of the losses, by context order.
    static let weight = "weight"
    /// The shift where the weight lies, and the way it points.
    static let along = "-along"
    /// Its correlations with the weight.
    static let pearson = "-pearson"
    static let spearman = "-spearman"
    /// The level that chance reaches.
    static let chance = "-chance"
  }

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

  /// By context order, `weight` with its peak at ±1 and the shifts; over all orders, what they have to
  /// do with it.
  ///
  /// Of each metric Q there is `Q-shift`, the difference, and `Q-ratio` where the reference is above 0;
  /// `Q-along`, the shift where the weight lies and the way it points, and `Q-pearson` and
  /// `Q-spearman`, the correlations over orders, each with its chance level.
  func rows(of inputs: RelationInputs) throws -> [MetricRow] {
    try inputs.pairs("of", "reference").flatMap { model, reference in
      try quantities.enumerated().flatMap { place, metric -> [MetricRow] in
        let curves = try Curves(metric, of: model, reference)
        let weights = LossWeights(
          of: model.losses, reference.losses,
          playerCount: model.playerCount ?? (curves.orders.last ?? 0) + 2)
        // The weight is the same whatever is compared.
        let rows = (place == 0 ? weights.rows(curves) : []) + curves.rows + weights.judged(curves)
        return rows.map { row in
          var row = row
          row.checkpoint = model.checkpoint ?? reference.checkpoint
          return row
        }
      }
    }
  }
}

/// One metric of two models over the context orders that both have.
private struct Curves {
  /// Two orders always correlate.
  static let fewestOrders = 3

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
    guard orders.count >= Self.fewestOrders else {
      throw RelationError.tooFewOrders(
        orders.count, wanted: Self.fewestOrders, metric: metric, of: model.label)
    }
    values = orders.compactMap { left[$0]?.value }
    self.reference = orders.compactMap { right[$0]?.value }
    isExact = orders.allSatisfy { left[$0]?.exact == true && right[$0]?.exact == true }
  }

  var shift: OrderShift { OrderShift(of: values, from: reference) }

  var rows: [MetricRow] {
    let shifts = shift.differences.enumerated().map {
      row(OrderShiftRelation.Row.shift, $1, at: $0)
    }
    guard reference.allSatisfy({ $0 > 0 }) else { return shifts }
    return shifts
      + zip(values, reference).enumerated().map {
        row(OrderShiftRelation.Row.ratio, $1.0 / $1.1, at: $0)
      }
  }

  func row(_ ending: String, _ value: Double, at place: Int? = nil) -> MetricRow {
    MetricRow(
      name: metric + ending, value: value, contextOrder: place.map { orders[$0] },
      count: place == nil ? orders.count : nil, exact: isExact)
  }
}

/// The weight of the losses of two models on each context order: the first's less the second's.
private struct LossWeights {
  /// A loss over all players, with the sign of its model.
  private typealias Part = (term: InteractionLossTerm, sign: Double)

  private let parts: [Part]
  private let playerCount: Int

  init(
    of losses: [TrainingRecipe.LossSettings], _ reference: [TrainingRecipe.LossSettings],
    playerCount: Int
  ) {
    func parts(_ losses: [TrainingRecipe.LossSettings], _ sign: Double) -> [Part] {
      losses.map { (InteractionLossTerm($0, playerCount: playerCount), sign) }
    }
    self.parts = parts(losses, 1) + parts(reference, -1)
    self.playerCount = playerCount
  }

  /// The weights at some orders, the largest in size ±1; nil where there are none.
  private static func weights(_ parts: [Part], playerCount: Int, at orders: [Int]) -> [Double]? {
    var sums = [Double](repeating: 0, count: playerCount - 1)
    for part in parts {
      for (order, weight) in part.term.orderWeights(playerCount: playerCount).enumerated() {
        sums[order] += part.sign * weight
      }
    }
    let chosen = orders.filter(sums.indices.contains).map { sums[$0] }
    guard let peak = chosen.map(abs).max(), peak > 0, chosen.count == orders.count else {
      return nil
    }
    return chosen.map { $0 / peak }
  }

  func rows(_ curves: Curves) -> [MetricRow] {
    let weights = Self.weights(parts, playerCount: playerCount, at: curves.orders) ?? []
    return zip(curves.orders, weights).map {
      MetricRow(name: OrderShiftRelation.Row.weight, value: $1, contextOrder: $0, exact: true)
    }
  }

  /// How the shift goes with the weight, each number with the level that it reaches, in size, for
  /// losses of the same kinds and weights on intervals drawn at random.
  ///
  /// Shuffled orders would be too low a level: curves over orders are smooth, and so are weights.
  func judged(_ curves: Curves) -> [MetricRow] {
    let shift = curves.shift
    guard let weights = Self.weights(parts, playerCount: playerCount, at: curves.orders) else {
      return []
    }
    let numbers: [(String, ([Double]) -> Double?)] = [
      (OrderShiftRelation.Row.along, shift.along), (OrderShiftRelation.Row.pearson, shift.pearson),
      (OrderShiftRelation.Row.spearman, shift.spearman),
    ]
    return numbers.flatMap { ending, number -> [MetricRow] in
      guard let value = number(weights) else { return [] }
      let chance = ChanceLevel.of("random intervals") { stream in
        let drawn = parts.map {
          Part(term: $0.term.onRandomInterval(of: playerCount, &stream), sign: $0.sign)
        }
        return Self.weights(drawn, playerCount: playerCount, at: curves.orders)
          .flatMap(number).map(abs)
      }
      return [curves.row(ending, value)]
        + [chance.map { curves.row(ending + OrderShiftRelation.Row.chance, $0) }].compactMap(\.self)
    }
  }
}

extension InteractionLossTerm {
  /// The same loss on an interval 0 ≤ s₁ < s₂ ≤ n, each as likely, first-order effects cancelled.
  fileprivate func onRandomInterval(of playerCount: Int, _ stream: inout RandomStream) -> Self {
    let first = stream.below(playerCount + 1)
    let other = stream.below(playerCount)
    let second = other < first ? other : other + 1
    let difference = NestedDifference(
      playerCount: playerCount, innerCount: min(first, second), outerCount: max(first, second))
    var term = self
    term.innerCount = difference.innerCount
    term.outerCount = difference.outerCount
    term.coefficient = difference.coefficient
    return term
  }
}
