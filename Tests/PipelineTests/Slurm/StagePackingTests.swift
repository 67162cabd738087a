import Base
import Testing

@testable import Pipeline

@Suite("stages put together into arrays")
struct StagePackingTests {
  private func stage(
    _ name: String, kind: String = "write", seconds: Double? = nil, memory: Int? = nil,
    limits: StageLimits = StageLimits(), cores: Int = 1, _ profile: ClusterProfile
  ) -> ClusterStage {
    let request = StageRequest(
      node(name, kind: kind, limits: limits), preferred: [:], cores: cores,
      results: ResultsFolder("/r"),
      attempt: AttemptID(host: "here", pid: 1, start: 1, counter: 1), binary: nil,
      environment: [:])
    return ClusterStage(request, StageEstimate(seconds: seconds, memory: memory), profile)
  }

  private func sizes(_ arrays: [SlurmArray]) -> [[Int]] { arrays.map { $0.tasks.map(\.count) } }

  @Test("stages of unknown length go alone, and ask for the profile's time and memory")
  func unknown() {
    var profile = ClusterProfile()
    profile.time = 1800
    profile.memory = 3 << 30
    let arrays = StagePacking.arrays(
      (0..<5).map { stage("\($0)", profile) }, profile, mostTasks: 1000)
    #expect(sizes(arrays) == [[1, 1, 1, 1, 1]])
    #expect(arrays[0].request == SlurmRequest(cpus: 1, mebibytes: 3072, minutes: 30))
    #expect(arrays[0].expectedSeconds(profile) == nil)
  }

  @Test("short ones are packed until a task is as long as wanted")
  func packed() {
    var profile = ClusterProfile()
    profile.pack = 100
    profile.throttle = 1
    profile.margin = 2
    let arrays = StagePacking.arrays(
      (0..<25).map { stage("\($0)", seconds: 10, memory: 100 << 20, profile) }, profile,
      mostTasks: 1000)
    #expect(sizes(arrays) == [[10, 10, 5]])
    // Ten times 10 s times 2 and 30 s to start; 100 MiB times 2, the least, and the program.
    #expect(arrays[0].request == SlurmRequest(cpus: 1, mebibytes: 320, minutes: 9))
    #expect(arrays[0].expectedSeconds(profile) == 250)
  }

  @Test("but never so many that fewer tasks than may run at once are left")
  func keepsSlotsBusy() {
    var profile = ClusterProfile()
    profile.throttle = 8
    let arrays = StagePacking.arrays(
      (0..<24).map { stage("\($0)", seconds: 1, profile) }, profile, mostTasks: 1000)
    #expect(sizes(arrays) == [[3, 3, 3, 3, 3, 3, 3, 3]])
  }

  @Test("a task never needs more time than may be asked for")
  func keepsTheTime() {
    var profile = ClusterProfile()
    profile.throttle = 1
    profile.pack = 3600
    profile.time = 300
    let arrays = StagePacking.arrays(
      (0..<4).map { stage("\($0)", seconds: 50, profile) }, profile, mostTasks: 1000)
    // 50 s times 2 and 30 s to start are 130 s each.
    #expect(sizes(arrays) == [[2, 2]])
    #expect(arrays[0].request.minutes == 5)
  }

  @Test("kinds, cores, memory and very different lengths make arrays of their own")
  func shapes() {
    let profile = ClusterProfile()
    let arrays = StagePacking.arrays(
      [
        stage("a", seconds: 1, profile), stage("b", kind: "fail", seconds: 1, profile),
        stage("c", seconds: 2, profile), stage("d", seconds: 1, cores: 4, profile),
        stage("e", seconds: 1, memory: 9 << 30, profile), stage("f", seconds: 900, profile),
      ], profile, mostTasks: 1000)
    #expect(
      arrays.map { $0.tasks.joined().map(\.request.label) } == [
        ["a", "c"], ["b"], ["d"], ["e"], ["f"],
      ])
    #expect(arrays[2].request.cpus == 4)
    #expect(arrays[3].request.mebibytes == 18 * 1024 + 64)
  }

  @Test("arrays are as long as the profile and the cluster allow")
  func arraySize() {
    var profile = ClusterProfile()
    profile.arraySize = 4
    let stages = (0..<10).map { stage("\($0)", profile) }
    #expect(sizes(StagePacking.arrays(stages, profile, mostTasks: 1000)).map(\.count) == [4, 4, 2])
    #expect(sizes(StagePacking.arrays(stages, profile, mostTasks: 3)).map(\.count) == [3, 3, 3, 1])
  }

  @Test("limits of the spec go before what was recorded")
  func limits() {
    let profile = ClusterProfile()
    let limits = StageLimits(
      timeout: .init(600, from: "spec"), memory: .init(1 << 30, from: "spec"))
    let arrays = StagePacking.arrays(
      [stage("a", seconds: 5, memory: 1 << 20, limits: limits, profile)], profile, mostTasks: 10)
    #expect(arrays[0].request == SlurmRequest(cpus: 1, mebibytes: 1088, minutes: 11))
  }

  @Test("a task with several cores computes as many stages at once, and asks for their memory")
  func atOnce() {
    var profile = ClusterProfile()
    profile.cpus = 4
    profile.pack = 10
    profile.throttle = 1
    let arrays = StagePacking.arrays(
      (0..<8).map { stage("\($0)", seconds: 5, memory: 400 << 20, profile) }, profile,
      mostTasks: 10)
    #expect(sizes(arrays) == [[8]])
    // 400 MiB times 2 and the program, to the next 64 MiB, four times; 8 × 40 s on 4 cores.
    #expect(arrays[0].request == SlurmRequest(cpus: 4, mebibytes: 4 * 896, minutes: 2))
    // A stage alone is no shorter on four cores: 600 s times 2, and 30 s to start.
    let alone = StagePacking.arrays(
      [stage("alone", seconds: 600, memory: 400 << 20, profile)], profile, mostTasks: 10)
    #expect(alone[0].request == SlurmRequest(cpus: 4, mebibytes: 896, minutes: 21))
    #expect(alone[0].expectedSeconds(profile) == 600)
  }
}
