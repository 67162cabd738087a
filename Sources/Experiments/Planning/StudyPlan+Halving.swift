import Base
import Pipeline
import Spec
import Store

extension StudyPlan {
  /// The plan in which each cell's model `model` is trained to a limit at most; nil is no limit.
  ///
  /// What needs a later checkpoint is not in it. A stage that cells share is there as long as one of
  /// them goes that far; the rows of training are those of the last checkpoint there is.
  public func reaching(_ limits: [Int?], of model: String) -> StudyPlan {
    func isWithin(_ use: Use) -> Bool {
      guard use.model == model, let epoch = use.checkpoint, let limit = limits[use.cell] else {
        return true
      }
      return epoch <= limit
    }
    // The rows of training are of no epoch, and those of the last checkpoint: they go with it.
    func isCurve(_ use: Use) -> Bool { use.measure == Self.trainingMeasure && use.model == model }
    let bound = trainings + uses.filter { !isCurve($0) }
    let allowed = Set(bound.lazy.filter(isWithin).map(\.stage))
    let refused = Set(bound.lazy.map(\.stage)).subtracting(allowed)
    guard !refused.isEmpty else { return self }
    var part = self
    // Without what was made for refused stages alone.
    let rest = graph.without(refused)
    part.graph = rest.needed(by: allowed.union(graph.ends))
    part.trainings = trainings.filter { isWithin($0) && part.graph[$0.stage] != nil }
    // Checkpoints ascend.
    let reached = Dictionary(
      part.trainings.lazy.filter { $0.model == model }.map { ($0.cell, $0.stage) },
      uniquingKeysWith: { _, last in last })
    part.uses = uses.compactMap { use in
      guard isCurve(use), limits[use.cell] != nil else {
        return isWithin(use) && part.graph[use.stage] != nil ? use : nil
      }
      var last = use
      guard let stage = reached[use.cell] else { return nil }
      last.stage = stage
      return last
    }
    return part
  }

  /// What the decision at `epoch` needs: `halving`'s measurement there of some cells, and their
  /// trainings up to it, so that each continues from the one before.
  public func deciding(_ halving: Halving, at epoch: Int, cells: Set<Int>) -> StageGraph {
    let trained = trainings.filter { use in
      cells.contains(use.cell) && use.model == halving.model
        && use.checkpoint.map { $0 <= epoch } ?? false
    }
    let measured = compared(by: halving, at: epoch).filter { cells.contains($0.cell) }
    return graph.needed(by: Set((trained + measured).map(\.stage)))
  }

  /// The stages whose rows `halving` compares at `epoch`.
  public func compared(by halving: Halving, at epoch: Int) -> [Use] {
    uses.filter {
      $0.measure == halving.measure && $0.model == halving.model && $0.checkpoint == epoch
    }
  }

  /// The rungs of `halving` behind which some cell has more to train.
  public func decisiveRungs(of halving: Halving) -> [Int] {
    let last = trainings.lazy.filter { $0.model == halving.model }.compactMap(\.checkpoint).max()
    return halving.rungs.filter { $0 < last ?? 0 }
  }

}
