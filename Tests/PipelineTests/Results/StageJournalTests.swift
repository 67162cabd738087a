import Base
import Glibc
import Testing

@testable import Pipeline

@Suite struct StageJournalTests {
  @Test func aRunningAttemptGoesBeforeAResultAndThatBeforeAFailure() throws {
    let results = try TemporaryResults()
    let folder = results.folder
    let node = node("a")
    #expect(folder.journal(of: node.key) == nil)
    folder.keepFailure(of: results.request(node), reason: "the disk is full", at: 1)
    #expect(
      folder.journal(of: node.key)
        == StageJournal(state: .failed("the disk is full"), folder: folder.failed(node.key)))
    _ = try results.run(graph(node))
    #expect(
      folder.journal(of: node.key)
        == StageJournal(state: .finished, folder: folder.stage(node.key)))
    let start = try #require(ProcessIdentity.startTicks(of: ProcessIdentity.pid))
    func attempt(_ counter: Int, start: Int) -> AttemptID {
      AttemptID(
        host: ProcessIdentity.host, pid: ProcessIdentity.pid, start: start, counter: counter)
    }
    // One of a process that is gone, and two of this one.
    for id in [attempt(9, start: start + 1), attempt(1, start: start), attempt(2, start: start)] {
      try FileTree.makeFolder(folder.attempt(node.key, id))
    }
    let last = attempt(2, start: start)
    #expect(
      folder.journal(of: node.key)
        == StageJournal(state: .running(last), folder: folder.attempt(node.key, last)))
  }

  @Test func aTailReadsWhatIsAppendedAlsoAfterARename() throws {
    let results = try TemporaryResults()
    let path = results.folder.path + "/attempt"
    let moved = results.folder.path + "/stage"
    let tail = FileTail()
    func texts(_ folder: String) -> [Value?] {
      EventLog.contents(of: tail.read(at: folder + "/events.jsonl")).events.map {
        $0.values["text"]
      }
    }
    #expect(texts(path) == [])
    try FileTree.makeFolder(path)
    let log = EventLog(path: path + "/events.jsonl")
    try log.append("log", ["text": "one"])
    #expect(texts(path) == ["one"])
    try log.append("log", ["text": "two"])
    #expect(rename(path, moved) == 0)
    #expect(texts(path) == [])
    #expect(texts(moved) == ["two"])
    #expect(texts(moved) == [])
  }

  @Test func aFileThatBecameThatOfAnotherStageIsNotRead() throws {
    let results = try TemporaryResults()
    let mine = results.folder.path + "/mine"
    let other = results.folder.path + "/other"
    try FileTree.write([], to: mine)
    let tail = FileTail()
    #expect(tail.read(at: mine) == [])
    #expect(rename(mine, other) == 0)
    try FileTree.write([1, 2, 3], to: other)
    #expect(tail.read(at: mine) == [])
    try FileTree.write([4], to: mine)
    #expect(tail.read(at: mine) == [])
  }
}
