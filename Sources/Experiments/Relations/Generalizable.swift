import Base
import Interactions
import Spec
import Store

/// Which of the salient interactions of a target are salient in reference models too, that were
/// trained on other data (arXiv:2505.06993, arXiv:2502.10162).
struct Generalizable: Relation {
  static let name = "generalizable"
  static let summary =
    "strength and share of a target's interactions that reference models share (arXiv:2505.06993)"
  static let version = 1

  let inAtLeast: Int
  let needsSign: Bool
  let salience: SalienceChoice

  /// Reads the target, the references and what is salient.
  init(_ read: ParameterReader) {
    read.reference("target", to: [.measure], "what is split")
    read.references("references", to: [.measure], "what it is compared with")
    inAtLeast = read.integer(
      "in-at-least", default: 1, in: 1...1000, "an interaction is shared by so many references")
    needsSign = read.boolean(
      "same-sign", default: false, "whether the sign must be the target's too")
    salience = SalienceChoice(read)
  }

  /// Of each sample and of all: `share` of the salient interactions that are generalizable, with
  /// its level for random sets, and by interaction order the strength of each part.
  func rows(of inputs: RelationInputs) throws -> [MetricRow] {
    let references = inputs["references"]
    guard inAtLeast <= references.count else {
      throw RelationError.tooFewUnits(references.count, wanted: inAtLeast, of: "references")
    }
    return try inputs["target"].flatMap { target in
      let joined = try references.map { try JoinedSamples(target, $0) }
      // Samples that every reference has.
      let partners = joined.map { joined in
        Dictionary(joined.pairs.map { ($0.0.id, $0.1) }) { first, _ in first }
      }
      let rows = joined[0].pairs.flatMap { sample, _ -> [MetricRow] in
        let others = partners.compactMap { $0[sample.id] }
        return others.count == partners.count ? split(sample, others) : []
      }
      return (rows + PoolMeans(rows).means()).map { row in
        var row = row
        row.checkpoint = target.checkpoint
        return row
      }
    }
  }

  private func split(_ sample: SampleInteractions, _ references: [SampleInteractions])
    -> [MetricRow]
  {
    let interactions = sample.interactions
    let split = GeneralizableSplit(
      of: interactions, salient: salience.select(sample),
      references: references.map {
        GeneralizableSplit.Reference(
          interactions: $0.interactions, salient: salience.select($0))
      }, inAtLeast: inAtLeast, sameSign: needsSign)
    var rows: [MetricRow] = []
    func add(_ name: String, _ value: Double?, order: Int? = nil) {
      guard let value else { return }
      rows.append(
        MetricRow(
          name: name, value: value, sample: sample.id, interactionOrder: order, exact: true))
    }
    add("share", split.share)
    add("share-chance", split.chanceShare)
    for (name, set) in [
      ("generalizable", split.generalizable), ("non-generalizable", split.other),
    ] {
      let counts = set.countsByInteractionOrder
      for row in InteractionStrength(of: interactions, in: set).rows {
        add(name, row.strength, order: row.interactionOrder)
        add(name + "-sets", Double(counts[row.interactionOrder]), order: row.interactionOrder)
      }
    }
    return rows
  }
}
