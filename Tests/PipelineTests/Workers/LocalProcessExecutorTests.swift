import Base
import Testing

@testable import Pipeline

/// The controller's side, against shell scripts in the place of workers; the real worker process
/// is tested end to end with the program itself.
@Suite struct LocalProcessExecutorTests {
  private func run(_ script: String, _ results: TemporaryResults, _ graph: StageGraph) throws
    -> (report: RunReport, heard: [String])
  {
    var options = LocalProcessExecutor.Options(
      arguments: ["-c", script], environment: ["RUNEXP_TEST": "handed over"])
    options.executable = "/bin/sh"
    return try results.run(graph, executor: LocalProcessExecutor(slots: 2, options: options))
  }

  private func failure(_ script: String) throws -> String {
    let results = try TemporaryResults()
    let (report, _) = try run(script, results, graph(node("a")))
    guard case .failed(let reason, _) = report.outcomes[0].result else { return "no failure" }
    return reason
  }

  @Test(arguments: [
    (
      "read job; kill -9 $$",
      "the worker was killed (signal 9): by a person, or by the system for want of memory"
    ),
    ("read job; kill -SEGV $$", "the worker crashed (signal 11, segmentation fault)"),
    ("read job; exit 3", "the worker ended with exit code 3"),
    (
      "read job; echo nonsense; exec sleep 60",
      "the worker was killed (signal 9): by a person, or by the system for want of memory"
    ),
    (
      #"read job; echo "{\"ended\":\"failed\",\"reason\":\"$RUNEXP_TEST\",\"output\":\"\",\"resident\":0}"; read more"#,
      "handed over"
    ),
  ])
  func endOfAWorkerIsTheReasonOfTheFailure(script: String, reason: String) throws {
    #expect(try failure(script) == reason)
  }

  @Test func deadWorkerTakesOneStage() throws {
    let results = try TemporaryResults()
    // The first job a worker gets kills it; what the others say is not true, but it is heard.
    let (report, _) = try run(
      "read job; case $job in *bad*) exit 9;; esac; "
        + #"echo '{"ended":"failed","reason":"alive","output":"","resident":0}'; read more"#,
      results, graph(node("bad"), node("good")))
    let reasons = report.outcomes.map(\.result)
    #expect(
      reasons == [
        .failed(reason: "the worker ended with exit code 9", lastOutput: ""),
        .failed(reason: "alive", lastOutput: ""),
      ])
  }

  @Test func stagePublishedByAWorkerThatDiedBeforeTellingCounts() throws {
    let results = try TemporaryResults()
    let a = node("a")
    // Another folder's result stands for what the worker renamed right before it died.
    let other = try TemporaryResults()
    other.attempt(a)
    let source = other.folder.stage(a.key)
    let target = results.folder.stage(a.key)
    let (report, heard) = try run(
      "read job; mkdir -p \(target); cp -r \(source)/. \(target); kill -9 $$", results, graph(a))
    #expect(heard == ["started a", "finished a"])
    #expect(report.isComplete)
  }

  @Test func programThatIsNotThereIsToldPerStage() throws {
    let results = try TemporaryResults()
    var options = LocalProcessExecutor.Options()
    options.executable = "/nowhere/runexp"
    let (report, _) = try results.run(
      graph(node("a")), executor: LocalProcessExecutor(slots: 1, options: options))
    #expect(
      report.outcomes.map(\.result) == [
        .failed(
          reason: "it could not be started: /nowhere/runexp: no such file or directory",
          lastOutput: "")
      ])
  }
}
