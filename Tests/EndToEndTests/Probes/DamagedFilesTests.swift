import Base
import Foundation
import Testing

/// Files of a finished study cut short or changed at seeded places: the plain command finds it, says
/// it, computes again what was hit and nothing else.
@Suite("files of a finished study that were damaged")
struct DamagedFilesTests {
  /// One way to damage bytes.
  enum Damage: CaseIterable {
    case empty, cut, flipped, overwritten

    func done(to data: Data, _ random: inout RandomStream) -> Data {
      var data = data
      let place = random.below(data.count)
      switch self {
      case .empty: return Data()
      case .cut: return data.prefix(place)
      case .flipped: data[place] ^= 1 << UInt8(random.below(8))
      case .overwritten:
        for index in place..<min(data.count, place + 64) {
          data[index] = UInt8(truncatingIfNeeded: random.nextWord())
        }
      }
      return data
    }
  }

  private static let label = "train/seed=0@1"

  /// Damages a file of a stage and runs again; `check` gets the labels that ran and the errors.
  private func damage(
    _ name: String, of label: String, _ check: (Damage, [String], String) throws -> Void
  ) throws {
    let scratch = try SourceStudy.finished()
    let whole = try FinishedStudy(in: scratch)
    var random = RandomStream(seed: 20_261_121, purpose: "damage \(name)")
    for damage in Damage.allCases {
      let before = try PublishedStages(in: scratch)
      let key = try before.key(of: label)
      let url = URL(
        fileURLWithPath: "\(scratch.path)/out/stages/\(key.prefix(2))/\(key)/\(name)")
      let undamaged = try Data(contentsOf: url)
      try damage.done(to: undamaged, &random).write(to: url)
      // What cannot be read cannot be told as an attempt either.
      var stages = before
      stages.stages[key] = nil
      let run = try SourceStudy.run(in: scratch)
      #expect(run.code == 0, "\(damage): \(run.errors)")
      let after = try PublishedStages(in: scratch)
      for (other, stage) in stages.stages {
        #expect(after.stages[other] == stage, "\(damage): \(stage.label) ran again")
      }
      let hasRun = after.stages[key] != before.stages[key]
      try check(damage, hasRun ? [label] : [], run.errors)
      #expect(try FinishedStudy(in: scratch) == whole, "\(damage)")
      try expectNoRemains(in: scratch)
      if !hasRun { try undamaged.write(to: url) }
    }
  }

  @Test(
    "outputs: found however they were damaged",
    arguments: [
      ("metrics.bin", "measure/accuracy/seed=1@2"),
      ("checkpoint.safetensors", "train/seed=0@1"), ("data.safetensors", "dataset/csv"),
    ])
  func outputs(name: String, label: String) throws {
    try damage(name, of: label) { damage, ran, errors in
      #expect(ran == [label], "\(damage)")
      #expect(errors.contains("damaged: \(label): \(name) "), "\(damage): \(errors)")
    }
  }

  @Test("records: found however they were damaged")
  func records() throws {
    try damage("done.json", of: Self.label) { damage, ran, errors in
      #expect(ran == [Self.label], "\(damage)")
      #expect(errors.contains("damaged: \(Self.label): done.json: "), "\(damage): \(errors)")
    }
  }

  @Test("journals: they are no result, so nothing runs again")
  func journals() throws {
    try damage("events.jsonl", of: Self.label) { _, ran, _ in #expect(ran == []) }
  }

  @Test("journals: a deep verification tells which are not as they were left")
  func damagedJournal() throws {
    let scratch = try SourceStudy.finished()
    let journal = try #require(
      scratch.files(named: "events.jsonl", below: "out/stages").keys.sorted().first)
    let url = URL(fileURLWithPath: "\(scratch.path)/out/stages/\(journal)")
    var data = try Data(contentsOf: url)
    data[data.count / 2] ^= 1
    try data.write(to: url)
    let verify = try Program.run(["verify", "--deep", "--results", "out"], in: scratch.path)
    #expect(verify.code == 0, "\(verify.errors)")
    let notes = verify.output.split(separator: "\n").filter { $0.hasPrefix("note: ") }
    #expect(notes.count == 1)
    #expect(
      notes.first?.hasSuffix(
        ": events.jsonl has other bytes than were recorded; the results are whole") == true,
      "\(verify.output)")
  }

  @Test("the store: exit code 5 and the way out, the stages untouched")
  func store() throws {
    let scratch = try SourceStudy.finished()
    let stages = try PublishedStages(in: scratch)
    let whole = try FinishedStudy(in: scratch)
    let url = URL(fileURLWithPath: scratch.path + "/out/runexp.sqlite")
    let data = try Data(contentsOf: url)
    var torn = data
    torn.replaceSubrange(0..<100, with: Data(repeating: 0x5A, count: 100))
    for damaged in [data.prefix(100), data.prefix(data.count / 2), torn] {
      for suffix in ["-wal", "-shm"] { unlink(url.path + suffix) }
      try damaged.write(to: url)
      let run = try SourceStudy.run(in: scratch)
      #expect(run.code == 5, "\(damaged.count) bytes: \(run.output)\(run.errors)")
      #expect(run.errors.hasPrefix("error: out/runexp.sqlite: "), "\(run.errors)")
      #expect(run.errors.contains("runexp rebuild"), "\(run.errors)")
      #expect(try PublishedStages(in: scratch) == stages)
    }
    // The way out leads there: the file is made anew, and no stage runs.
    let rebuilt = try Program.run(["rebuild", "--results", "out"], in: scratch.path)
    #expect(rebuilt.code == 0, "\(rebuilt.errors)")
    #expect(try SourceStudy.rerun(scratch) == [])
    #expect(try FinishedStudy(in: scratch) == whole)
  }
}
