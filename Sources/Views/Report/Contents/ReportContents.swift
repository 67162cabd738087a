import Base
import Store

/// Everything a report of a study says, gathered from its store: the page is a function of this
/// value alone.
public struct ReportContents: Sendable {
  /// The study's name.
  public var study: String
  /// Its title.
  public var title: String
  /// The sources it reproduces.
  public var citations: [String]
  /// The cells of its plan.
  public var cells: [StudyCell]
  /// The stages of its plan.
  public var stages: [StageAccount]
  /// Stages that have no result because of what became of them.
  public var troubles: [StageTrouble]
  /// Its runs, newest first.
  public var runs: [RunAccount]
  /// What the newest run was made from.
  public var origin: RunOrigin
  /// The spec that title, figures and claims are of, when it is not the newest run's.
  public var reportedSpec: String?
  /// Tags and notes.
  public var annotations: [AnnotationAccount]
  /// Results by variant, one table a measure.
  public var results: [MeasureResults]
  /// Training curves, one chart a model and metric.
  public var training: [TrainingChart]
  /// The claims with their verdicts.
  public var claims: [ReportedClaim]
  /// The figures.
  public var figures: [ReportedFigure]

  /// Makes contents of nothing but a name.
  public init(study: String, title: String) {
    self.study = study
    self.title = title
    citations = []
    cells = []
    stages = []
    troubles = []
    runs = []
    origin = RunOrigin()
    annotations = []
    results = []
    training = []
    claims = []
    figures = []
  }

  /// Gathers what the store knows of a study.
  ///
  /// Title, citations, claims and figures are the caller's to add. `trainingMeasure` is the name under which training curves are recorded.
  public init(of queries: StudyQueries, trainingMeasure: String) throws(StoreError) {
    self.init(study: queries.study, title: queries.study)
    cells = queries.cells
    stages = try queries.stageAccounts()
    // What trains is one kind of stage, whether its curve is shown or only continued.
    for index in stages.indices where stages[index].measure == trainingMeasure {
      stages[index].measure = nil
    }
    troubles = try queries.stageTroubles()
    runs = try queries.runAccounts()
    if let newest = runs.first { origin = try queries.origin(ofRun: newest.id) }
    annotations = try queries.annotations()
    let summaries = try queries.lastSummaries()
    results = MeasureResults.all(
      in: summaries, except: trainingMeasure, samples: try Self.samples(summaries, queries))
    training = TrainingChart.all(in: summaries, measure: trainingMeasure)
  }

  /// The rows of single samples at the last epochs, by measure, where there are any.
  private static func samples(_ summaries: SummaryRows, _ queries: StudyQueries)
    throws(StoreError) -> [String: MetricSelection]
  {
    var samples: [String: MetricSelection] = [:]
    for (measure, entries) in Dictionary(grouping: summaries.entries, by: \.measure) {
      guard entries.contains(where: \.isOfSamples) else { continue }
      let checkpoints = entries.map(\.checkpoint)
      samples[measure] = try queries.rows(
        measure: measure,
        checkpoints: checkpoints.contains(nil) ? nil : Set(checkpoints.compactMap { $0 }),
        extent: .samples)
    }
    return samples
  }

  /// How many stages of the plan have their results.
  var finishedStages: Int { stages.count { $0.isFinished } }

  /// What failed.
  var failures: [StageTrouble] { troubles.filter { $0.state == RunStageState.failed.rawValue } }

  /// The cells' groups – variants, and values of what is swept besides seeds – in the plan's order.
  var groups: [String] { CellGroup.labels(cells) }

  /// The swept seeds, in the plan's order.
  var seeds: [String] {
    var seeds: [String] = []
    for cell in cells {
      guard let seed = cell.value(of: "seed")?.json, !seeds.contains(seed) else { continue }
      seeds.append(seed)
    }
    return seeds
  }

  /// The newest sign of life in the runs, seconds since 1970; nil without runs.
  var lastSign: Double? { runs.map { $0.endedAt ?? $0.startedAt }.max() }
}

/// What is averaged over seeds: a variant at one value of everything swept besides the seed.
enum CellGroup {
  /// The group of a cell; `isShort` cuts the paths of what is swept to their last word.
  static func label(of cell: StudyCell, isShort: Bool = false) -> String {
    let coordinates = cell.coordinates.filter { $0.key != "seed" }.sorted { $0.key < $1.key }
      .map { path, value in
        let word = path.split(separator: ".").last.map(String.init) ?? path
        return "\(isShort ? word : path) = \(value.text ?? value.json)"
      }
    let parts = [cell.variant].compactMap { $0 } + coordinates
    return parts.isEmpty ? "all" : parts.joined(separator: ", ")
  }

  /// The groups of some cells, each once, in their order.
  static func labels(_ cells: [StudyCell]) -> [String] { firsts(cells).map { label(of: $0) } }

  /// The same for a reader: `epsilon = 0.1` of `measure.robust.attack.epsilon`, where the last words
  /// tell all groups apart.
  static func shownLabels(_ cells: [StudyCell]) -> [String] {
    let short = firsts(cells).map { label(of: $0, isShort: true) }
    return Set(short).count == short.count ? short : labels(cells)
  }

  /// The first cell of each group.
  private static func firsts(_ cells: [StudyCell]) -> [StudyCell] {
    var seen: Set<String> = []
    return cells.filter { seen.insert(label(of: $0)).inserted }
  }
}
