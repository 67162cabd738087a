import Base
import Pipeline
import Spec
import Testing

@testable import Experiments

@Suite("limits of stages")
struct ResourceLimitPlanTests {
  private let limits = ResourceLimits(bounds: [
    "default": .init(timeout: 60, retries: 1), "train": .init(timeout: 7200, memory: 1 << 30),
  ])

  @Test("a kind's own come before the command line's, those before the default")
  func order() {
    let given = ResourceLimits.Bounds(timeout: 30, memory: 1 << 20)
    let train = limits.limits(of: "train", overridingDefaults: given)
    #expect(train.timeout == .init(7200, from: "limits.train.timeout"))
    #expect(train.memory == .init(1 << 30, from: "limits.train.memory"))
    #expect(train.retries == 1)
    let measure = limits.limits(of: "measure", overridingDefaults: given)
    #expect(measure.timeout == .init(30, from: "--timeout"))
    #expect(measure.memory == .init(1 << 20, from: "--memory"))
    #expect(
      limits.limits(of: "measure", overridingDefaults: .init()).timeout
        == .init(60, from: "limits.default.timeout"))
    #expect(
      limits.limits(of: "train", overridingDefaults: .init(retries: 3)).retries == 3)
  }

  @Test("they change no key, and stages belong to the cell that asked first")
  func keysAndGroups() throws {
    let text = """
      runexp: 1
      name: s
      noop: {count: 2, shape: chain}
      sweep: {seed: [0, 1]}

      """
    func plan(_ text: String) throws -> StudyPlan {
      let files = InMemoryFileSystem(["s.yaml": text])
      let study = try SpecReader(files: files, vocabulary: .runexp).study(at: "s.yaml")
      var plan = try StudyPlanner.plan(study, in: DataEnvironment(variables: [:]))
      plan.setLimits()
      return plan
    }
    let without = try plan(text)
    let with = try plan(text + "limits: {noop: {memory: 1GiB, retries: 2}}\n")
    #expect(without.graph.nodes.map(\.key) == with.graph.nodes.map(\.key))
    #expect(without.graph.nodes[0].limits == StageLimits())
    #expect(
      with.graph.nodes.allSatisfy {
        $0.limits
          == StageLimits(memory: .init(1 << 30, from: "limits.noop.memory"), retries: 2)
      })
    #expect(with.graph.nodes.map(\.group) == ["seed=0", "seed=0", "seed=1", "seed=1"])
  }
}
