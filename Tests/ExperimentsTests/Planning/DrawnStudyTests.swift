import Base
import Pipeline
import Spec
import Store
import Testing

@testable import Experiments

@Suite("studies of drawn points")
struct DrawnStudyTests {
  private static func spec(_ sweep: String) -> String {
    """
    runexp: 1
    name: drawn
    dataset: {name: glyphs, train: 60, test: 20}
    architecture: {name: mlp, hidden: [8]}
    training: {epochs: 1, batch: 16, learning_rate: {schedule: constant, from: 0.05}}
    sweep: \(sweep)
    measure:
      quality: {metric: accuracy, of: main, at: last, split: [test]}
    relate:
      law: {kind: correlation, left: {of: quality, metric: accuracy}, right: {of: quality, metric: accuracy}, across: [training.batch, training.learning_rate.from]}
    """
  }

  private static let of = """
    of: {training.learning_rate.from: {log-uniform: [1e-3, 1e-1]}, training.batch: {integers: [8, 32]}}
    """

  private static func keys(_ plan: StudyPlan) -> Set<ContentHash> {
    Set(plan.graph.nodes.filter { $0.kind != "relate" }.map(\.key))
  }

  @Test("more points, more replicas and more values of an axis change no key that was there")
  func enlarging() throws {
    let small = try StudyPlannerTests.plan(
      Self.spec("{random: {count: 5, \(Self.of)}, replicas: 2}"))
    for sweep in [
      "{random: {count: 9, \(Self.of)}, replicas: 2}",
      "{random: {count: 5, \(Self.of)}, replicas: 3}",
      "{replicas: 2, random: {count: 5, \(Self.of)}}",
    ] {
      let large = try StudyPlannerTests.plan(Self.spec(sweep))
      #expect(Self.keys(small).isSubset(of: Self.keys(large)))
    }
    let sobol = try StudyPlannerTests.plan(Self.spec("{sobol: {count: 4, \(Self.of)}}"))
    let longer = try StudyPlannerTests.plan(Self.spec("{sobol: {count: 8, \(Self.of)}}"))
    #expect(Self.keys(sobol).isSubset(of: Self.keys(longer)))
    // A data set, and a training and a measurement of each cell.
    #expect(Self.keys(small).count == 1 + 2 * 10)
    #expect(Self.keys(longer).count == 1 + 2 * 8)
  }

  @Test("a relation across paths that were drawn together reads each point once")
  func across() throws {
    let plan = try StudyPlannerTests.plan(
      Self.spec("{random: {count: 5, \(Self.of)}, replicas: 2}"))
    let relations = plan.graph.nodes.filter { $0.kind == "relate" }
    #expect(relations.count == 2)
    for relation in relations {
      #expect(relation.inputs["left"]?.count == 5)
      #expect(Set(relation.inputs["left"] ?? []).count == 5)
    }
  }

  @Test("cells carry their coordinates")
  func coordinates() throws {
    let plan = try StudyPlannerTests.plan(
      Self.spec("{random: {count: 3, \(Self.of)}, replicas: 2}"))
    for (cell, planned) in zip(plan.study.cells, plan.plannedCells) {
      #expect(
        planned.coordinates.keys.sorted()
          == ["seed", "training.batch", "training.learning_rate.from"])
      #expect(planned.coordinates["training.batch"] == cell.value(of: "training.batch"))
      #expect(planned.seed == cell.index % 2)
    }
  }
}
