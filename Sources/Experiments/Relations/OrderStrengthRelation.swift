import Interactions
import Spec
import Store

/// The strength of salient interactions by interaction order and sign, normalised as the papers of
/// two-phase dynamics do (arXiv:2405.10262).
struct OrderStrengthRelation: Relation {
  static let name = "order-strength"
  static let summary =
    "strength of salient interactions by order and sign, with the order's share (arXiv:2405.10262)"
  static let version = 1

  let salience: SalienceChoice

  /// Reads the measurements and what is salient.
  init(_ read: ParameterReader) {
    read.references("of", to: [.measure], "the measurements")
    salience = SalienceChoice(read)
  }

  /// By interaction order, means over samples: `positive` and `negative` strength, `strength`, its
  /// `share` of the mean over orders and its `distribution`; that of pure noise as chance level.
  func rows(of inputs: RelationInputs) throws -> [MetricRow] {
    try inputs["of"].flatMap { measurement in
      let samples = try measurement.interactions()
      let strengths = samples.map {
        InteractionStrength(of: $0.interactions, in: salience.select($0))
      }
      guard let mean = InteractionStrength(averaging: strengths) else { return [MetricRow]() }
      let noise = independentValuesFractions(playerCount: mean.rows.count)
      return mean.rows.enumerated().flatMap { place, row in
        [
          ("positive", row.positive), ("negative", row.negative), ("strength", row.strength),
          ("distribution", mean.fractions[place]), ("share", mean.shares[place]),
          ("distribution-chance", noise[place]),
        ].map { name, value in
          MetricRow(
            name: name, value: value, checkpoint: measurement.checkpoint,
            interactionOrder: row.interactionOrder, count: samples.count, exact: true)
        }
      }
    }
  }
}
