import Foundation
import GRDB
import TestSupport
import Testing

/// What other terminals are told about runs and stages.
@Suite("status and logs")
struct StatusTests {
  private static let slow =
    "runexp: 1\nname: slow\nnoop: {count: 3, shape: chain, bytes: 10, seconds: 2}\n"
  private static let quick = "runexp: 1\nname: quick\nnoop: {count: 2, bytes: 10}\n"

  /// A run under way, with its first stage running; ended by the test.
  private func runningStudy() throws -> (scratch: ScratchFolder, process: Process) {
    let scratch = try ScratchFolder()
    try scratch.write(Self.slow, to: "slow.yaml")
    let process = Program.process(["slow.yaml", "-j", "1"], in: scratch.path)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    for _ in 0..<400 {
      if try Program.run(["status"], in: scratch.path).output.contains("  running   noop/") {
        break
      }
      usleep(50_000)
    }
    return (scratch, process)
  }

  @Test("a run is seen while it runs, and called killed when it was")
  func killed() throws {
    let (scratch, process) = try runningStudy()
    let status = try Program.run(["status", "--json"], in: scratch.path)
    #expect(status.output.contains("\"alive\":true"), "\(status.output)")
    #expect(status.output.contains("\"pid\":\(process.processIdentifier)"))
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let after = try Program.run(["status", "slow"], in: scratch.path)
    #expect(after.code == 0)
    let lines = after.output.split(separator: "\n")
    #expect(lines.first?.hasPrefix("slow: killed: ") == true, "\(after.output)")
    #expect(after.output.contains("; the same command continues:\n            "))
    #expect(after.output.contains(" slow.yaml -j 1\n"))
    #expect(after.output.contains("  cut off   noop/"))
  }

  @Test("a stage's journals are followed to its end")
  func follow() throws {
    let (scratch, process) = try runningStudy()
    defer { process.terminate() }
    let logs = try Program.run(["logs", "slow.yaml", "noop/0", "-f"], in: scratch.path)
    #expect(logs.code == 0)
    let lines = logs.errors.split(separator: "\n")
    #expect(lines.count == 3, "\(logs.errors)")
    #expect(lines.first?.hasPrefix("noop/0: running, attempt ") == true, "\(logs.errors)")
    #expect(lines[1].hasPrefix("noop/0: finished: results/stages/"), "\(logs.errors)")
    #expect(lines.last == "nothing was logged or printed")
    let watched = try Program.run(["status", "slow", "--watch"], in: scratch.path)
    #expect(
      watched.output.hasPrefix(
        "slow: running: 1 of 3 stages finished, 1 running, 1 planned, 0 cached\n"))
    #expect(watched.output.hasSuffix("slow: finished: 3 of 3 stages finished, 0 cached\n"))
  }

  @Test("stages that run, wait and failed are told, with exact texts")
  func texts() throws {
    let scratch = try ScratchFolder()
    #expect(
      try Program.run(["status"], in: scratch.path).output == "no run in results yet\n")
    try scratch.write(Self.quick, to: "quick.yaml")
    #expect(try Program.run(["quick.yaml"], in: scratch.path).code == 0)
    let queue = try DatabaseQueue(path: scratch.path + "/results/runexp.sqlite")
    try queue.write { database in
      // A run of long ago, as a kill left it.
      try database.execute(
        sql: """
          INSERT INTO study(name) VALUES ('old');
          INSERT INTO run(name, study, spec_text, resolved_spec, command, started_at, status,
            planned, cached)
          VALUES ('20010909-014640-old-1', (SELECT id FROM study WHERE name = 'old'), '', '',
            'runexp old.yaml', 1000000000, 'running', 6, 7);
          """)
      let run = database.lastInsertedRowID
      let rows: [(label: String, state: String, reason: String, end: Double?)] = [
        ("train/a", "finished", "no result yet", 1_000_000_004),
        ("train/b", "running", "no result yet", nil),
        ("train/c", "waiting", "no result yet", nil),
        ("train/long", "failed", "the loss is NaN at step 7\nmore", 1_000_000_010),
        ("train/e", "skipped", "train/long failed", 1_000_000_010),
        ("train/f", "planned", "no result yet", nil),
      ]
      for (place, row) in rows.enumerated() {
        try database.execute(
          sql: "INSERT INTO stage(key) VALUES (?)",
          arguments: ["\(place)" + String(repeating: "0", count: 63)])
        try database.execute(
          sql: """
            INSERT INTO run_stage(run, stage, position, label, weight, state, reason, started_at,
              ended_at, progress, message)
            VALUES (?, ?, ?, ?, 1, ?, ?, 1000000001, ?, ?, ?)
            """,
          arguments: [
            run, database.lastInsertedRowID, place, row.label, row.state, row.reason, row.end,
            row.state == "running" ? 0.4 : nil, row.state == "running" ? "epoch 2" : nil,
          ])
      }
    }
    try queue.close()
    let status = try Program.run(["status", "old"], in: scratch.path)
    #expect(
      status.output == """
        old: killed: 1 of 6 stages finished, 2 cut off, 1 planned, 1 failed, 1 skipped, 7 cached
          run       20010909-014640-old-1
          killed    at about 2001-09-09 01:46:50 UTC; the same command continues:
                    runexp old.yaml
          cut off   train/b     40 %, epoch 2
          cut off   train/c
          failed    train/long  the loss is NaN at step 7

        """, "\(status.output)")
    let named = try Program.run(["status", "20010909-014640-old-1", "--json"], in: scratch.path)
    #expect(named.output.contains(#""state":"killed""#))
    let all = try Program.run(["status"], in: scratch.path)
    #expect(all.output.hasPrefix("old: killed: "))
    #expect(all.output.contains("\nlast runs:\n  20010909-014640-old-1  "))
    let unknown = try Program.run(["status", "quik"], in: scratch.path)
    #expect(unknown.code == 2)
    #expect(
      unknown.errors == """
        error: no run and no study `quik` in the results folder
          did you mean `quick`?
          `runexp status` lists the last runs

        """)
  }

  @Test("what a stage logged is shown, also of a failed one")
  func logs() throws {
    let scratch = try ScratchFolder()
    let study = TinyStudy.text.replacing("sweep: {seed: [0, 1]}", with: "sweep: {seed: [0]}")
    try scratch.write(study, to: "tiny.yaml")
    let none = try Program.run(["logs", "tiny.yaml", "dataset/glyphs"], in: scratch.path)
    #expect(none.code == 1)
    #expect(
      none.errors == "dataset/glyphs: no attempt runs, and none has finished or failed here\n")
    #expect(
      try Program.run(["run", "tiny.yaml", "--only", "train/normal/seed=0@1"], in: scratch.path)
        .code == 0)
    let logs = try Program.run(
      ["logs", "tiny.yaml", "train/normal/seed=0@1", "--events"], in: scratch.path)
    #expect(logs.errors.hasPrefix("train/normal/seed=0@1: finished: results/stages/"))
    let line = try #require(logs.output.split(separator: "\n").first)
    #expect(line.contains(" UTC  epoch {\"accuracy\":"), "\(line)")
    try scratch.write(Self.quick, to: "quick.yaml")
    #expect(
      try Program.run(["quick.yaml", "--set", "noop.failing=[1]"], in: scratch.path).code == 1)
    let failed = try Program.run(["logs", "quick.yaml", "noop/1"], in: scratch.path)
    #expect(
      failed.errors.hasPrefix(
        "noop/1: failed: the spec asks for this failure (noop.failing): results/stages/failed/"))
  }
}

