import Base
import Glibc
import Testing

@testable import Pipeline

@Suite struct AttemptIDTests {
  @Test(arguments: ["node-7.cluster-a-12-345-6", "h-1-2-3"])
  func textIsReadBack(text: String) {
    #expect(AttemptID(text)?.description == text)
  }

  @Test(arguments: ["", "host", "host-1-2", "host-1-2-x"])
  func otherTextIsRefused(text: String) {
    #expect(AttemptID(text) == nil)
  }

  @Test func attemptsOfDeadProcessesAreRemovedAndOthersStay() throws {
    let results = try TemporaryResults()
    let key = node("a").key
    let here = ProcessIdentity.host
    let start = try #require(ProcessIdentity.startTicks(of: ProcessIdentity.pid))
    let alive = AttemptID(host: here, pid: ProcessIdentity.pid, start: start, counter: 1)
    // The same pid, but a process that started at another time.
    let reused = AttemptID(host: here, pid: ProcessIdentity.pid, start: start + 1, counter: 1)
    // Linux never gives numbers above 2²².
    let gone = AttemptID(host: here, pid: 1 << 23, start: 5, counter: 1)
    let elsewhere = AttemptID(host: here + "-other", pid: 1 << 23, start: 5, counter: 1)
    for attempt in [alive, reused, gone, elsewhere] {
      let folder = results.folder.attempt(key, attempt)
      try FileTree.makeFolder(folder + "/deeper")
      try FileTree.write([1], to: folder + "/deeper/file")
    }
    #expect(try results.folder.removeAbandonedAttempts() == 2)
    #expect(
      try FileTree.names(in: results.folder.attempts)
        == [alive, elsewhere].map { "\(key).\($0)" }.sorted())
  }
}
