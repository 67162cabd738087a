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

  @Test func queueGivesHighestPriorityThenLowestPlace() {
    var stream = RandomStream(seed: 1, purpose: "priorities")
    let priorities = (0..<200).map { _ in Double(stream.below(20)) }
    var queue = PriorityQueue()
    for place in stream.permutation(200) { queue.insert(place, priority: priorities[place]) }
    var taken: [Int] = []
    while let place = queue.popFirst() { taken.append(place) }
    let expected = (0..<200).sorted { (-priorities[$0], $0) < (-priorities[$1], $1) }
    #expect(taken == expected)
  }
}
