import Base
import Interactions
import Spec
import Store

/// The Harsanyi dividends of each sample, or its OR interactions, by interaction order: the AND-OR
/// interactions of a game that is not split (Ren et al., arXiv:2111.06206).
struct Harsanyi: TableMetric, QuantityNaming {
  static let name = "harsanyi"
  static let summary =
    "Harsanyi dividends of every set of players, by interaction order (arXiv:2111.06206)"
  static let version = 1
  static let inputs: Set<CatalogEntry.MeasureInput> = [.game, .samples]

  /// Which interactions are computed.
  enum Kind: String, Sendable, CaseIterable {
    case and, or
  }

  let kind: Kind
  let salience: Double

  /// Interactions of every set are kept, so the limit is that of AND-OR extraction.
  var playerCounts: ClosedRange<Int> { 1...AndOrExtraction.mostPlayers }

  /// Reads which interactions, and what is salient.
  init(_ read: ParameterReader) {
    kind = read.choice(
      "type", default: Kind.and, "and: the dividends; or: interactions that any player sets off")
    salience = read.salience()
  }

  /// What `summarise` makes rows of: interaction orders run from 1 to n.
  func quantities(playerCount: Int?) -> [Quantity] {
    InteractionRows.quantities(playerCount: playerCount)
  }

  /// The rows by interaction order, and the interactions themselves.
  func analyse(_ samples: [TabulatedSample]) throws -> [SampleAnalysis] {
    samples.map { sample in
      let interactions =
        switch kind {
        case .and: AndOrInteractions.andOnly(sample.table)
        case .or: AndOrInteractions.orOnly(sample.table)
        }
      let kept = SampleInteractions(interactions, of: sample)
      return SampleAnalysis(
        rows: InteractionRows(sample: kept, salience: salience).rows + sample.facts,
        interactions: kept)
    }
  }

  /// Means over the samples, and the distribution over orders of the mean strengths.
  func summarise(_ rows: [MetricRow]) throws -> [MetricRow] {
    try InteractionRows.summarise(rows, metric: Self.name)
  }

  /// Salient sets, mean order and the strength of single players.
  func headlines(playerCount: Int?) -> [Headline] { InteractionRows.headlines }
}

extension SampleInteractions {
  /// The interactions of a sample's table, those of single players all of the AND kind; without OR
  /// interactions where all are 0.
  init(_ interactions: AndOrInteractions, of sample: TabulatedSample) {
    let merged = interactions.mergingSingles
    self.init(
      id: sample.id, label: sample.label, effect: sample.table.grandEffect, and: merged.and,
      or: merged.or.allSatisfy { $0 == 0 } ? [] : merged.or)
  }
}

extension ParameterReader {
  /// Reads what part of a sample's largest interaction makes one salient.
  func salience() -> Double {
    number(
      "salience", default: 0.05, in: .within(0...1),
      "an interaction is salient from this part of the sample's largest (arXiv:2302.13080)")
  }
}
