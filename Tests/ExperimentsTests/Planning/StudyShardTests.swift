import Base
import Pipeline
import Spec
import Testing

@testable import Experiments

@Suite("shards of a study")
struct StudyShardTests {
  private static func shards(_ count: Int, of labels: [String]) throws -> [Set<String>] {
    try (1...count).map { try #require(StudyShard("\($0)/\(count)")).chosen(among: labels) }
  }

  private static func labels(_ range: Range<Int>) -> [String] { range.map { "seed=\($0)" } }

  @Test("a shard is named by its number and how many there are")
  func names() {
    #expect(StudyShard("2/4")?.description == "2/4")
    for text in ["0/4", "5/4", "2", "2/", "/4", "a/b", "1/1001", "1/0", "2/4/8", "-1/4"] {
      #expect(StudyShard(text) == nil, "\(text)")
    }
  }

  @Test("every cell is in one shard, and none has more than its even share, rounded up")
  func even() throws {
    for (cells, count) in [(100, 4), (10, 3), (3, 5), (1, 1), (97, 8)] {
      let shards = try Self.shards(count, of: Self.labels(0..<cells))
      #expect(shards.map(\.count).reduce(0, +) == cells)
      #expect(Set(shards.joined()).count == cells)
      #expect(shards.allSatisfy { $0.count <= (cells + count - 1) / count })
    }
  }

  @Test("a cell's shard does not depend on the order of cells, and rarely on how many there are")
  func stable() throws {
    let labels = Self.labels(0..<100)
    let few = try Self.shards(4, of: labels)
    #expect(try Self.shards(4, of: labels.reversed()) == few)
    let more = try Self.shards(4, of: Self.labels(0..<120))
    let stayed = zip(few, more).reduce(0) { $0 + $1.0.intersection($1.1).count }
    #expect(stayed >= 90)
  }

  private static let spec = """
    runexp: 1
    name: sharded
    dataset: {name: glyphs, train: 60, test: 20}
    architecture: {name: mlp, hidden: [8]}
    players: {patches: {grid: [2, 2]}}
    training: {epochs: 2, batch: 16, checkpoints: [0, 2]}
    variants: {a: {}, b: {training.batch: 8}}
    sweep: {seed: [0, 1, 2]}
    samples: {pool: {from: main.train, per-class: 2}}
    measure:
      sparse: {metric: and-or, of: main, at: all, samples: pool}
      quality: {metric: accuracy, of: main, at: all, split: [test]}
    relate:
      seeds: {kind: jaccard, left: {of: sparse, pairs: seed}}
      change: {kind: shared, left: sparse, right: sparse}
    """

  @Test("shards cover the study but for relations over cells; what they share is in several")
  func stages() throws {
    let plan = try StudyPlannerTests.plan(Self.spec)
    let parts = try (1...3).map { plan.part(try #require(StudyShard("\($0)/3"))) }
    #expect(parts.map(\.cells).reduce(0, +) == 6)
    let covered = Set(parts.flatMap { $0.graph.nodes.map(\.key) })
    let left = plan.graph.nodes.filter { !covered.contains($0.key) }
    #expect(Set(left.map(\.label)) == ["relate/seeds/a/seed=0", "relate/seeds/b/seed=0"])
    #expect(parts.map(\.relationsLeft).reduce(0, +) == left.count)
    #expect(parts.allSatisfy { part in part.graph.nodes.contains { $0.kind == "dataset" } })
    // One shard is the whole.
    let whole = plan.part(try #require(StudyShard("1/1")))
    #expect(Set(whole.graph.nodes.map(\.key)) == Set(plan.graph.nodes.map(\.key)))
    #expect(whole.cells == 6 && whole.relationsLeft == 0)
  }
}
