import Foundation
import TestSupport
import Testing

@Suite("rebuilding the store")
struct RebuildTests {
  private static let claims = """

    claims:
      later-is-better:
        says: accuracy rises
        effect: {of: accuracy.accuracy, where: {split: test, variant: normal, checkpoint: last}}
        unit: seed
        at_least: 0.1
    """

  private static func removeStore(_ scratch: ScratchFolder) throws {
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: "\(scratch.path)/out/runexp.sqlite\(suffix)")
    }
  }

  @Test("gives an equal dump when the database is dropped")
  func droppedDatabase() throws {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text + Self.claims, to: "tiny.yaml")
    try scratch.write(NoopStudy.text(more: ", failing: [2]"), to: "quiet.yaml")
    let arguments = ["tiny.yaml", "--results", "out"]
    let first = try Program.run(arguments, in: scratch.path)
    #expect(first.code == 0, "\(first.errors)")
    // A claim whose text is changed when its data exist, in a second run; and a study that fails.
    let text = TinyStudy.text + Self.claims.replacingOccurrences(of: "0.1", with: "0.2")
    try scratch.write(text, to: "tiny.yaml")
    #expect(try Program.run(arguments, in: scratch.path).code == 0)
    #expect(try Program.run(["quiet.yaml", "--results", "out"], in: scratch.path).code == 1)
    let store = scratch.path + "/out/runexp.sqlite"
    let before = try StoreDump.of(store)
    #expect(before.contains { $0.contains("changed after data") })
    #expect(before.count > 1000)
    try Self.removeStore(scratch)
    let rebuild = try Program.run(["rebuild", "--results", "out"], in: scratch.path)
    #expect(rebuild.code == 0, "\(rebuild.errors)")
    let stages = scratch.files(named: "done.json", below: "out/stages").count
    #expect(
      rebuild.output == """
        built out/runexp.sqlite from \(stages) stages and 3 runs of quiet, tiny

        """)
    #expect(rebuild.errors == "")
    #expect(try StoreDump.of(store) == before)
    let again = try Program.run(["rebuild", "--results", "out"], in: scratch.path)
    #expect(again.output.hasSuffix("runs of quiet, tiny\nthe old store held the same\n"))
    #expect(try StoreDump.of(store) == before)
    let run = try Program.run(arguments, in: scratch.path)
    #expect(run.code == 0)
    #expect(run.output.contains("up to date"))
    #expect(try StoreDump.of(store) == before, "a run that did nothing was recorded")
  }

  @Test("keeps a run that was killed and what became of its stages")
  func killedRun() throws {
    let scratch = try ScratchFolder()
    try scratch.write(
      NoopStudy.text(count: 20, shape: "wide", more: ", seconds: 0.05"), to: "quiet.yaml")
    let run = try LiveRun(["quiet.yaml", "--results", "out", "-j", "1"], in: scratch.path)
    #expect(run.wait { scratch.files(named: "done.json", below: "out/stages").count >= 5 })
    kill(-run.pid, SIGKILL)
    #expect(run.wait() == .signalled(SIGKILL))
    #expect(try Program.run(["quiet.yaml", "--results", "out"], in: scratch.path).code == 0)
    let store = scratch.path + "/out/runexp.sqlite"
    let before = try StoreDump.of(store)
    #expect(before.contains { $0.contains("killed") })
    #expect(before.contains { $0.contains("stopped") })
    try Self.removeStore(scratch)
    #expect(try Program.run(["rebuild", "--results", "out"], in: scratch.path).code == 0)
    #expect(try StoreDump.of(store) == before)
  }

  @Test("an old database that differs or cannot be read is kept, damaged files are left out")
  func keepsWhatDiffers() throws {
    let scratch = try ScratchFolder()
    try scratch.write(NoopStudy.text(), to: "quiet.yaml")
    #expect(try Program.run(["quiet.yaml", "--results", "out"], in: scratch.path).code == 0)
    let records = scratch.files(named: "done.json", below: "out/stages").keys.sorted()
    let folder = (records[0] as NSString).deletingLastPathComponent
    let key = (folder as NSString).lastPathComponent
    try FileManager.default.removeItem(atPath: "\(scratch.path)/out/stages/\(folder)/noop.bin")
    try scratch.write("[", to: "out/runs/broken.json")
    let dryRun = try Program.run(["rebuild", "--results", "out", "--dry-run"], in: scratch.path)
    #expect(dryRun.output == "would build out/runexp.sqlite from 3 stages and 1 run of quiet\n")
    let rebuild = try Program.run(["rebuild", "--results", "out"], in: scratch.path)
    #expect(rebuild.code == 0)
    #expect(
      rebuild.errors == """
        left out: stage \(key.prefix(12)): noop.bin is missing; the next run of its study computes \
        it again
        left out: out/runs/broken.json: not JSON at byte 1: the text ends early

        """)
    #expect(dryRun.errors == rebuild.errors)
    #expect(
      rebuild.output == """
        built out/runexp.sqlite from 3 stages and 1 run of quiet
        the old store held other artifacts, stages; it is kept as \
        out/runexp.sqlite.before-rebuild

        """)
    try Self.removeStore(scratch)
    try scratch.write("no database at all, but more than a few words", to: "out/runexp.sqlite")
    let second = try Program.run(["rebuild", "--results", "out"], in: scratch.path)
    #expect(
      second.output.hasSuffix(
        """
        the old store could not be read (out/runexp.sqlite: file is not a database); it is kept as \
        out/runexp.sqlite.before-rebuild

        """), "\(second.output)")
    let kept = scratch.path + "/out/runexp.sqlite.before-rebuild"
    #expect(try String(contentsOfFile: kept, encoding: .utf8).hasPrefix("no database"))
    #expect(try Program.run(["quiet.yaml", "--results", "out"], in: scratch.path).code == 0)
  }

  @Test("killed in the middle, the old database is there and the same command ends")
  func killed() throws {
    let scratch = try ScratchFolder()
    try scratch.write(NoopStudy.text(count: 300, shape: "wide"), to: "quiet.yaml")
    #expect(try Program.run(["quiet.yaml", "--results", "out"], in: scratch.path).code == 0)
    let store = scratch.path + "/out/runexp.sqlite"
    let before = try StoreDump.of(store)
    let process = Program.process(["rebuild", "--results", "out"], in: scratch.path)
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    while process.isRunning, !FileManager.default.fileExists(atPath: store + ".rebuilding-wal") {
      usleep(200)
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal, "it ended before it could be killed")
    #expect(try StoreDump.of(store) == before)
    let again = try Program.run(["rebuild", "--results", "out"], in: scratch.path)
    #expect(again.output.hasSuffix("the old store held the same\n"), "\(again.output)")
    #expect(!FileManager.default.fileExists(atPath: store + ".rebuilding"))
    #expect(try StoreDump.of(store) == before)
  }

  @Test("needs the folder alone, and a folder")
  func exclusive() throws {
    let scratch = try ScratchFolder()
    try scratch.write(NoopStudy.text(more: ", seconds: 30"), to: "quiet.yaml")
    let none = try Program.run(["rebuild", "--results", "out"], in: scratch.path)
    #expect(none.code == 2)
    #expect(
      none.errors == """
        error: there is no results folder out
          name it with --results, or make one: runexp SPEC.yaml

        """)
    let first = Program.process(["quiet.yaml", "--results", "out"], in: scratch.path)
    first.standardError = FileHandle.nullDevice
    try first.run()
    defer {
      kill(first.processIdentifier, SIGKILL)
      first.waitUntilExit()
    }
    while first.isRunning, scratch.files(named: "events.jsonl", below: "out").isEmpty,
      !FileManager.default.fileExists(atPath: scratch.path + "/out/runexp.sqlite")
    { usleep(1_000) }
    let second = try Program.run(["rebuild", "--results", "out"], in: scratch.path)
    #expect(second.code == 4)
    #expect(
      second.errors.hasPrefix(
        "error: out is in use by process \(first.processIdentifier) on "), "\(second.errors)")
    #expect(second.errors.hasSuffix("; this command needs it alone: wait for the end\n"))
  }
}
