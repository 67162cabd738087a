import Base
import Pipeline
import Spec

extension StudyPlanner {
  /// Plans stages that compute nothing.
  mutating func plan(_ noop: NoopGraph, in cell: Cell) {
    let failing = Set(noop.failing)
    var keys: [ContentHash] = []
    keys.reserveCapacity(noop.count)
    for place in 0..<noop.count {
      let node = NoopStage.node(
        noop, at: place, after: noop.inputs(of: place).map { keys[$0] },
        fails: failing.contains(place), label: label("noop", "\(place)", cell))
      keys.append(plan.graph.add(node))
      guard noop.rows > 0 else { continue }
      plan.uses.append(
        StudyPlan.Use(
          cell: cell.index, stage: node.key, measure: NoopStage.name, model: nil, checkpoint: place)
      )
    }
  }
}
