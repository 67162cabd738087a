import Base
import Interactions
import Spec
import Store

/// AND-OR interactions extracted from several models together, so that they share what they can
/// (Chen et al., "Defining and extracting generalizable interaction primitives", ICLR 2024).
struct JointExtractionRelation: Relation {
  static let name = "joint-and-or"
  static let summary =
    "AND-OR interactions of several models extracted together, and what they share (ICLR 2024)"
  static let version = 1
  static let needsTables = true

  let alpha: Double
  let extraction: ExtractionChoice
  let salience: Double

  /// Reads the models' measurements and how games are split.
  init(_ read: ParameterReader) {
    read.references("of", to: [.measure], "the models' measurements, whose tables are kept")
    alpha = read.number(
      "alpha", default: 0.1, in: .within(0...1), "the price of what another model has as well")
    extraction = ExtractionChoice(read)
    salience = read.salience()
  }

  /// Of each sample and of all: `iou` and `jaccard` of the salient interactions of every two models,
  /// extracted together and, in the rows called `separate-…`, each for itself; the `objective`.
  func rows(of inputs: RelationInputs) throws -> [MetricRow] {
    let measurements = inputs["of"]
    guard measurements.count > 1 else { throw RelationError.onePair(role: "of") }
    let models = try measurements.map { measurement in
      try measurement.tables.flatMap(StageFiles.tables)
    }
    let others = models.dropFirst().map { samples in
      Dictionary(samples.map { ($0.id, $0) }) { first, _ in first }
    }
    let groups = models[0].compactMap { sample -> [TabulatedSample]? in
      let partners = others.compactMap { $0[sample.id] }
      return partners.count == others.count ? [sample] + partners : nil
    }
    guard !groups.isEmpty else {
      throw RelationError.noSharedSamples(measurements[0].label, measurements[1].label)
    }
    let rows = try groups.flatMap { group -> [MetricRow] in
      let joint = try JointExtraction(
        of: group.map(\.table), alpha: alpha, noise: .ofGrandEffect(extraction.noise),
        method: extraction.method)
      let separate = try extraction.extractions(of: group).map(\.interactions)
      return shared(joint.interactions, "", sample: group[0].id)
        + shared(separate, "separate-", sample: group[0].id) + [
          MetricRow(name: "objective", value: joint.norm, sample: group[0].id, exact: true),
          MetricRow(
            name: "separate-objective", value: JointExtraction.norm(of: separate, alpha: alpha),
            sample: group[0].id, exact: true),
        ]
    }
    return rows + PoolMeans(rows).means()
  }

  /// The mean overlap over every two models.
  private func shared(_ models: [AndOrInteractions], _ prefix: String, sample: Int64) -> [MetricRow]
  {
    let merged = models.map(\.mergingSingles)
    let sets = merged.map { SalienceThreshold.ofMaximum(salience).select($0) }
    var overlaps: [Double] = []
    var similarities: [Double] = []
    for first in merged.indices {
      for second in merged.indices.dropFirst(first + 1) {
        if let overlap = SetOverlap(sets[first], sets[second]).intersectionOverUnion {
          overlaps.append(overlap)
        }
        if let likeness = InteractionSimilarity(merged[first], merged[second]).total {
          similarities.append(likeness)
        }
      }
    }
    return [("iou", overlaps), ("jaccard", similarities)].compactMap { name, values in
      Statistics.mean(values).map {
        MetricRow(name: prefix + name, value: $0, sample: sample, count: values.count, exact: true)
      }
    }
  }
}
