import Base
import Pipeline
import Spec
import Store
import TestSupport
import Testing

@testable import Experiments

/// A study's plan with cells that are left behind.
@Suite("a plan as far as successive halving lets cells go")
struct HalvedPlanTests {
  /// Two rates by two seeds, checkpoints 0, 1, 2; the untrained networks of one seed are shared.
  static func plan() throws -> (plan: StudyPlan, halving: Halving) {
    let text = TinyStudy.text
      .replacing("learning_rate: {schedule: log, from: 0.05, to: 0.01}", with: "learning_rate: 0.1")
      .replacing(
        "sweep: {seed: [0, 1]}",
        with: """
          sweep:
            training.learning_rate: [0.1, 0.2]
            seed: [0, 1]
            halving: {of: accuracy.accuracy, split: test, rungs: [1], keep: 0.5}
          """
      )
      .replacing(
        "  high: {training.interaction_loss: {kind: suppress, between: [0.0, 0.5], weight: 1,"
          + " players: patches}}\n", with: "")
    let study = try SpecReader(
      files: InMemoryFileSystem(["tiny.yaml": text]), vocabulary: .runexp
    ).study(at: "tiny.yaml")
    return (try StudyPlanner.plan(study), try #require(study.halving?.value))
  }

  @Test("without limits it is the plan as it was")
  func unlimited() throws {
    let (plan, halving) = try Self.plan()
    let part = plan.reaching([nil, nil, nil, nil], of: halving.model)
    #expect(part.graph.nodes.map(\.key) == plan.graph.nodes.map(\.key))
    #expect(part.digest == plan.digest)
    #expect(plan.decisiveRungs(of: halving) == [1])
  }

  @Test("a cell that was left behind has its stages up to its rung, and no others")
  func limited() throws {
    let (plan, halving) = try Self.plan()
    let part = plan.reaching([1, 1, nil, nil], of: halving.model)
    let lost = Set(plan.graph.nodes.map(\.label)).subtracting(part.graph.nodes.map(\.label))
    #expect(!lost.isEmpty)
    #expect(lost.allSatisfy { $0.contains("rate=0.1") && $0.contains("@2") })
    for label in part.graph.nodes.map(\.label) where label.contains("learning_rate=0.1") {
      #expect(!label.contains("@2"), "\(label)")
    }
    let cells = part.plannedCells
    func epochs(_ cell: Int, _ measure: String) -> [Int] {
      Set(cells[cell].stages.filter { $0.measure == measure }.compactMap(\.checkpoint)).sorted()
    }
    for measure in ["strength", "accuracy"] {
      #expect(epochs(0, measure) == [0, 1] && epochs(2, measure) == [0, 1, 2])
    }
    // The curve of training ends where training does.
    let curve = cells[0].stages.filter { $0.measure == StudyPlan.trainingMeasure }
    #expect(curve.count == 1)
    let label = try #require(curve.first.flatMap { part.graph[$0.key] }?.label)
    #expect(label.hasPrefix("train/") && label.hasSuffix("@1"))
  }

  @Test("a stage that cells share is there as long as one of them goes that far")
  func shared() throws {
    let (plan, halving) = try Self.plan()
    let part = plan.reaching([0, 0, nil, nil], of: halving.model)
    // The untrained network of a seed belongs to both rates.
    #expect(part.trainings.filter { $0.checkpoint == 0 }.count == 4)
    #expect(part.trainings.filter { $0.cell == 0 }.count == 1)
  }

  @Test("a decision needs the measurement at its rung and the trainings up to it alone")
  func deciding() throws {
    let (plan, halving) = try Self.plan()
    let graph = plan.deciding(halving, at: 1, cells: [0, 2])
    #expect(graph.nodes.allSatisfy { !$0.label.contains("seed=1") && !$0.label.contains("@2") })
    #expect(Set(graph.nodes.map(\.kind)) == ["dataset", "train", "measure"])
    #expect(
      graph.nodes.filter { $0.kind == "measure" }.allSatisfy { $0.label.contains("accuracy") })
    // The untrained network is a short cut to each.
    #expect(graph.nodes.count { $0.kind == "train" } == 3)
  }
}
