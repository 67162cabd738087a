import Interactions
import Spec
import Store

/// The generalised Jaccard similarity of the interactions of each sample in two measurements:
/// Σ min / Σ max, in all and by interaction order.
struct Jaccard: InteractionComparison {
  static let name = "jaccard"
  static let summary = "Σ min over Σ max of two sets of interactions, in all and by order"
  static let version = 1

  /// Reads the two measurements.
  init(_ read: ParameterReader) { Self.readRoles(read) }

  /// `jaccard` in all and by interaction order.
  func compare(_ left: SampleInteractions, _ right: SampleInteractions) -> [MetricRow] {
    let found = InteractionSimilarity(left.interactions, right.interactions)
    return ([(nil, found.total)] + found.byInteractionOrder.enumerated().map { ($0 + 1, $1) })
      .compactMap { order, value in
        value.map { MetricRow(name: Self.name, value: $0, interactionOrder: order, exact: true) }
      }
  }
}
