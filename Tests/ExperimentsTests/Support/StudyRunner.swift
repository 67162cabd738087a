import Base
import Pipeline
import Spec
import Store

@testable import Experiments

/// Plans specs with the real vocabulary and runs their stages in this process.
final class StudyRunner {
  private let temporary: TemporaryFolder
  let folder: ResultsFolder

  init() throws {
    temporary = try TemporaryFolder()
    folder = ResultsFolder(temporary.path + "/results")
  }

  /// The study of a spec that stands alone.
  static func plan(_ text: String, overrides: [String] = []) throws -> StudyPlan {
    let files = InMemoryFileSystem(["study.yaml": text])
    let study = try SpecReader(files: files, vocabulary: .runexp)
      .study(at: "study.yaml", overrides: overrides)
    return try StudyPlanner.plan(study)
  }

  /// Runs what is not there yet.
  @discardableResult
  func run(_ graph: StageGraph) throws -> RunReport {
    try Scheduler(
      plan: Plan.make(graph, in: folder),
      executor: InProcessExecutor(catalog: StageKinds.catalog), observer: { _ in }
    ).run()
  }

  /// The published stage with a label.
  func stage(_ label: String, in graph: StageGraph) throws -> PublishedStage {
    guard case .found(let node) = graph.find(label), let stage = folder.published(node.key) else {
      throw StageFailure("no published stage \(label)")
    }
    return stage
  }

  /// The rows of the published stage with a label.
  func rows(_ label: String, in graph: StageGraph) throws -> [MetricRow] {
    try MetricFile.read(stage(label, in: graph).path(of: MetricFile.name)).rows
  }
}

extension StudyRunner {
  /// A study of seconds with a stage of every kind; `tail` is added at its end.
  static func tiny(_ tail: String = "") -> String {
    """
    runexp: 1
    name: tiny
    dataset: {name: glyphs, train: 60, test: 20}
    architecture: {name: mlp, hidden: [8]}
    players: {patches: {grid: [2, 2]}}
    training:
      epochs: 2
      batch: 16
      optimizer: {name: sgd, momentum: 0.9}
      learning_rate: 0.05
      checkpoints: [0, 1, 2]
    samples: {pool: {from: main.train, per-class: 3}}
    measure:
      strength: {metric: multi-order-interaction, of: main, at: [0, 2], samples: pool, players: patches, precision: auto}
      right: {metric: correct, of: main, at: [2], samples: pool}
      quality: {metric: accuracy, of: main, at: all, split: [train, test]}
      misfit: {metric: loss, of: main, at: all, split: [train, test]}
    \(tail)
    """
  }
}
