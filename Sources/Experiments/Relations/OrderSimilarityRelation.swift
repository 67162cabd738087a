import Interactions
import Spec
import Store

/// How alike the mean interactions of two pools are, by interaction order, such as of training and
/// test samples (AAAI 2024).
struct OrderSimilarityRelation: Relation {
  static let name = "order-similarity"
  static let summary =
    "Jaccard similarity of class-mean interactions of two pools, by order (AAAI 2024)"
  static let version = 1

  /// Reads the two measurements.
  init(_ read: ParameterReader) {
    read.references("left", to: [.measure], "one pool's measurement")
    read.references("right", to: [.measure], "the other pool's")
  }

  /// `similarity` by interaction order, the mean over classes, with the level of interactions dealt
  /// out anew among sets of one size.
  func rows(of inputs: RelationInputs) throws -> [MetricRow] {
    try inputs.pairs("left", "right").flatMap { left, right in
      let (first, second) = (try left.interactions(), try right.interactions())
      guard first[0].playerCount == second[0].playerCount else {
        throw RelationError.otherPlayers(first[0].playerCount, second[0].playerCount)
      }
      let classes = Set((first + second).map(\.label)).sorted { ($0 ?? -1) < ($1 ?? -1) }
      func byClass(_ samples: [SampleInteractions]) -> [[AndOrInteractions]] {
        classes.map { label in samples.filter { $0.label == label }.map(\.interactions) }
      }
      let found = OrderSimilarity(byClass(first), byClass(second), seed: 0)
      return [("similarity", found.byInteractionOrder), ("similarity-chance", found.chance)]
        .flatMap { name, values in
          values.enumerated().compactMap { place, value in
            value.map {
              MetricRow(
                name: name, value: $0, checkpoint: left.checkpoint ?? right.checkpoint,
                interactionOrder: place + 1, count: first.count + second.count, exact: true)
            }
          }
        }
    }
  }
}
