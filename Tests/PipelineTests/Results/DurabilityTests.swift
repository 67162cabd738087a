import Base
import Glibc
import Testing

@testable import Pipeline

@Suite("power loss") struct DurabilityTests {
  private func markers(_ results: TemporaryResults) throws -> [String] {
    try FileTree.names(in: results.folder.locks).filter { $0.hasPrefix("unsynced-") }
  }

  @Test("a marker of this boot stands while stages may not be on the disk")
  func marker() throws {
    let results = try TemporaryResults()
    let durability = try Durability(results.folder)
    let names = try markers(results)
    #expect(names.count == 1)
    let content = try FileTree.read(results.folder.locks + "/" + names[0])
    #expect(String(decoding: content, as: UTF8.self) == Durability.bootID)
    // It is ours and we are alive.
    #expect(Durability.past(of: results.folder) == Durability.Past())
    results.attempt(node("a"))
    durability.published()
    durability.finish()
    #expect(try markers(results) == [])
  }

  @Test("a marker of a killed run on the same boot lost nothing, and goes away")
  func killedRun() throws {
    let results = try TemporaryResults()
    try FileTree.makeFolder(results.folder.locks)
    let name = "unsynced-\(ProcessIdentity.host)-\(ProcessIdentity.pid)-1"
    try FileTree.write(
      Array((Durability.bootID ?? "").utf8), to: results.folder.locks + "/" + name)
    let past = Durability.past(of: results.folder)
    #expect(past == Durability.Past(left: [name], machineWentDown: false))
    let durability = try Durability(results.folder)
    durability.settle(past)
    #expect(try markers(results).contains(name) == false)
    durability.finish()
  }

  @Test("after a machine went down nothing known is believed, and a torn output is found")
  func unclean() throws {
    let results = try TemporaryResults()
    let a = node("a")
    results.attempt(a)
    let index = StageIndex(results.folder, settledAfter: -1)
    #expect(Plan.make(graph(a), in: results.folder, index: index).count(.cached) == 1)
    index.save()
    // What a power loss can leave: the right size, the right times, other bytes. The index is made to
    // believe them.
    let file = results.folder.stage(a.key) + "/out.txt"
    let size = try #require(FileTree.size(of: file))
    try FileTree.write([UInt8](repeating: 0, count: size), to: file)
    let fooled = StageIndex(results.folder, settledAfter: -1)
    fooled.add(
      a.key,
      files: try ["done.json", "out.txt"].map { name in
        (name, try #require(FileIdentity(of: results.folder.stage(a.key) + "/" + name)))
      })
    fooled.save()
    try FileTree.makeFolder(results.folder.locks)
    try FileTree.write(
      Array("another boot".utf8), to: results.folder.locks + "/unsynced-\(ProcessIdentity.host)-1-1"
    )
    let past = Durability.past(of: results.folder)
    #expect(past.machineWentDown)
    #expect(
      Plan.make(graph(a), in: results.folder, index: StageIndex(results.folder)).count(.run) == 0)
    let wary = StageIndex(results.folder, trusting: !past.machineWentDown)
    let plan = Plan.make(graph(a), in: results.folder, index: wary)
    #expect(plan.entries[0].reason == .damaged("out.txt has other bytes than were recorded"))
  }
}
