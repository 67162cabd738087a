import Base
import Testing

@testable import Pipeline

@Suite struct MemorySchedulingTests {
  private func limited(_ label: String, _ bytes: Int, weight: Double = 1) -> StageNode {
    node(label, weight: weight, limits: StageLimits(memory: .init(bytes, from: "--memory")))
  }

  private func heard(memory: Int?, slots: Int = 3, _ nodes: StageNode...) throws -> [String] {
    var graph = StageGraph()
    for node in nodes { graph.add(node) }
    let run = try TemporaryResults().run(
      graph, executor: QueueExecutor(slots: slots), memory: memory)
    #expect(run.report.isComplete)
    return run.heard.map { $0.replacing("started ", with: "+").replacing("finished ", with: "-") }
  }

  @Test func stagesRunAtOnceAsFarAsTheirMemoryIsThere() throws {
    let (a, b, c) = (limited("a", 60), limited("b", 60), limited("c", 40))
    #expect(try heard(memory: 200, a, b, c) == ["+a", "+b", "+c", "-a", "-b", "-c"])
    #expect(try heard(memory: 100, a, b, c) == ["+a", "-a", "+b", "+c", "-b", "-c"])
    #expect(try heard(memory: nil, a, b, c) == ["+a", "+b", "+c", "-a", "-b", "-c"])
  }

  @Test func aStageThatNeedsMoreThanThereIsRunsAloneAmongThose() throws {
    let free = node("free", weight: 0.5)
    #expect(
      try heard(memory: 100, limited("huge", 900, weight: 2), limited("a", 10), free) == [
        "+huge", "+free", "-huge", "+a", "-free", "-a",
      ])
  }

  @Test func smallStagesDoNotKeepTheLongestPathWaiting() throws {
    let large = limited("large", 90, weight: 2)
    let first = limited("first", 20, weight: 3)
    #expect(
      try heard(memory: 100, first, large, limited("small", 20)) == [
        "+first", "-first", "+large", "-large", "+small", "-small",
      ])
  }

  @Test func availableMemoryIsReadFromTheKernel() throws {
    let text = "MemTotal:  100 kB\nMemFree:  20 kB\nMemAvailable:   50 kB\n"
    #expect(MachineMemory.available(meminfo: Array(text.utf8)) == 50 * 1024)
    #expect(MachineMemory.available(meminfo: []) == nil)
    #expect(try #require(MachineMemory.availableBytes()) > 1 << 20)
  }

  @Test func limitsOfControlGroupsAreLookedForUpToTheRoot() {
    #expect(
      MachineMemory.limitFiles(groups: "4:memory:/jobs/7\n3:cpu,cpuacct:/\n0::/a\n") == [
        "/sys/fs/cgroup/memory/jobs/7/memory.limit_in_bytes",
        "/sys/fs/cgroup/memory/jobs/memory.limit_in_bytes",
        "/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/a/memory.max",
        "/sys/fs/cgroup/memory.max",
      ])
  }
}
