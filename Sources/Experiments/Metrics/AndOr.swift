import Base
import Interactions
import Spec
import Store

/// The sparsest AND-OR interactions of each sample, and how they were found (Li and Zhang,
/// arXiv:2304.13312; Zhou et al., arXiv:2405.10262).
struct AndOr: TableMetric, QuantityNaming {
  static let name = "and-or"
  static let summary =
    "sparse AND-OR interactions by interaction order, with how far from the optimum they may be"
    + " (arXiv:2304.13312)"
  static let version = 1
  static let inputs: Set<CatalogEntry.MeasureInput> = [.game, .samples]

  /// Names of the rows beside those of `InteractionRows`; their `part` is the solver.
  enum Row {
    /// Σ|I| over AND and OR interactions, the empty set's included: what was made small.
    static let objective = "objective"
    /// The same with AND interactions alone, and with OR interactions alone.
    static let andOnly = "objective-and-only"
    static let orOnly = "objective-or-only"
    /// How far above the optimum the objective may be.
    static let gap = "gap"
    /// The largest |v(S) − reconstruction| over all masks.
    static let error = "reconstruction-error"
    /// ζ, what v may be changed by.
    static let noise = "noise-bound"

    static let all = [objective, andOnly, orOnly, gap, error, noise]

    /// How alike extractions of the same table are.
    ///
    /// Their `part` is what differed: another `start`, or ζ a quarter `lower` or `higher`. The split
    /// is not unique, so this is what the likeness of two models is to be held against.
    static let ownJaccard = "resolve-jaccard"
    static let ownOverlap = "resolve-iou"
  }

  let extraction: ExtractionChoice
  let salience: Double
  let resolves: Bool

  /// Splits are searched for up to 16 players.
  var playerCounts: ClosedRange<Int> { 1...AndOrExtraction.mostPlayers }
  /// Games of one chunk are worked on side by side.
  var samplesAtOnce: Int { 8 }

  /// Iterations that a table is expected to take; from ten players on, thousands of short passes.
  private static let expectedIterations = 1000.0

  /// All 2ⁿ masks, and a transform over each player for every iteration of each search.
  func work(players: PlayerLayout) -> GameWork {
    let searches: Double = resolves ? 4 : 1
    return .table(
      of: players.playerCount,
      passes: searches * Self.expectedIterations * Double(players.playerCount))
  }

  /// Reads the solver, the noise and what is salient.
  init(_ read: ParameterReader) {
    extraction = ExtractionChoice(read)
    salience = read.salience()
    resolves = read.boolean(
      "resolve", default: true,
      "whether each table is extracted thrice more, for what one model shares with itself")
  }

  /// What `summarise` makes rows of.
  func quantities(playerCount: Int?) -> [Quantity] {
    InteractionRows.quantities(playerCount: playerCount)
      + Row.all.filter { $0 != Row.gap || extraction.solver == .optimal }.map { Quantity($0) }
      + (resolves ? [Quantity(Row.ownJaccard), Quantity(Row.ownOverlap)] : [])
  }

  /// The rows by interaction order, how the split was found, and the interactions themselves.
  func analyse(_ samples: [TabulatedSample]) throws -> [SampleAnalysis] {
    let extractions = try extraction.extractions(of: samples)
    let overlaps = try resolves ? extraction.overlaps(of: samples, salience: salience) : []
    return zip(samples, extractions).enumerated().map { place, pair in
      let (sample, extraction) = pair
      let kept = SampleInteractions(extraction.interactions, of: sample)
      let numbers: [(String, Double?)] = [
        (Row.objective, extraction.l1), (Row.andOnly, extraction.andOnlyL1),
        (Row.orOnly, extraction.orOnlyL1), (Row.gap, extraction.gap),
        (Row.error, extraction.interactions.reconstructionError(of: sample.table)),
        (Row.noise, extraction.noiseBound),
      ]
      let found = numbers.compactMap { name, value in
        value.map {
          MetricRow(
            name: name, value: $0, sample: sample.id, part: self.extraction.solver.rawValue,
            count: extraction.iterations, exact: true)
        }
      }
      let again = resolves ? Self.rows(of: overlaps[place], sample: sample.id) : []
      return SampleAnalysis(
        rows: InteractionRows(sample: kept, salience: salience).rows + found + again
          + sample.facts,
        interactions: kept)
    }
  }

  private static func rows(of overlap: ExtractionOverlap, sample: Int64) -> [MetricRow] {
    overlap.rows.flatMap { again in
      let part =
        again.noiseFactor < 1 ? "lower-noise" : again.noiseFactor > 1 ? "higher-noise" : "start"
      return [
        (Row.ownJaccard, again.similarity.total),
        (Row.ownOverlap, again.salient.intersectionOverUnion),
      ].compactMap { name, value in
        value.map { MetricRow(name: name, value: $0, sample: sample, part: part, exact: true) }
      }
    }
  }

  /// Means over the samples, and the distribution over orders of the mean strengths.
  func summarise(_ rows: [MetricRow]) throws -> [MetricRow] {
    try InteractionRows.summarise(rows, metric: Self.name)
  }

  /// Salient sets, mean order and the strength of single players.
  func headlines(playerCount: Int?) -> [Headline] { InteractionRows.headlines }
}
