import Base
import Pipeline
import Spec
import Testing

@testable import Experiments

@Suite("data made from other data, as stages")
struct DerivedDataTests {
  private static func spec(_ data: String) -> String {
    """
    runexp: 1
    name: derived
    data:
      main: {name: glyphs, train: 40, test: 20}
    \(data)
    """
  }

  private static let noisy = "  noisy: {from: main, transform: [{label-noise: {fraction: 0.5}}]}"

  @Test("transformed data are a stage of their own, trained on and measured")
  func run() throws {
    let runner = try StudyRunner()
    let graph = try StudyRunner.plan(
      StudyRunner.tiny().replacing(
        "dataset: {name: glyphs, train: 60, test: 20}",
        with: """
          data:
            clean: {name: glyphs, train: 60, test: 20}
            main: {from: clean, transform: [{label-noise: {fraction: 0.5}}, {subset: {count: 50, splits: train}}]}
          """)
    ).graph
    #expect(try runner.run(graph).isComplete)
    let clean = try StageFiles.data(of: runner.stage("dataset/clean/glyphs", in: graph))
    let made = try StageFiles.data(of: runner.stage("dataset/main", in: graph))
    let (before, after) = (try clean.split("train"), try made.split("train"))
    #expect(after.count == 50)
    #expect(after.trueLabels == before.labels.prefix(50).map(\.self))
    #expect(after.labels != after.trueLabels)
    #expect(try made.split("test") == clean.split("test"))
  }

  @Test("data of one split are taken as `train`; shares are cut anew")
  func splits() throws {
    let runner = try StudyRunner()
    let graph = try StudyRunner.plan(
      Self.spec(
        """
          tested: {from: main.test, transform: [{subset: {count: 5}}]}
          parts: {name: glyphs, train: 40, test: 20, split: {train: 0.5, probe: 0.25}}
          again: {from: parts.train, split: {a: 0.1, b: 0.9}}
        """)
    ).graph
    let report = try runner.run(graph)
    #expect(report.isComplete, "\(report.failures)")
    func sizes(_ label: String) throws -> [String: Int] {
      try StageFiles.data(of: runner.stage(label, in: graph)).splits.mapValues(\.count)
    }
    #expect(try sizes("dataset/tested") == ["train": 5])
    #expect(try sizes("dataset/parts/glyphs") == ["train": 30, "probe": 15])
    #expect(try sizes("dataset/again") == ["a": 3, "b": 27])
    let parts = try StageFiles.data(of: runner.stage("dataset/again", in: graph))
    #expect(parts.trainingSplit == "a")
  }

  @Test("only the seeds that transforms draw from reach the key")
  func seeds() throws {
    func key(_ data: String, _ seeds: String) throws -> ContentHash {
      let plan = try StudyRunner.plan(Self.spec(data) + "\nseeds: {\(seeds)}")
      guard case .found(let node) = plan.graph.find("dataset/noisy") else {
        throw StageFailure("no stage")
      }
      return node.key
    }
    #expect(try key(Self.noisy, "noise: 0") != key(Self.noisy, "noise: 1"))
    #expect(try key(Self.noisy, "split: 0, data: 0") != key(Self.noisy, "split: 1, data: 0"))
    let subset = "  noisy: {from: main, transform: [{subset: {count: 3}}]}"
    #expect(try key(subset, "noise: 0") == key(subset, "noise: 1"))
    #expect(try key(subset, "noise: 0") != key(Self.noisy, "noise: 0"))
  }

  @Test("a split that is cut leaves the key of the uncut data as it was")
  func keys() throws {
    func keys(_ text: String) throws -> Set<ContentHash> {
      Set(try StudyRunner.plan(text).graph.nodes.map(\.key))
    }
    let plain = try keys(Self.spec(""))
    #expect(try keys(Self.spec(Self.noisy)).isSuperset(of: plain))
    let cut = Self.spec("").replacing("test: 20}", with: "test: 20, split: {train: 1.0}}")
    #expect(try keys(cut).isDisjoint(with: plain))
  }
}
