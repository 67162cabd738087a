import Foundation
import GRDB
import TestSupport
import Testing

@Suite("verifying results")
struct VerifyTests {
  /// A finished study of four stages in a chain.
  private struct Finished {
    let scratch: ScratchFolder

    init() throws {
      scratch = try ScratchFolder()
      try scratch.write(NoopStudy.text(), to: "quiet.yaml")
      let run = try Program.run(["quiet.yaml", "--results", "out"], in: scratch.path)
      #expect(run.code == 0, "\(run.errors)")
    }

    func verify(_ arguments: String...) throws -> Program.Result {
      try Program.run(["verify", "--results", "out"] + arguments, in: scratch.path)
    }

    /// The key of the stage with a label.
    func key(_ label: String) throws -> String {
      let records = scratch.files(named: "done.json", below: "out/stages")
      return try #require(
        records.first { String(decoding: $0.value, as: UTF8.self).contains("\"\(label)\"") }
          .map { (($0.key as NSString).deletingLastPathComponent as NSString).lastPathComponent })
    }

    func file(_ key: String) -> String {
      "\(scratch.path)/out/stages/\(key.prefix(2))/\(key)/noop.bin"
    }

    /// Flips one bit; size and times of the file stay as they were.
    func flip(_ key: String) throws {
      let path = file(key)
      let before = try FileManager.default.attributesOfItem(atPath: path)
      let handle = try #require(FileHandle(forUpdatingAtPath: path))
      let first = try #require(try handle.read(upToCount: 1)?.first)
      try handle.seek(toOffset: 0)
      try handle.write(contentsOf: Data([first ^ 1]))
      try handle.close()
      let date = try #require(before[.modificationDate] as? Date)
      try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
    }
  }

  @Test("of an undamaged folder finds nothing and exits 0")
  func sound() throws {
    let finished = try Finished()
    let plain = try finished.verify()
    #expect(plain.code == 0)
    #expect(plain.output == "4 stages checked, 0 damaged\n")
    let deep = try finished.verify("quiet", "--deep", "--sample", "2", "--seed", "1")
    #expect(deep.code == 0)
    let lines = deep.output.split(separator: "\n")
    #expect(lines.count == 4, "\(deep.output)")
    #expect(lines.first == "computed again (--seed 1):")
    #expect(lines.dropFirst().prefix(2).allSatisfy { $0.hasSuffix(": identical") })
    #expect(
      lines.last == "4 stages read in full, 0 damaged; 2 of 2 computed again identical")
    let again = try finished.verify("quiet", "--deep", "--sample", "2", "--seed", "1")
    #expect(again.output == deep.output)
  }

  @Test("a flipped bit of the same size and time is found by --deep and healed by the next run")
  func flippedBit() throws {
    let finished = try Finished()
    let key = try finished.key("noop/1")
    let bytes = try #require(FileManager.default.contents(atPath: finished.file(key)))
    try finished.flip(key)
    #expect(FileManager.default.contents(atPath: finished.file(key)) != bytes)
    let look = try finished.verify("--deep", "--dry-run")
    #expect(look.code == 1)
    #expect(
      look.output == """
        damaged: noop/1: noop.bin has other bytes than were recorded; run verify --deep \
        without --dry-run and with no run in the folder
        4 stages read in full, 1 damaged

        """)
    let deep = try finished.verify("--deep")
    #expect(deep.code == 1)
    #expect(
      deep.output.hasPrefix(
        "damaged: noop/1: noop.bin has other bytes than were recorded; kept in out/stages/damaged/"
          + key), "\(deep.output)")
    #expect(
      deep.output.hasSuffix(
        ", the next run computes it again\n4 stages read in full, 1 damaged\n"))
    let missing = try finished.verify()
    #expect(
      missing.output == """
        damaged: noop/1: its folder is gone; the next run computes it again
        4 stages checked, 1 damaged

        """)
    let run = try Program.run(["quiet.yaml", "--results", "out"], in: finished.scratch.path)
    #expect(run.code == 0)
    #expect(run.output.contains("1 of 1 stage run"), "\(run.output)")
    #expect(FileManager.default.contents(atPath: finished.file(key)) == bytes)
    #expect(try finished.verify("--deep").code == 0)
  }

  @Test("rows of the store that are not those of the metric files are found and read again")
  func wrongRows() throws {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text, to: "tiny.yaml")
    let arguments = ["tiny.yaml", "--results", "out"]
    #expect(try Program.run(arguments, in: scratch.path).code == 0)
    let store = scratch.path + "/out/runexp.sqlite"
    let query =
      "SELECT * FROM metrics ORDER BY cell, measure, checkpoint, name, split, sample,"
      + " context_order"
    let before = try Rows.of(query, in: store)
    let queue = try DatabaseQueue(path: store)
    try queue.write { database in
      try database.execute(
        sql: """
          UPDATE metric SET value = value + 1 WHERE stage =
            (SELECT id FROM stage WHERE kind = 'measure' ORDER BY label LIMIT 1)
          """)
      #expect(database.changesCount > 0)
    }
    try queue.close()
    #expect(try Program.run(["verify", "--results", "out"], in: scratch.path).code == 0)
    let deep = try Program.run(
      ["verify", "tiny", "--results", "out", "--deep", "--sample", "3"], in: scratch.path)
    #expect(deep.code == 1)
    #expect(deep.output.hasPrefix("damaged: measure/"), "\(deep.output)")
    #expect(
      deep.output.contains(
        ": its rows in the store are not those of metrics.bin; the next run reads them again\n"))
    #expect(deep.output.hasSuffix("; 3 of 3 computed again identical\n"), "\(deep.output)")
    #expect(try Program.run(arguments, in: scratch.path).code == 0)
    #expect(try Rows.of(query, in: store) == before)
    #expect(try Program.run(["verify", "--results", "out", "--deep"], in: scratch.path).code == 0)
  }

  @Test("nothing is taken away while a run is in the folder")
  func besideARun() throws {
    let finished = try Finished()
    let key = try finished.key("noop/1")
    try finished.flip(key)
    let other = NoopStudy.text(name: "other", count: 1, bytes: 1, more: ", seconds: 60")
    try finished.scratch.write(other, to: "other.yaml")
    let run = Program.process(["other.yaml", "--results", "out"], in: finished.scratch.path)
    run.standardError = FileHandle.nullDevice
    try run.run()
    defer {
      kill(run.processIdentifier, SIGKILL)
      run.waitUntilExit()
    }
    let lock = finished.scratch.path + "/out/locks/study-other.lock"
    while run.isRunning, (FileManager.default.contents(atPath: lock) ?? Data()).isEmpty {
      usleep(1_000)
    }
    let deep = try finished.verify("quiet", "--deep")
    #expect(deep.code == 1)
    #expect(
      deep.output.contains("not mended: out is in use by process \(run.processIdentifier) on "),
      "\(deep.output)")
    #expect(FileManager.default.fileExists(atPath: finished.file(key)))
  }

  @Test("JSON says the same; an unknown study gets the nearest name")
  func jsonAndNames() throws {
    let finished = try Finished()
    try FileManager.default.removeItem(atPath: finished.file(try finished.key("noop/2")))
    let result = try finished.verify("--json")
    #expect(result.code == 1)
    let value = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(value["schema"] as? Int == 1)
    #expect(value["checked"] as? Int == 4)
    let damages = try #require(value["damaged"] as? [[String: String]])
    #expect(damages.map { $0["label"] } == ["noop/2"])
    #expect(damages.map { $0["fault"] } == ["noop.bin is missing"])
    #expect(damages.map { $0["next"] } == ["the next run computes it again"])
    let unknown = try finished.verify("quite")
    #expect(unknown.code == 2)
    #expect(
      unknown.errors == """
        error: there is no study `quite` in out
          did you mean `quiet`?
          studies in it: quiet

        """)
  }
}