/// Runs that are limited to one stage.
@Suite("one stage alone")
struct OnlyTests {
  private static let spec = "runexp: 1\nname: chain\nnoop: {count: 4, shape: chain, bytes: 10}\n"

  private func states(_ scratch: ScratchFolder) throws -> [String] {
    let plan = try Program.run(["plan", "chain.yaml"], in: scratch.path)
    return plan.output.split(separator: "\n").prefix(4).map {
      $0.split(separator: " ").prefix(2).joined(separator: " ")
    }
  }

  @Test("--only runs a stage and what it needs, and says that views are as they were")
  func only() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.spec, to: "chain.yaml")
    let run = try Program.run(["run", "chain.yaml", "--only", "noop/1"], in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.output.contains("2 of 2 stages run in "))
    #expect(
      run.output.hasSuffix("only noop/1 and what it needs; figures and claims are as they were\n"))
    #expect(
      try states(scratch) == ["cached noop/0", "cached noop/1", "run noop/2", "run noop/3"])
    let rest = try Program.run(["chain.yaml"], in: scratch.path)
    #expect(rest.output.hasPrefix("2 of 2 stages run in "), "\(rest.output)")
    let wrong = try Program.run(["run", "chain.yaml", "--only", "noop/9"], in: scratch.path)
    #expect(wrong.code == 2)
    #expect(
      wrong.errors == """
        error: study chain has no stage `noop/9`
          did you mean `noop/0`?
          `runexp plan SPEC` lists its stages

        """)
  }

  @Test("--foreground runs the stage in the program itself, and what it needs in workers")
  func foreground() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.spec, to: "chain.yaml")
    let whole = try ScratchFolder()
    try whole.write(Self.spec, to: "chain.yaml")
    #expect(try Program.run(["chain.yaml"], in: whole.path).code == 0)
    let run = try Program.run(
      ["run", "chain.yaml", "--only", "noop/2", "--foreground"], in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    #expect(
      try states(scratch) == ["cached noop/0", "cached noop/1", "cached noop/2", "run noop/3"])
    let made = scratch.files(named: "noop.bin", below: "results/stages")
    #expect(made.count == 3)
    let expected = whole.files(named: "noop.bin", below: "results/stages")
    for (path, data) in made { #expect(expected[path] == data) }
    let failing = try Program.run(
      ["run", "chain.yaml", "--only", "noop/3", "--foreground", "--set", "noop.failing=[3]"],
      in: scratch.path)
    #expect(failing.code == 1)
    #expect(failing.output.contains("failed: noop/3: the spec asks for this failure"))
    let alone = try Program.run(["run", "chain.yaml", "--foreground"], in: scratch.path)
    #expect(alone.code == 2)
    #expect(
      alone.errors.hasPrefix("Error: --foreground runs one stage: name it with --only\n"))
  }
}
