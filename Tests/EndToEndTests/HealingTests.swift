import Foundation
import GRDB
import TestSupport
import Testing

/// Damage to results, and the plain command that heals it: bytes and rows of an undamaged run.
@Suite("a run over damaged results")
struct HealingTests {
  /// A finished run in the folder `out`, and what it left.
  private struct Finished {
    let scratch: ScratchFolder
    let metrics: [String: Data]
    let checkpoints: [String: Data]
    let rows: [String]

    static let query =
      "SELECT * FROM metrics ORDER BY cell, measure, checkpoint, name, sample,"
      + " context_order, split"

    init() throws {
      scratch = try ScratchFolder()
      try scratch.write(TinyStudy.text, to: "tiny.yaml")
      let run = try Program.run(["tiny.yaml", "--results", "out"], in: scratch.path)
      #expect(run.code == 0, "\(run.errors)")
      metrics = scratch.files(named: "metrics.bin", below: "out/stages")
      checkpoints = scratch.files(named: "checkpoint.safetensors", below: "out/stages")
      rows = try Rows.of(Self.query, in: scratch.path + "/out/runexp.sqlite")
      #expect(!rows.isEmpty)
    }

    var store: String { scratch.path + "/out/runexp.sqlite" }

    func folder(_ key: String) -> String { "\(scratch.path)/out/stages/\(key.prefix(2))/\(key)" }

    /// The keys of stages by label.
    func keys() throws -> [String: String] {
      var keys: [String: String] = [:]
      for record in try records() { keys[record.label] = record.key }
      return keys
    }

    /// What `done.json` of each stage says.
    func records() throws -> [(key: String, label: String, inputs: [String])] {
      try scratch.files(named: "done.json", below: "out/stages").values.map { data in
        let record = try #require(
          try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let inputs = try #require(record["inputs"] as? [String: [String]])
        return (
          key: try #require(record["key"] as? String),
          label: try #require(record["label"] as? String), inputs: inputs.values.flatMap(\.self)
        )
      }
    }

    /// Removes every stage that needs `key`, directly or not.
    func removeWhatNeeds(_ key: String) throws {
      for record in try records() where record.inputs.contains(key) {
        try removeWhatNeeds(record.key)
        try? FileManager.default.removeItem(atPath: folder(record.key))
      }
    }

    /// Flips a bit of each of the last bytes of a stage's file.
    func flip(_ name: String, of key: String) throws {
      let url = URL(fileURLWithPath: folder(key) + "/" + name)
      var data = try Data(contentsOf: url)
      for index in data.indices.suffix(200) { data[index] ^= 1 }
      try data.write(to: url)
    }

    /// Runs again and compares what there is with the undamaged run; returns the error output.
    func runAgain() throws -> String {
      let run = try Program.run(["tiny.yaml", "--results", "out"], in: scratch.path)
      #expect(run.code == 0, "\(run.errors)")
      let current = scratch.files(named: "metrics.bin", below: "out/stages")
        .filter { !$0.key.hasPrefix("damaged/") }
      #expect(current == metrics)
      #expect(try Rows.of(Self.query, in: store) == rows)
      return run.errors
    }

    func currentCheckpoints() -> [String: Data] {
      scratch.files(named: "checkpoint.safetensors", below: "out/stages")
        .filter { !$0.key.hasPrefix("damaged/") }
    }
  }

  private static let checkpoint = "train/normal/seed=0@1"

  @Test("a flipped bit in a checkpoint is found before it is measured, and the training redone")
  func damagedCheckpoint() throws {
    let finished = try Finished()
    let key = try #require(try finished.keys()[Self.checkpoint])
    try finished.flip("checkpoint.safetensors", of: key)
    try finished.removeWhatNeeds(key)
    let errors = try finished.runAgain()
    let line =
      "damaged: \(Self.checkpoint): checkpoint.safetensors has other bytes than were recorded;"
      + " kept in out/stages/damaged/\(key)."
    #expect(errors.contains(line), "\(errors)")
    #expect(finished.currentCheckpoints() == finished.checkpoints)
  }

  @Test("a damaged earlier checkpoint is computed again, not continued from")
  func damagedShortCut() throws {
    let finished = try Finished()
    let keys = try finished.keys()
    let key = try #require(keys[Self.checkpoint])
    let last = try #require(keys["train/normal/seed=0@2"])
    try finished.flip("checkpoint.safetensors", of: key)
    try finished.removeWhatNeeds(last)
    try FileManager.default.removeItem(atPath: finished.folder(last))
    let errors = try finished.runAgain()
    let path = "\(last.prefix(2))/\(last)/checkpoint.safetensors"
    let expected = try #require(finished.checkpoints[path])
    #expect(finished.currentCheckpoints()[path] == expected)
    let line =
      "damaged: \(Self.checkpoint): checkpoint.safetensors has other bytes than were recorded;"
      + " kept in out/stages/damaged/\(key)."
    #expect(errors.contains(line), "\(errors)")
  }

  @Test("rows that came from other bytes are read again")
  func staleRows() throws {
    let finished = try Finished()
    let key = try #require(
      try finished.keys().filter { $0.key.hasPrefix("measure/") }.min { $0.key < $1.key }?.value)
    let queue = try DatabaseQueue(path: finished.store)
    try queue.write { database in
      let id = try #require(
        try Int64.fetchOne(database, sql: "SELECT id FROM stage WHERE key = ?", arguments: [key]))
      try database.execute(
        sql: "UPDATE metric SET value = value + 1 WHERE stage = ?", arguments: [id])
      #expect(database.changesCount > 0)
      try database.execute(
        sql: "UPDATE artifact SET sha256 = ? WHERE stage = ?",
        arguments: [String(repeating: "0", count: 64), id])
    }
    try queue.close()
    #expect(try Rows.of(Finished.query, in: finished.store) != finished.rows)
    _ = try finished.runAgain()
  }

  @Test("damaged measured values are measured again when the store has to read them")
  func damagedMetrics() throws {
    let finished = try Finished()
    let (label, key) = try #require(
      try finished.keys().filter { $0.key.hasPrefix("measure/") }.min { $0.key < $1.key })
    try finished.flip("metrics.bin", of: key)
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: finished.store + suffix)
    }
    let errors = try finished.runAgain()
    let line =
      "damaged: \(label): metrics.bin has other bytes than were recorded;"
      + " kept in out/stages/damaged/\(key)."
    #expect(errors.contains(line), "\(errors)")
  }

  @Test("a results folder that is none is said to be so, with exit code 5")
  func unusableFolder() throws {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text, to: "tiny.yaml")
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/out", withIntermediateDirectories: true)
    try scratch.write("", to: "out/stages")
    try scratch.write("", to: "file")
    for (folder, path) in [("out", "out/stages/tmp"), ("file", "file/locks")] {
      let run = try Program.run(["tiny.yaml", "--results", folder], in: scratch.path)
      #expect(run.code == 5)
      #expect(
        run.errors == """
          error: the results folder \(folder) cannot be used: \(path): not a directory
            choose another with --results

          """)
    }
  }
}
