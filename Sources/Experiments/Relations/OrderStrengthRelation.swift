import Base
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
      let parts = samples.map(strengths)
      let orders = parts[0].count
      let means = (0..<orders).map { order in
        (
          positive: Statistics.mean(parts.map { $0[order].positive }) ?? 0,
          negative: Statistics.mean(parts.map { $0[order].negative }) ?? 0
        )
      }
      let strengths = means.map { $0.positive + $0.negative }
      let total = ExactSum.of(strengths)
      let noise = DistributionFit.spindle(ratio: 2.0.squareRoot(), playerCount: orders)
      let ofNoise = noise.reduce(0, +)
      return (0..<orders).flatMap { order -> [MetricRow] in
        var numbers = [
          ("positive", means[order].positive), ("negative", means[order].negative),
          ("strength", strengths[order]), ("distribution-chance", noise[order] / ofNoise),
        ]
        if total > 0 {
          numbers.append(("distribution", strengths[order] / total))
          numbers.append(("share", strengths[order] / total * Double(orders)))
        }
        return numbers.map { name, value in
          MetricRow(
            name: name, value: value, checkpoint: measurement.checkpoint,
            interactionOrder: order + 1, count: samples.count, exact: true)
        }
      }
    }
  }

  /// The positive and negative strength of each interaction order 1...n of one sample.
  private func strengths(_ sample: SampleInteractions) -> [(positive: Double, negative: Double)] {
    let kept = sample.interactions.keeping(salience.select(sample))
    var sums = [(positive: Double, negative: Double)](
      repeating: (0, 0), count: kept.playerCount + 1)
    for bits in kept.and.indices {
      for interaction in [kept.and[bits], kept.or[bits]] {
        let order = bits.nonzeroBitCount
        if interaction > 0 {
          sums[order].positive += interaction
        } else {
          sums[order].negative -= interaction
        }
      }
    }
    return Array(sums.dropFirst())
  }
}
