import Base
import Spec
import Store

/// A relation of the interactions of each sample in two measurements.
protocol InteractionComparison: Relation {
  /// The numbers of one sample, without its id.
  func compare(_ left: SampleInteractions, _ right: SampleInteractions) throws -> [MetricRow]
}

extension InteractionComparison {
  /// Reads the two roles; the second may be missing where the first is `{of: …, pairs: …}`.
  static func readRoles(_ read: ParameterReader) {
    read.references("left", to: [.measure], "the first measurement")
    read.references(
      "right", to: [.measure], required: false,
      "the second measurement; none where `left` is {of: …, pairs: …}")
  }

  /// For each pair of measurements, the rows of each sample and their means; and the means of the
  /// same numbers where every sample is compared with another one, as the chance level.
  func rows(of inputs: RelationInputs) throws -> [MetricRow] {
    try inputs.pairs("left", "right").flatMap { pair in
      let joined = try JoinedSamples(pair.left, pair.right)
      let rows = try joined.pairs.flatMap { left, right in
        try compare(left, right).map { row in
          var row = row
          row.sample = left.id
          return row
        }
      }
      return (rows + PoolMeans(rows).means() + (try chance(joined))).map { row in
        var row = row
        row.checkpoint = pair.left.checkpoint ?? pair.right.checkpoint
        row.reference = JoinedSamples.reference(pair.left, pair.right)
        return row
      }
    }
  }

  /// The level of unrelated samples; none where there are fewer than two.
  private func chance(_ joined: JoinedSamples) throws -> [MetricRow] {
    guard joined.pairs.count > 1 else { return [] }
    let order = try SamplePermutation.derangement(joined.pairs.count)
    let rows = try order.enumerated().flatMap { place, other in
      try compare(joined.pairs[place].0, joined.pairs[other].1)
    }
    return PoolMeans(rows).means().map { row in
      var row = row
      row.name += "-chance"
      return row
    }
  }
}

/// The samples that two measurements share.
struct JoinedSamples {
  /// The interactions of each, in the first measurement's order.
  let pairs: [(SampleInteractions, SampleInteractions)]

  init(_ left: RelatedMeasurement, _ right: RelatedMeasurement) throws {
    let others = Dictionary(try right.interactions().map { ($0.id, $0) }) { first, _ in first }
    pairs = try left.interactions().compactMap { sample in
      guard let other = others[sample.id] else { return nil }
      guard other.playerCount == sample.playerCount else {
        throw RelationError.otherPlayers(sample.playerCount, other.playerCount)
      }
      return (sample, other)
    }
    guard !pairs.isEmpty else { throw RelationError.noSharedSamples(left.label, right.label) }
  }

  /// What the second measurement is called in rows: what tells it from the first.
  static func reference(_ left: RelatedMeasurement, _ right: RelatedMeasurement) -> String {
    right.label == left.label ? right.label : "\(left.label) – \(right.label)"
  }
}
