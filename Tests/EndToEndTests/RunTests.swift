import Foundation
import TestSupport
import Testing

/// The whole program on a tiny study: real processes, real files.
@Suite("a run from spec to figures")
struct RunTests {
  @Test("leaves stages, store, figures; a second run does nothing and says so")
  func runsAndRerunsNothing() throws {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text, to: "tiny.yaml")
    let first = try Program.run(["tiny.yaml", "--results", "out"], in: scratch.path)
    #expect(first.code == 0, "\(first.errors)")
    for file in ["runexp.sqlite", "figures/tiny/strength-by-order.svg"] {
      #expect(FileManager.default.fileExists(atPath: "\(scratch.path)/out/\(file)"), "\(file)")
    }
    let before = scratch.files(named: "done.json", below: "out/stages")
    let second = try Program.run(["tiny.yaml", "--results", "out"], in: scratch.path)
    #expect(second.code == 0)
    #expect(second.output.contains("up to date"))
    #expect(scratch.files(named: "done.json", below: "out/stages") == before)
  }

  @Test("one worker and two give the same bits")
  func workersDoNotMatter() throws {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text, to: "tiny.yaml")
    for (jobs, folder) in [("1", "one"), ("2", "two")] {
      let run = try Program.run(["tiny.yaml", "-j", jobs, "--results", folder], in: scratch.path)
      #expect(run.code == 0, "\(run.errors)")
    }
    for name in ["metrics.bin", "checkpoint.safetensors", "data.safetensors"] {
      let one = scratch.files(named: name, below: "one/stages")
      #expect(!one.isEmpty)
      #expect(one == scratch.files(named: name, below: "two/stages"), "\(name)")
    }
  }

  @Test("one image measured alone has the bits it has among ten")
  func samplesDoNotMatter() throws {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text, to: "tiny.yaml")
    var values: [[String]] = []
    for count in ["1", "10"] {
      let run = try Program.run(
        [
          "tiny.yaml", "--results", "out\(count)", "--json", "--set", "sweep.seed=[0]", "--set",
          "samples.pool={from: main.train, count: \(count)}",
        ], in: scratch.path)
      #expect(run.code == 0, "\(run.errors)")
      values.append(
        try Rows.of(
          "SELECT checkpoint, variant, name, context_order, value FROM metrics"
            + " WHERE sample = 0 AND measure = 'strength' ORDER BY 1, 2, 3, 4",
          in: scratch.path + "/out\(count)/runexp.sqlite"))
    }
    #expect(values[0].count > 100)
    #expect(values[0] == values[1])
  }

  @Test("killed in the middle, the plain command ends with the same bits")
  func continuesAfterKill() throws {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text, to: "tiny.yaml")
    let reference = try Program.run(["tiny.yaml", "--results", "whole"], in: scratch.path)
    #expect(reference.code == 0)
    let process = Program.process(["tiny.yaml", "--results", "cut", "-j", "1"], in: scratch.path)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    // Kill when a few stages are published, which is neither at the start nor at the end.
    while process.isRunning, scratch.files(named: "done.json", below: "cut/stages").count < 5 {
      usleep(2_000)
    }
    #expect(process.isRunning, "the run ended before it could be killed")
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let again = try Program.run(["tiny.yaml", "--results", "cut"], in: scratch.path)
    #expect(again.code == 0, "\(again.errors)")
    for name in ["metrics.bin", "checkpoint.safetensors"] {
      #expect(
        scratch.files(named: name, below: "cut/stages")
          == scratch.files(named: name, below: "whole/stages"), "\(name)")
    }
    let query =
      "SELECT * FROM metrics ORDER BY cell, measure, checkpoint, name, sample,"
      + " context_order, split"
    #expect(
      try Rows.of(query, in: scratch.path + "/cut/runexp.sqlite")
        == Rows.of(query, in: scratch.path + "/whole/runexp.sqlite"))
  }

  @Test("a second instance of a study in one folder ends at once with exit code 4")
  func secondInstanceIsRefused() throws {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text, to: "tiny.yaml")
    let first = Program.process(
      ["tiny.yaml", "--results", "out", "--set", "dataset.train=4000"], in: scratch.path)
    first.standardOutput = FileHandle.nullDevice
    first.standardError = FileHandle.nullDevice
    try first.run()
    while first.isRunning,
      !FileManager.default.fileExists(atPath: scratch.path + "/out/locks/study-tiny.lock")
    { usleep(1_000) }
    usleep(20_000)
    let second = try Program.run(["tiny.yaml", "--results", "out"], in: scratch.path)
    #expect(first.isRunning)
    #expect(second.code == 4)
    #expect(second.errors.contains("process \(first.processIdentifier)"))
    kill(first.processIdentifier, SIGKILL)
    first.waitUntilExit()
  }
}
