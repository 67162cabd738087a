import Base
import Interactions
import Neural
import Store

/// The weight that the interaction losses of two models put on context orders: what `encourage` adds
/// and `suppress` takes, the first model's less the second's.
struct LossWeights {
  /// What a loss is said to be about.
  enum Shape: String, CaseIterable {
    /// Wₘ of Δu, what the loss weighs exactly; see `NestedDifference`.
    case weight
    /// The orders s₁...s₂ that the spec names, all alike.
    case interval
  }

  let shape: Shape
  /// The orders weighed.
  let orders: [Int]
  /// Their weights, the largest in size ±1.
  let values: [Double]
  /// The same for losses of the same kinds and λ on intervals drawn at random.
  private let drawn: [[Double]]

  /// A loss with the sign of its model.
  private typealias Part = (term: InteractionLossTerm, sign: Double)

  /// The weights at some orders; nil where there are none.
  init?(
    _ shape: Shape, of losses: [TrainingRecipe.LossSettings],
    lessThoseOf reference: [TrainingRecipe.LossSettings], playerCount: Int, at orders: [Int]
  ) {
    func parts(_ losses: [TrainingRecipe.LossSettings], _ sign: Double) -> [Part] {
      losses.map { (InteractionLossTerm($0, playerCount: playerCount), sign) }
    }
    func weights(_ parts: [Part]) -> [Double]? {
      let byPart = parts.map { part in
        part.term.weights(shape, playerCount: playerCount).map { part.sign * $0 }
      }
      let sums = orders.map { order in byPart.reduce(0) { $0 + $1[order] } }
      guard let peak = sums.map(abs).max(), peak > 0 else { return nil }
      return sums.map { $0 / peak }
    }
    let all = parts(losses, 1) + parts(reference, -1)
    guard orders.allSatisfy((0..<playerCount - 1).contains), let values = weights(all) else {
      return nil
    }
    self.shape = shape
    self.orders = orders
    self.values = values
    drawn = ChanceLevel.drawn("random intervals") { stream in
      weights(all.map { ($0.term.onRandomInterval(of: playerCount, &stream), $0.sign) })
    }
  }

  /// The weights as rows.
  var rows: [MetricRow] {
    zip(orders, values).map {
      MetricRow(name: shape.rawValue, value: $1, contextOrder: $0, exact: true)
    }
  }

  /// How large a number gets, in size, for losses on intervals drawn at random.
  ///
  /// Shuffled orders would be too low a level: curves over orders are smooth, and so are weights.
  func chanceLevel(of number: ([Double]) -> Double?) -> Double? {
    ChanceLevel.of(drawn.compactMap { number($0).map(abs) })
  }
}

extension InteractionLossTerm {
  /// The weight on each context order 0...n−2, below 0 where it suppresses.
  func weights(_ shape: LossWeights.Shape, playerCount: Int) -> [Double] {
    let size = kind == .encourage ? weight : -weight
    switch shape {
    case .weight:
      return NestedDifference(
        playerCount: playerCount, innerCount: innerCount, outerCount: outerCount,
        coefficient: coefficient
      ).orderWeights.map { size * $0 }
    case .interval:
      return (0..<playerCount - 1).map { (innerCount...outerCount).contains($0) ? size : 0 }
    }
  }

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
