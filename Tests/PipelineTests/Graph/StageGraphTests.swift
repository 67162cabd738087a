import Base
import Testing

@testable import Pipeline

@Suite struct StageGraphTests {
  @Test func sharedStageIsThereOnceAndKeepsAllItsLabels() {
    let first = node("a", weight: 2)
    var second = first
    second.label = "b"
    second.weight = 3
    second.preferred = ["before": [node("x").key]]
    let graph = graph(first, second, second)
    #expect(graph.count == 1)
    #expect(graph.labels(of: first.key) == ["a", "b"])
    #expect(graph[first.key]?.weight == 3)
    #expect(graph[first.key]?.preferred == ["before": [node("x").key]])
  }

  @Test func inputsComeFirstWhateverTheOrderOfAdding() {
    let a = node("a")
    let b = node("b", from: [a])
    let c = node("c", from: [a, b])
    #expect(graph(c, b, a).topologicalOrder().map(\.label) == ["a", "b", "c"])
  }

  @Test func inputUsedTwiceIsOneEdge() {
    let a = node("a")
    let twice = node("b", from: [a, a])
    #expect(graph(a, twice).links().inputs == [[], [0]])
  }

  @Test func chainOfTenThousandIsOrdered() {
    var graph = StageGraph()
    var last = node("0")
    graph.add(last)
    for index in 1..<10_000 {
      last = node("\(index)", from: [last])
      graph.add(last)
    }
    #expect(graph.topologicalOrder().last?.label == "9999")
  }

  @Test func stageIsFoundByLabelAndByKeyPrefix() {
    let a = node("train/low-order/seed=0@5")
    let graph = graph(a, node("train/normal/seed=0@5"))
    guard case .found(let byLabel) = graph.find("train/low-order/seed=0@5") else {
      Issue.record("not found by label")
      return
    }
    #expect(byLabel.key == a.key)
    guard case .found(let byKey) = graph.find(String(a.key.hex.prefix(12))) else {
      Issue.record("not found by key")
      return
    }
    #expect(byKey.key == a.key)
    guard case .unknown(let nearest) = graph.find("train/low-order/seed=0@6") else {
      Issue.record("found what is not there")
      return
    }
    #expect(nearest == "train/low-order/seed=0@5")
  }
}

@Suite struct NeededStagesTests {
  @Test func aStageAndAllItNeedsAreAGraphWithTheirLabels() {
    let a = node("a")
    let b = node("b", from: [a])
    let c = node("c", from: [b])
    let d = node("d", from: [a], preferring: [c])
    var other = a
    other.label = "another name"
    var whole = graph(a, b, c, d)
    whole.add(other)
    let part = whole.needed(by: b.key)
    #expect(part.nodes.map(\.label) == ["a", "b"])
    #expect(part.labels(of: a.key) == ["a", "another name"])
    #expect(whole.needed(by: d.key).nodes.map(\.label) == ["a", "d"])
  }
}
