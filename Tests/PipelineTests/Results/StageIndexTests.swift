import Base
import Glibc
import Testing

@testable import Pipeline

@Suite("which stages were checked") struct StageIndexTests {
  /// Published stages, and an index that takes up files however young they are.
  private struct Checked {
    let results: TemporaryResults
    let a = node("a")
    let b: StageNode
    let index: StageIndex

    init() throws {
      results = try TemporaryResults()
      b = node("b", from: [a])
      results.attempt(a)
      results.attempt(b)
      index = StageIndex(results.folder, settledAfter: -1)
      #expect(plan().entries.map { $0.record != nil } == [true, true])
    }

    func plan(_ index: StageIndex? = nil) -> Plan {
      var graph = StageGraph()
      graph.add(a)
      graph.add(b)
      return Plan.make(graph, in: results.folder, index: index ?? self.index)
    }

    var file: String { results.folder.stage(a.key) + "/out.txt" }
    var path: String { results.folder.cache + "/stages.index" }
  }

  @Test("what was read once is not read again, in this process and in the next")
  func readOnce() throws {
    let checked = try Checked()
    #expect(checked.plan().entries.map { $0.record == nil } == [true, true])
    checked.index.save()
    let next = StageIndex(checked.results.folder)
    #expect(next.count == 2)
    #expect(checked.plan(next).entries.allSatisfy { $0.state == .cached && $0.record == nil })
  }

  @Test("young files are not taken up, since a later change could carry the same times")
  func youngFiles() throws {
    let checked = try Checked()
    let strict = StageIndex(checked.results.folder)
    #expect(checked.plan(strict).count(.cached) == 2)
    #expect(strict.count == 0)
  }

  @Test("a flipped byte shows although size and time of modification are set back")
  func flippedByte() throws {
    let checked = try Checked()
    var before = stat()
    #expect(stat(checked.file, &before) == 0)
    usleep(20_000)
    try FileTree.write(Array("z".utf8), to: checked.file)
    let times = [before.st_atim, before.st_mtim]
    #expect(utimensat(AT_FDCWD, checked.file, times, 0) == 0)
    let entry = checked.plan().entries[0]
    #expect(entry.state == .run)
    #expect(entry.reason == .damaged("out.txt has other bytes than were recorded"))
    #expect(checked.index.count == 1)
  }

  @Test("another file with the same bytes is read and taken up again")
  func replacedFile() throws {
    let checked = try Checked()
    try FileTree.write(try FileTree.read(checked.file), to: checked.file + ".new")
    #expect(rename(checked.file + ".new", checked.file) == 0)
    #expect(checked.plan().entries.map { $0.record != nil } == [true, false])
    #expect(checked.plan().entries.map { $0.record != nil } == [false, false])
  }

  @Test("an index with any byte changed, or cut short anywhere, is no index")
  func damagedIndex() throws {
    let checked = try Checked()
    checked.index.save()
    let whole = try FileTree.read(checked.path)
    for place in stride(from: 0, to: whole.count, by: 7) {
      var flipped = whole
      flipped[place] ^= 0x55
      try FileTree.write(flipped, to: checked.path)
      #expect(StageIndex(checked.results.folder).count == 0)
      try FileTree.write(Array(whole.prefix(place)), to: checked.path)
      #expect(StageIndex(checked.results.folder).count == 0)
    }
    #expect(checked.plan(StageIndex(checked.results.folder)).count(.cached) == 2)
  }

  @Test("what threads find for many stages is what one look finds for each")
  func manyStages() throws {
    let results = try TemporaryResults()
    let nodes = (0..<700).map { node("\($0)") }
    for stage in nodes where stage.label.hasSuffix("3") { results.attempt(stage) }
    let index = StageIndex(results.folder, settledAfter: -1)
    let keys = nodes.map(\.key)
    for key in keys { _ = results.folder.inspect(key, index: index) }
    #expect(index.count == 70)
    #expect(index.holds(keys) == nodes.map { $0.label.hasSuffix("3") })
    #expect(index.holds(keys) == keys.map { index.holds($0) })
  }
}
