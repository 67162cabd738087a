import Base
import Testing

@testable import Pipeline

@Suite("what a run would submit")
struct SlurmForecastTests {
  private func forecast(_ estimate: @escaping (StageRequest) -> StageEstimate) throws
    -> SlurmForecast
  {
    let first = (0..<4).map { node("s\($0)") }
    var graph = StageGraph()
    for node in first { graph.add(node) }
    graph.add(node("last", from: first))
    var profile = ClusterProfile()
    profile.throttle = 2
    return SlurmForecast(
      Plan.make(graph, in: ResultsFolder("/nowhere")),
      SlurmExecutor.Options(
        study: "tiny", run: "RUN", profile: profile, program: "/p/runexp", workingFolder: "/w",
        estimate: estimate), mostTasks: 1001)
  }

  @Test("wave by wave, packed as it would be, with the hours of nodes")
  func waves() throws {
    let forecast = try forecast { _ in StageEstimate(seconds: 90, memory: 1 << 30) }
    let first = SlurmForecast.Array(
      wave: 1, kind: "write", stages: 4, tasks: 2, throttle: 2, cpus: 1, mebibytes: 2112,
      minutes: 7, seconds: 360, longest: 90)
    let second = SlurmForecast.Array(
      wave: 2, kind: "write", stages: 1, tasks: 1, throttle: 2, cpus: 1, mebibytes: 2112,
      minutes: 4, seconds: 90, longest: 90)
    #expect(forecast.arrays == [first, second])
    #expect(forecast.nodeHours == 0.125)
    #expect(forecast.unknown == 0)
    #expect(forecast.tooLong == nil)
    let script = try #require(forecast.script)
    #expect(script.contains("#SBATCH --array=0-1%2\n"))
    #expect(
      script.hasSuffix(
        "exec /p/runexp node /nowhere/runs/RUN/slurm/0001 \"$SLURM_ARRAY_TASK_ID\"\n"))
  }

  @Test("a length that nobody measured gets more room, and one that fits no task is told")
  func stated() throws {
    let forecast = try forecast { request in
      StageEstimate(seconds: request.label == "last" ? 5 * 3600 : 600, isStated: true)
    }
    // Twice the margin of two, and half a minute to start.
    #expect(forecast.arrays[0].minutes == 41)
    // A task may take an hour.
    #expect(forecast.arrays[1].minutes == 60)
    #expect(forecast.tooLong == 18_000)
  }

  @Test("stages of unknown length are counted, not guessed")
  func unknown() throws {
    let forecast = try forecast { request in
      StageEstimate(seconds: request.label == "last" ? 72 : nil)
    }
    #expect(forecast.unknown == 4)
    #expect(forecast.nodeHours == 0.02)
    #expect(forecast.arrays.map(\.tasks) == [4, 1])
  }
}
