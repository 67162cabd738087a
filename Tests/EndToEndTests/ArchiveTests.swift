import Base
import Foundation
import TestSupport
import Testing

/// Export and import as a user types them.
@Suite("archives of studies")
struct ArchiveTests {
  private static let claims = """

    claims:
      rises:
        says: accuracy rises
        effect: {of: accuracy.accuracy, where: {split: test, variant: normal, checkpoint: last}}
        unit: seed
        at_least: 0.1
    """

  private static func run(_ arguments: String..., in scratch: ScratchFolder) throws
    -> Program.Result
  {
    try Program.run(arguments, in: scratch.path)
  }

  private static func exported(_ study: String, _ scratch: ScratchFolder, more: [String] = [])
    throws
  {
    let export = try Program.run(
      ["export", study, "--results", "out"] + more, in: scratch.path)
    #expect(export.code == 0, "\(export.errors)")
  }

  @Test(
    "a study comes back the same: store, files, bytes of the next archive; nothing is left to run")
  func roundTrip() throws {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text + Self.claims, to: "tiny.yaml")
    #expect(try Self.run("tiny.yaml", "--results", "out", in: scratch).code == 0)
    // Another run, with a claim that is changed after its data.
    try scratch.write(
      TinyStudy.text + Self.claims.replacingOccurrences(of: "0.1", with: "0.2"), to: "tiny.yaml")
    #expect(try Self.run("tiny.yaml", "--results", "out", in: scratch).code == 0)
    let export = try Self.run("export", "tiny", "--results", "out", in: scratch)
    let stages = scratch.files(named: "done.json", below: "out/stages").count
    #expect(
      export.output.hasPrefix("wrote tiny.runexp.tar: study tiny, \(stages) stages, 2 runs, "),
      "\(export.output)\(export.errors)")

    let dryRun = try Self.run(
      "import", "tiny.runexp.tar", "--results", "in", "--dry-run", in: scratch)
    #expect(dryRun.code == 0)
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/in"))
    let imported = try Self.run("import", "tiny.runexp.tar", "--results", "in", in: scratch)
    #expect(imported.code == 0, "\(imported.errors)")
    #expect(
      imported.output.hasPrefix(
        "imported study tiny of runexp 0.1.0 into in: \(stages) stages, 2 runs, "))
    #expect(
      dryRun.output.replacingOccurrences(of: "would import", with: "imported")
        == imported.output)
    #expect(
      try StoreDump.of(scratch.path + "/in/runexp.sqlite")
        == StoreDump.of(scratch.path + "/out/runexp.sqlite"))
    #expect(try FinishedStudy(in: scratch, results: "in") == FinishedStudy(in: scratch))
    let rebuild = try Self.run("rebuild", "--results", "in", in: scratch)
    #expect(rebuild.output.hasSuffix("the old store held the same\n"), "\(rebuild.output)")
    let verify = try Self.run("verify", "--results", "in", "--deep", in: scratch)
    #expect(verify.output == "\(stages) stages read in full, 0 damaged\n")

    let again = try Self.run(
      "export", "tiny", "--results", "in", "-o", "again.tar", in: scratch)
    #expect(again.code == 0)
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/again.tar"))
        == Data(contentsOf: URL(fileURLWithPath: scratch.path + "/tiny.runexp.tar")))
    let upToDate = try Self.run("tiny.yaml", "--results", "in", in: scratch)
    #expect(upToDate.output.contains("up to date: \(stages) stages, nothing to do"))
    let twice = try Self.run("import", "tiny.runexp.tar", "--results", "in", in: scratch)
    #expect(twice.output == "nothing imported: in has study tiny of runexp 0.1.0\n")
    let occupied = try Self.run("export", "tiny", "--results", "out", in: scratch)
    #expect(occupied.code == 2)
    #expect(
      occupied.errors == """
        error: tiny.runexp.tar: file exists
          name another file with -o, or remove it

        """)
  }

  @Test("one study of several goes with what it shares, its tags and nothing else")
  func oneOfSeveral() throws {
    let scratch = try ScratchFolder()
    try scratch.write(NoopStudy.text(name: "short", count: 2), to: "short.yaml")
    try scratch.write(NoopStudy.text(name: "long", count: 5), to: "long.yaml")
    for spec in ["short.yaml", "long.yaml"] {
      #expect(try Self.run(spec, "--results", "out", in: scratch).code == 0)
    }
    for arguments in [
      ["tag", "long", "good"], ["note", "long", "a look"], ["tag", "short", "bad"],
    ] {
      let result = try Program.run(arguments + ["--results", "out"], in: scratch.path)
      #expect(result.code == 0, "\(result.errors)")
    }
    try Self.exported("long", scratch)
    #expect(try Self.run("import", "long.runexp.tar", "--results", "in", in: scratch).code == 0)
    let names = try FileManager.default.contentsOfDirectory(
      atPath: scratch.path + "/in/annotations")
    #expect(names.count == 2)
    let annotations = "SELECT name, text FROM annotation ORDER BY name"
    #expect(
      try Rows.of(annotations, in: scratch.path + "/in/runexp.sqlite")
        == Rows.of(
          annotations.replacingOccurrences(of: "ORDER", with: "WHERE study = 'long' ORDER"),
          in: scratch.path + "/out/runexp.sqlite"))
    #expect(try Self.run("rm", "short", "--yes", "--results", "out", in: scratch).code == 0)
    #expect(
      try StoreDump.of(scratch.path + "/in/runexp.sqlite")
        == StoreDump.of(scratch.path + "/out/runexp.sqlite"))

    // Into a folder with the other study: its shared stages stay, its numbers too.
    let other = try ScratchFolder()
    try other.write(NoopStudy.text(name: "short", count: 2), to: "short.yaml")
    #expect(try Self.run("short.yaml", "--results", "out", in: other).code == 0)
    let import_ = try Self.run(
      "import", scratch.path + "/long.runexp.tar", "--results", "out", in: other)
    #expect(import_.output.contains(": 3 stages, 1 run, "), "\(import_.output)\(import_.errors)")
    #expect(import_.output.contains("  there already: 2 stages, 0 runs\n"))
    #expect(try Self.run("short.yaml", "--results", "out", in: other).output.contains("up to date"))
    let rebuild = try Self.run("rebuild", "--results", "out", in: other)
    #expect(rebuild.output.hasSuffix("the old store held the same\n"), "\(rebuild.output)")
  }

  @Test(
    "a later run of the same study comes in beside the earlier ones, an older archive takes nothing back"
  )
  func laterRuns() throws {
    let scratch = try ScratchFolder()
    try scratch.write(NoopStudy.text(count: 2), to: "quiet.yaml")
    #expect(try Self.run("quiet.yaml", "--results", "out", in: scratch).code == 0)
    try Self.exported("quiet", scratch, more: ["-o", "old.tar"])
    #expect(
      try Self.run("quiet.yaml", "--results", "out", "--set", "noop.count=4", in: scratch).code == 0
    )
    try Self.exported("quiet", scratch, more: ["-o", "new.tar"])
    for (order, name) in [(["old.tar", "new.tar"], "up"), (["new.tar", "old.tar"], "down")] {
      for archive in order {
        let result = try Self.run("import", archive, "--results", name, in: scratch)
        #expect(result.code == 0, "\(result.errors)")
      }
      #expect(
        try StoreDump.of("\(scratch.path)/\(name)/runexp.sqlite")
          == StoreDump.of(scratch.path + "/out/runexp.sqlite"), "\(name)")
    }
  }

  @Test("what was evicted stays so, and what is left out can be made again")
  func evicted() throws {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text, to: "tiny.yaml")
    #expect(try Self.run("tiny.yaml", "--results", "out", in: scratch).code == 0)
    try Self.exported(
      "tiny", scratch, more: ["-o", "small.tar", "--without", "weights", "--without", "tables"])
    let size = try #require(
      try FileManager.default.attributesOfItem(atPath: scratch.path + "/small.tar")[.size] as? Int)
    try Self.exported("tiny", scratch, more: ["-o", "all.tar"])
    let whole = try #require(
      try FileManager.default.attributesOfItem(atPath: scratch.path + "/all.tar")[.size] as? Int)
    #expect(size < whole)
    let small = try Self.run("import", "small.tar", "--results", "in", in: scratch)
    #expect(small.output.contains(" without outputs: made again when needed\n"), "\(small.output)")
    #expect(scratch.files(named: "checkpoint.safetensors", below: "in/stages").isEmpty)
    #expect(
      try StoreDump.of(scratch.path + "/in/runexp.sqlite")
        == StoreDump.of(scratch.path + "/out/runexp.sqlite"))
    #expect(try Self.run("tiny.yaml", "--results", "in", in: scratch).output.contains("up to date"))
    try Self.exported("tiny", scratch, more: ["--results", "in", "-o", "again.tar"])
    #expect(
      try Members(of: scratch.path + "/again.tar").names
        == Members(of: scratch.path + "/small.tar").names)

    let back = try Self.run("import", "all.tar", "--results", "in", in: scratch)
    #expect(back.output.contains("  outputs that were removed here come back: "), "\(back.output)")
    #expect(scratch.files(named: "evicted.json", below: "in/stages").isEmpty)
    #expect(try FinishedStudy(in: scratch, results: "in") == FinishedStudy(in: scratch))
  }

  @Test("a folder in use: an export goes on beside a run, an import does not")
  func locked() throws {
    let scratch = try ScratchFolder()
    try scratch.write(NoopStudy.text(), to: "quiet.yaml")
    #expect(try Self.run("quiet.yaml", "--results", "out", in: scratch).code == 0)
    try scratch.write(
      NoopStudy.text(name: "slow", count: 1, bytes: 7, more: ", seconds: 60"), to: "slow.yaml")
    let slow = try LiveRun(["slow.yaml", "--results", "out"], in: scratch.path)
    #expect(slow.wait { !slow.workers.isEmpty })
    try Self.exported("quiet", scratch)
    let refused = try Self.run("import", "quiet.runexp.tar", "--results", "out", in: scratch)
    #expect(refused.code == 4)
    #expect(refused.errors.contains("out is in use by process \(slow.pid)"), "\(refused.errors)")
    kill(-slow.pid, SIGKILL)
    _ = slow.wait()
  }

  @Test("an import that is killed anywhere is finished by the next one")
  func killed() throws {
    let scratch = try ScratchFolder()
    try scratch.write(
      NoopStudy.text(count: 40, shape: "wide", bytes: 2_000_000), to: "quiet.yaml")
    #expect(try Self.run("quiet.yaml", "--results", "out", in: scratch).code == 0)
    try Self.exported("quiet", scratch)
    let root = scratch.path + "/in"
    func count(_ folder: String) -> Int {
      (FileManager.default.subpaths(atPath: root + "/" + folder) ?? []).count {
        $0.hasSuffix("done.json")
      }
    }
    // In the middle of unpacking, and of making stages of what was unpacked.
    for condition in [{ count("stages/tmp") >= 3 }, { count("stages") - count("stages/tmp") >= 3 }]
    {
      let run = try LiveRun(["import", "quiet.runexp.tar", "--results", "in"], in: scratch.path)
      _ = run.wait(until: condition)
      kill(-run.pid, SIGKILL)
      _ = run.wait()
    }
    let last = try Self.run("import", "quiet.runexp.tar", "--results", "in", in: scratch)
    #expect(last.code == 0, "\(last.errors)")
    #expect(
      try StoreDump.of(root + "/runexp.sqlite")
        == StoreDump.of(scratch.path + "/out/runexp.sqlite"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: root + "/stages/tmp") == [])
    #expect(
      try Self.run("quiet.yaml", "--results", "in", in: scratch).output.contains("up to date"))
  }

  @Test("a damaged stage, an unknown study and an unknown part are refused, and leave no file")
  func refusedExports() throws {
    let scratch = try ScratchFolder()
    try scratch.write(NoopStudy.text(), to: "quiet.yaml")
    #expect(try Self.run("quiet.yaml", "--results", "out", in: scratch).code == 0)
    let unknown = try Self.run("export", "quite", "--results", "out", in: scratch)
    #expect(unknown.code == 2)
    #expect(
      unknown.errors == """
        error: there is no study `quite` in out
          did you mean `quiet`?
          studies in it: quiet

        """)
    let part = try Self.run(
      "export", "quiet", "--results", "out", "--without", "weight", in: scratch)
    #expect(part.code == 2)
    #expect(
      part.errors == """
        error: an export has no part `weight` that could be left out
          did you mean `weights`?
          legal: weights, tables

        """)
    let file = try #require(
      scratch.files(named: "noop.bin", below: "out/stages").keys.sorted().first)
    try scratch.write(String(repeating: "x", count: 100), to: "out/stages/\(file)")
    let damaged = try Self.run("export", "quiet", "--results", "out", in: scratch)
    #expect(damaged.code == 2)
    #expect(
      damaged.errors.hasSuffix(
        " is damaged: noop.bin has other bytes than were recorded\n"
          + "  a plain run of the study computes it again; then export\n"), "\(damaged.errors)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.path)
        .filter { $0.contains(".tar") } == [])
  }
}

/// The members of an archive, to be changed as nobody should.
struct Members {
  var all: [(header: TarHeader, content: [UInt8])] = []

  init(of path: String) throws {
    let reader = try TarReader(path)
    while let header = try reader.member() {
      var content: [UInt8] = []
      try reader.read { content.append(contentsOf: $0) }
      all.append((header, content))
    }
  }

  var names: [String] { all.map(\.header.name) }

  mutating func append(_ name: String, kind: TarHeader.Kind = .file, _ text: String = "") {
    all.append((TarHeader(name: name, size: text.utf8.count, kind: kind), Array(text.utf8)))
  }

  /// Changes the content of a member; its size in the header follows.
  mutating func change(_ place: Int, _ change: (String) -> String) {
    let text = change(String(decoding: all[place].content, as: UTF8.self))
    all[place].content = Array(text.utf8)
    all[place].header.size = all[place].content.count
  }

  func write(to path: String) throws {
    let writer = try TarWriter(creating: path)
    for (header, content) in all {
      try writer.begin(header)
      try content.withUnsafeBytes { try writer.append($0) }
    }
    try writer.finish()
  }
}
