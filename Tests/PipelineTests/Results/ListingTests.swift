import Base
import Testing

@testable import Pipeline

@Suite struct ListingTests {
  @Test func stageFoldersAreListedAndNothingElse() throws {
    let results = try TemporaryResults()
    #expect(try results.folder.stageKeys() == [])
    let nodes = ["a", "b", "c"].map { node($0) }
    for node in nodes { results.attempt(node) }
    results.attempt(node("f", kind: "fail"))
    try FileTree.write([], to: results.folder.stage(nodes[0].key) + "/done.json")
    try FileTree.makeFolder(results.folder.path + "/stages/00/other")
    #expect(try results.folder.stageKeys() == nodes.map(\.key).sorted())
  }

  @Test func leftoversAreWhatNoResultNeeds() throws {
    let results = try TemporaryResults()
    let a = node("a")
    let failed = results.folder.failed(a.key)
    try FileTree.makeFolder(failed)
    try FileTree.write([1, 2], to: failed + "/failure.json")
    #expect(try results.folder.outdatedFailures() == [])
    let alive = results.folder.attempt(a.key, AttemptID(counter: 7))
    let dead = results.folder.attempt(
      a.key, AttemptID(host: ProcessIdentity.host, pid: ProcessIdentity.pid, start: 1, counter: 1))
    for path in [alive, dead] {
      try FileTree.makeFolder(path + "/inner")
      try FileTree.write([1, 2, 3], to: path + "/inner/half.bin")
    }
    try FileTree.write([1, 2], to: dead + ".spare")
    try FileTree.write([1, 2], to: alive + ".spare")
    let abandoned = try results.folder.abandonedAttempts()
    #expect(abandoned.map(\.path) == [dead, dead + ".spare"])
    #expect(abandoned.map(\.bytes) == [3, 2])
    results.attempt(a)
    #expect(try FileTree.names(in: results.folder.path + "/stages/failed") == [])
    try FileTree.makeFolder(failed)
    #expect(try results.folder.outdatedFailures().map(\.path) == [failed])
    try results.folder.setAsideDamaged(a.key, attempt: AttemptID(counter: 1))
    #expect(try results.folder.damagedStages().count == 1)
    for leftover in try results.folder.damagedStages() { try results.folder.remove(leftover) }
    #expect(try results.folder.damagedStages() == [])
  }

  @Test func aRemovedStageLeavesNothing() throws {
    let results = try TemporaryResults()
    let a = node("a")
    results.attempt(a)
    try results.folder.setAsideDamaged(a.key, attempt: AttemptID(counter: 1))
    results.attempt(a)
    #expect(try results.folder.bytes(of: a.key) > 0)
    try results.folder.removeStage(a.key, attempt: AttemptID(counter: 2))
    try results.folder.removeStage(a.key, attempt: AttemptID(counter: 3))
    #expect(try results.folder.bytes(of: a.key) == 0)
    for folder in [results.folder.attempts, results.folder.damaged] {
      #expect(try FileTree.names(in: folder) == [])
    }
  }
}
