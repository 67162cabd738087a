import Base
import Testing

@testable import Pipeline

@Suite struct SchedulingStateTests {
  private func chain(_ count: Int) throws -> Plan {
    let results = try TemporaryResults()
    var graph = StageGraph()
    var last = node("0")
    graph.add(last)
    for index in 1..<count {
      last = node("\(index)", from: [last])
      graph.add(last)
    }
    return Plan.make(graph, in: results.folder)
  }

  @Test func chainOfTenThousandRunsToItsEnd() throws {
    let plan = try chain(10_000)
    var state = SchedulingState(plan)
    var count = 0
    while let place = state.takeReady(idle: true) {
      state.finish(place, .finished, seconds: 0)
      count += 1
    }
    #expect(count == 10_000)
    #expect(state.outcomes().allSatisfy { $0.result == .finished })
  }

  @Test func failureAtTheStartOfAChainOfTenThousandSkipsTheRest() throws {
    var state = SchedulingState(try chain(10_000))
    let taken = state.takeReady(idle: true)
    let first = try #require(taken)
    let skipped = state.fail(first, reason: "no", lastOutput: "", seconds: 0)
    #expect(skipped.count == 9_999)
    let next = state.takeReady(idle: true)
    #expect(next == nil)
  }

  @Test func groupsTakeTurnsAmongEquallyLongPaths() throws {
    let results = try TemporaryResults()
    var graph = StageGraph()
    for cell in ["a", "b"] {
      let count = graph.count
      for index in 0..<3 { graph.add(node("\(cell)\(index)")) }
      graph.setGroup(cell, ofStagesFrom: count)
    }
    graph.add(node("heavy", weight: 9))
    var state = SchedulingState(Plan.make(graph, in: results.folder))
    var taken: [String] = []
    while let place = state.takeReady(idle: true) { taken.append(graph.nodes[place].label) }
    #expect(taken == ["heavy", "a0", "b0", "a1", "b1", "a2", "b2"])
  }

  @Test func queueGivesHighestPriorityThenLowestPlace() {
    var stream = RandomStream(seed: 1, purpose: "priorities")
    let priorities = (0..<200).map { _ in Double(stream.below(20)) }
    var queue = PriorityQueue()
    for place in stream.permutation(200) {
      queue.insert(.init(priority: priorities[place], turn: place / 100, place: place))
    }
    var taken: [Int] = []
    while let rank = queue.popFirst() { taken.append(rank.place) }
    let expected = (0..<200).sorted { (-priorities[$0], $0) < (-priorities[$1], $1) }
    #expect(taken == expected)
  }
}
