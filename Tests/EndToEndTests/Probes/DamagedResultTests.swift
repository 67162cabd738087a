import Foundation
import Testing

@Suite("intermediate results that are not what they were")
struct DamagedResultTests {
  @Test("silently corrupted, same size and time: found, said, computed again to the same bytes")
  func silentCorruption() throws {
    let scratch = try SourceStudy.finished()
    let whole = try FinishedStudy(in: scratch)
    let key = try PublishedStages(in: scratch).key(of: "train/seed=0@1")
    let path = "\(scratch.path)/out/stages/\(key.prefix(2))/\(key)/checkpoint.safetensors"
    let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
    var data = try Data(contentsOf: URL(fileURLWithPath: path))
    data[data.count - 3] ^= 0x10
    // A new file in its place, as a copy from a bad disk would be.
    try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    try FileManager.default.setAttributes(
      [.modificationDate: try #require(date)], ofItemAtPath: path)
    let before = try PublishedStages(in: scratch)
    let run = try SourceStudy.run(in: scratch)
    #expect(run.code == 0, "\(run.errors)")
    #expect(
      run.errors.contains(
        "damaged: train/seed=0@1: checkpoint.safetensors has other bytes than were recorded"),
      "\(run.errors)")
    #expect(try PublishedStages(in: scratch).ran(since: before) == ["train/seed=0@1"])
    #expect(try FinishedStudy(in: scratch) == whole)
  }

  @Test("deleted while the final result is there: it alone runs again, to the same bytes")
  func deletedIntermediate() throws {
    let scratch = try SourceStudy.finished()
    let whole = try FinishedStudy(in: scratch)
    let key = try PublishedStages(in: scratch).key(of: "train/seed=1@2")
    try FileManager.default.removeItem(
      atPath: "\(scratch.path)/out/stages/\(key.prefix(2))/\(key)")
    #expect(try SourceStudy.rerun(scratch) == ["train/seed=1@2"])
    #expect(try FinishedStudy(in: scratch) == whole)
  }
}
