import Foundation
import Testing

@Suite("two runs at once in one folder")
struct TwoInstancesTests {
  @Test("of one study: the second is refused with exit code 4, naming host, process and start")
  func sameStudy() throws {
    let scratch = try ScratchFolder()
    try scratch.write(ThreeStages.text(seconds: 600), to: "three.yaml")
    let first = try LiveRun(ThreeStages.arguments, in: scratch.path)
    #expect(first.wait { !first.workers.isEmpty })
    let second = try Program.run(ThreeStages.arguments, in: scratch.path)
    #expect(first.isAlive, "the second waited for the first")
    #expect(second.code == 4)
    let host = ProcessInfo.processInfo.hostName.split(separator: ".")[0]
    let words = try Regex(
      "^error: study three is being run in out by process \(first.pid) on \(host)\\S* since "
        + "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC; ")
    #expect(second.errors.contains(words), "\(second.errors)")
  }

  @Test("of two studies with the same stages: each stage runs once")
  func sharedStages() throws {
    let scratch = try ScratchFolder()
    let runs = try ["one", "two"].map { name in
      try scratch.write(
        "runexp: 1\nname: \(name)\nnoop: {count: 40, shape: wide, seconds: 0.05}\n",
        to: "\(name).yaml")
      return try LiveRun(["\(name).yaml", "--results", "out", "-j", "2"], in: scratch.path)
    }
    for run in runs { #expect(run.wait() == .exited(0), "\(run.errors)") }
    let store = scratch.path + "/out/runexp.sqlite"
    // Both had everything to do, and computed each stage once between them.
    let states = try Rows.of(
      "SELECT stage, count(*), sum(state = 'finished') FROM run_stage GROUP BY stage"
        + " HAVING sum(state = 'finished') <> 1", in: store)
    #expect(states == [])
    #expect(
      try Rows.numbers(
        "SELECT count(DISTINCT run) FROM run_stage WHERE state = 'finished'", in: store) == [2])
    #expect(try PublishedStages(in: scratch).stages.count == 40)
    try expectNoRemains(in: scratch)
  }
}
