import Base
import Interactions
import Spec
import Store

/// What coalitions of players contribute as one, beside what their members contribute each
/// ("Towards attributions of input variables in a coalition", ICML 2025).
struct CoalitionAttributions: TableMetric, QuantityNaming {
  static let name = "coalition-attribution"
  static let summary =
    "attribution φ(S) of coalitions of players, and how faithful they are (ICML 2025)"
  static let version = 1
  static let inputs: Set<CatalogEntry.MeasureInput> = [.game, .samples]

  /// Names of the rows, whose `part` is the coalition's players, such as `0,3`.
  enum Row {
    /// φ(S).
    static let attribution = "attribution"
    /// Σ φ(i) − φ(S): what the members have from interactions with only a part of S.
    static let conflict = "conflict"
    /// Mean R(i) and R′(i) over the members.
    static let memberRatio = "R"
    static let memberStrengthRatio = "R-strength"
    /// Q(S).
    static let faithfulness = "Q"
    /// φ(i), the Shapley value of a player.
    static let player = "shapley"
  }

  let coalitions: [[Int]]
  let extraction: ExtractionChoice

  var playerCounts: ClosedRange<Int> {
    (coalitions.joined().max() ?? 0) + 1...AndOrExtraction.mostPlayers
  }
  var samplesAtOnce: Int { 8 }

  /// Reads the coalitions and how games are split.
  init(_ read: ParameterReader) {
    coalitions = read.integerLists(
      "coalitions", each: 0...AndOrExtraction.mostPlayers - 1,
      "lists of players, from 0: [[0, 1], [2, 5, 6]]"
    ).map { Set($0).sorted() }
    extraction = ExtractionChoice(read)
  }

  /// What `summarise` makes rows of.
  func quantities(playerCount: Int?) -> [Quantity] {
    [
      Row.attribution, Row.conflict, Row.memberRatio, Row.memberStrengthRatio, Row.faithfulness,
      Row.player, TableRow.effect, TableRow.correct,
    ].map { Quantity($0) }
  }

  /// The rows of every coalition and of every player.
  func analyse(_ samples: [TabulatedSample]) throws -> [SampleAnalysis] {
    let extractions = try extraction.extractions(of: samples)
    return zip(samples, extractions).map { sample, extraction in
      let attributions = CoalitionAttribution(
        and: extraction.interactions.and, or: extraction.interactions.or)
      let reports = coalitions.map { attributions.report(on: Coalition(players: $0)) }
      let players = (0..<sample.table.playerCount).map { player in
        MetricRow(
          name: Row.player, value: attributions.report(on: [player]).attribution,
          sample: sample.id, part: "\(player)", exact: true)
      }
      return SampleAnalysis(
        rows: reports.flatMap { Self.rows(of: $0, sample: sample.id) } + players + sample.facts)
    }
  }

  private static func rows(of report: CoalitionAttribution.Report, sample: Int64) -> [MetricRow] {
    let part = report.coalition.players.map(String.init).joined(separator: ",")
    let numbers: [(String, Double?)] = [
      (Row.attribution, report.attribution), (Row.conflict, report.conflict),
      (Row.memberRatio, Statistics.mean(report.memberRatios.compactMap(\.self))),
      (Row.memberStrengthRatio, Statistics.mean(report.memberStrengthRatios.compactMap(\.self))),
      (Row.faithfulness, report.faithfulness),
    ]
    return numbers.compactMap { name, value in
      value.map { MetricRow(name: name, value: $0, sample: sample, part: part, exact: true) }
    }
  }

  /// Means over the samples.
  func summarise(_ rows: [MetricRow]) throws -> [MetricRow] {
    let pool = PoolMeans(rows)
    let means = pool.means(excluding: TableRow.all)
    guard !means.isEmpty else { throw MetricError.noRows(metric: Self.name) }
    return means + pool.facts
  }

  /// Nothing of it is one number.
  func headlines(playerCount: Int?) -> [Headline] { [] }
}
