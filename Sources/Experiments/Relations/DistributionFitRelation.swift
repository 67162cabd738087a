import Interactions
import Spec
import Store

/// The strength over interaction orders as what is learned of a final network's interactions at
/// some noise, plus a spindle of pure noise (arXiv:2405.10262, arXiv:2502.10162).
struct DistributionFitRelation: Relation {
  static let name = "distribution-fit"
  static let summary =
    "strength by order as a decay plus a spindle, fitted (arXiv:2405.10262, arXiv:2502.10162)"
  static let version = 1

  let salience: SalienceChoice

  /// Reads what is fitted, the reference it decays from, and what is salient.
  init(_ read: ParameterReader) {
    read.references("of", to: [.measure], "the measurements fitted")
    read.reference(
      "reference", to: [.measure],
      "the measurement whose interactions decay with noise, such as that of the last checkpoint")
    salience = SalienceChoice(read)
  }

  /// Of each measurement: `variance` σ² and `ratio` ρ of the best fit, the `decay` and `spindle`
  /// strength by order, the `cosine` with its level for orders shuffled, and the σ² of a decay alone
  /// with its distance.
  func rows(of inputs: RelationInputs) throws -> [MetricRow] {
    guard let reference = inputs["reference"].last else {
      throw RelationError.tooFewUnits(0, wanted: 1, of: "references")
    }
    let kept = try reference.interactions().map { sample in
      sample.interactions.keeping(salience.select(sample))
    }
    let players = kept[0].playerCount
    let decays = DistributionFit.defaultVariances.map { variance in
      let learning = NoisyLearning(playerCount: players, variance: variance)
      return DistributionFit.Decay(
        variance: variance, strengths: Self.means(kept.map(learning.learned)))
    }
    return try inputs["of"].flatMap { measurement in
      let samples = try measurement.interactions()
      let strengths = Self.means(
        samples.map { $0.interactions.keeping(salience.select($0)) })
      guard strengths.count == players else {
        throw RelationError.otherPlayers(strengths.count, players)
      }
      return Self.rows(strengths, decays: decays).map { row in
        var row = row
        row.checkpoint = measurement.checkpoint
        row.count = samples.count
        return row
      }
    }
  }

  private static func rows(_ strengths: [Double], decays: [DistributionFit.Decay]) -> [MetricRow] {
    guard let fit = DistributionFit(strengths, decays: decays) else { return [] }
    var numbers: [(String, Double?)] = [
      ("variance", fit.variance), ("ratio", fit.ratio), ("decay-weight", fit.decayWeight),
      ("spindle-weight", fit.spindleWeight), ("cosine", fit.cosine),
      ("cosine-chance", DistributionFit.chanceCosine(strengths, decays: decays, seed: 0)),
    ]
    if let nearest = DistributionFit.nearestDecay(strengths, decays: decays) {
      numbers += [
        ("decay-only-variance", nearest.variance), ("decay-only-distance", nearest.distance),
      ]
    }
    let curves = [("decay", fit.decay), ("spindle", fit.spindle), ("strength", strengths)]
    return numbers.compactMap { name, value in
      value.map { MetricRow(name: name, value: $0, exact: true) }
    }
      + curves.flatMap { name, values in
        values.enumerated().map {
          MetricRow(name: name, value: $1, interactionOrder: $0 + 1, exact: true)
        }
      }
  }

  /// The mean strength of each interaction order 1...n.
  private static func means(_ samples: [AndOrInteractions]) -> [Double] {
    InteractionStrength(averaging: samples.map { InteractionStrength(of: $0) })?.strengths ?? []
  }
}
