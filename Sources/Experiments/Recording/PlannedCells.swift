import Base
import Foundation
import Pipeline
import Spec
import Store

extension StudyPlan {
  /// The cells as the store records them: which stage's rows are whose.
  public var plannedCells: [PlannedCell] {
    var stages = [[PlannedCell.Stage]](repeating: [], count: study.cells.count)
    for use in uses {
      stages[use.cell].append(
        PlannedCell.Stage(
          key: use.stage, measure: use.measure, model: use.model, checkpoint: use.checkpoint))
    }
    return study.cells.map { cell in
      PlannedCell(
        label: cell.label, variant: cell.variant, seed: cell.value(of: "seed")?.integer,
        coordinates: Dictionary(
          cell.coordinates.map { ($0.path, $0.value) }, uniquingKeysWith: { first, _ in first }),
        stages: stages[cell.index])
    }
  }

  /// What tells this plan from others: every stage, and whose rows it holds.
  ///
  public var digest: ContentHash {
    var bytes = CanonicalBytes()
    bytes.append(study.name)
    bytes.append(study.title)
    bytes.append(.integer(graph.count))
    for node in graph.nodes { bytes.append(node.key) }
    for cell in plannedCells {
      bytes.append(cell.label)
      bytes.append(.map(cell.coordinates))
      bytes.append(.integer(cell.stages.count))
      for stage in cell.stages {
        bytes.append(stage.key)
        bytes.append(stage.measure.map { .text($0) } ?? .null)
        bytes.append(stage.model.map { .text($0) } ?? .null)
        bytes.append(stage.checkpoint.map { .integer($0) } ?? .null)
      }
    }
    return bytes.hash
  }

  /// Why the study cannot run: each part that is known but not built yet, once.
  public var unbuilt: [String] {
    var seen: Set<String> = []
    return graph.nodes.compactMap(\.blocked)
      .flatMap { $0.components(separatedBy: "; ") }
      .filter { seen.insert($0).inserted }
  }
}
