import Base
import Experiments
import Pipeline
import Spec
import Store

/// The stages of a plan that have no result because one failed when it was last to run.
struct StoredFailures {
  private var blame: [ContentHash: StageTrouble] = [:]

  /// Looks for failures of `planned` in what a store was told by runs.
  init(_ planned: StudyPlan, in store: ResultsStore) throws {
    let name = planned.study.name
    guard try store.studies().contains(name) else { return }
    let failed = try store.queries(study: name).stageTroubles().filter {
      $0.state == RunStageState.failed.rawValue
    }
    guard !failed.isEmpty else { return }
    let finished = try store.collectedKeys()
    let troubles = Dictionary(
      failed.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    // Which failure each stage waits for: inputs come first.
    for node in planned.graph.topologicalOrder() where !finished.contains(node.key) {
      blame[node.key] =
        troubles[node.key.hex]
        ?? node.inputs.keys.sorted().flatMap { node.inputs[$0] ?? [] }
        .compactMap { blame[$0] }.first
    }
  }

  /// The failure that keeps a stage from its result; nil where none does.
  subscript(stage: ContentHash) -> StageTrouble? { blame[stage] }
}
