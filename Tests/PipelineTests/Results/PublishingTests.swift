import Base
import Testing

@testable import Pipeline

@Suite struct PublishingTests {
  @Test func publishedFolderHoldsOutputsJournalAndRecord() throws {
    let results = try TemporaryResults()
    let a = node("a")
    #expect(results.attempt(a) == .published(nil))
    let folder = results.folder.stage(a.key)
    #expect(try FileTree.names(in: folder) == ["done.json", "events.jsonl", "out.txt"])
    guard case .published(let record) = results.folder.inspect(a.key, rehash: true) else {
      Issue.record("not published")
      return
    }
    #expect(
      record.outputs == [
        StageOutput(name: "out.txt", size: 1, sha256: ContentHash(of: Array("a".utf8)))
      ])
    #expect(record.journals.map(\.name) == ["events.jsonl"])
    #expect(record.attempt == AttemptID(host: "here", pid: 1, start: 2, counter: 1))
    #expect(StageRecord(record.value) == record)
    #expect(try FileTree.names(in: results.folder.attempts) == [])
  }

  @Test func loserOfARaceWithEqualBytesIsDeleted() throws {
    let results = try TemporaryResults()
    let a = node("a")
    #expect(results.attempt(a, counter: 1) == .published(nil))
    #expect(results.attempt(a, counter: 2) == .published(nil))
    #expect(try FileTree.names(in: results.folder.attempts) == [])
    #expect(
      try PublishedStage(key: a.key, path: results.folder.stage(a.key)).record().attempt.counter
        == 1)
  }

  @Test func loserOfARaceWithOtherBytesIsReportedAndDeleted() throws {
    let results = try TemporaryResults()
    let a = node("a", kind: "chance")
    #expect(results.attempt(a, counter: 1) == .published(nil))
    let first = try results.text(a)
    guard case .published(let difference?) = results.attempt(a, counter: 2) else {
      Issue.record("the difference went unseen")
      return
    }
    #expect(
      difference.description
        == "a: two attempts of stage \(a.key.hex.prefix(12)) wrote different bytes to out.txt; "
        + "kept that of here-1-2-1, dropped that of here-1-2-2")
    #expect(try results.text(a) == first)
    #expect(try FileTree.names(in: results.folder.attempts) == [])
  }

  @Test func damagedResultMakesWay() throws {
    let results = try TemporaryResults()
    let a = node("a")
    results.attempt(a, counter: 1)
    try FileTree.write(Array("{".utf8), to: results.folder.stage(a.key) + "/done.json")
    #expect(results.attempt(a, counter: 2) == .published(nil))
    #expect(try FileTree.names(in: results.folder.damaged) == ["\(a.key).here-1-2-2"])
    guard case .published = results.folder.inspect(a.key, rehash: true) else {
      Issue.record("not published")
      return
    }
  }

  @Test func halfWrittenAttemptIsNoResult() throws {
    let results = try TemporaryResults()
    let a = node("a")
    let attempt = results.folder.attempt(a.key, results.request(a).attempt)
    try FileTree.makeFolder(attempt)
    try FileTree.write([1], to: attempt + "/out.txt")
    guard case .absent = results.folder.inspect(a.key) else {
      Issue.record("a half-written attempt counts")
      return
    }
    #expect(results.folder.published(a.key) == nil)
  }

  @Test func failureKeepsItsJournalAndNoOutput() throws {
    let results = try TemporaryResults()
    let a = node("a", kind: "fail")
    #expect(
      results.attempt(a) == .failed(reason: "the loss is NaN at step 7", lastOutput: ""))
    let failed = results.folder.failed(a.key)
    #expect(try FileTree.names(in: failed) == ["events.jsonl", "failure.json"])
    #expect(
      try EventLog.read(failed + "/events.jsonl").events.map(\.values)
        == [["text": "about to fail"]])
    let failure = try Value(json: FileTree.read(failed + "/failure.json"))
    #expect(failure["reason"] == "the loss is NaN at step 7")
    #expect(try FileTree.names(in: results.folder.attempts) == [])
  }

  @Test(arguments: [
    ("one\ntwo", "one\ntwo"), ("", ""),
    (
      "epoch 3\nFatal error: boom\n\n💣 Program crashed: Illegal instruction\n\nThread 0\nrax 0",
      "epoch 3\nFatal error: boom\n💣 Program crashed: Illegal instruction"
    ),
    (
      (1...30).map { "\($0)" }.joined(separator: "\n"),
      (11...30).map { "\($0)" }.joined(separator: "\n")
    ),
  ])
  func lastOutputIsWhatWasSaidBeforeTheEnd(printed: String, end: String) throws {
    let results = try TemporaryResults()
    let attempt = results.folder.attempts
    try FileTree.makeFolder(attempt)
    try FileTree.write(Array(printed.utf8), to: attempt + "/output.log")
    #expect(results.folder.lastOutput(of: attempt) == end)
  }

  @Test(arguments: [
    ("", "done.json: not JSON at byte 0: the text ends early"),
    ("[]", "done.json: not a record of a stage, or changed since"),
  ])
  func unreadableRecordIsDamage(text: String, reason: String) throws {
    let results = try TemporaryResults()
    let a = node("a")
    results.attempt(a)
    try FileTree.write(Array(text.utf8), to: results.folder.stage(a.key) + "/done.json")
    guard case .damaged(let found) = results.folder.inspect(a.key) else {
      Issue.record("not seen as damaged")
      return
    }
    #expect(found == reason)
  }

  @Test func missingOutputAndMissingRecordAreDamage() throws {
    let results = try TemporaryResults()
    let a = node("a")
    results.attempt(a)
    try FileTree.remove(results.folder.stage(a.key) + "/out.txt")
    guard case .damaged("out.txt is missing") = results.folder.inspect(a.key) else {
      Issue.record("missing output not seen")
      return
    }
    try FileTree.remove(results.folder.stage(a.key) + "/done.json")
    guard
      case .damaged("done.json: no such file or directory") = results.folder.inspect(a.key)
    else {
      Issue.record("missing record not seen")
      return
    }
  }

  @Test func recordOfAnotherStageIsDamage() throws {
    let results = try TemporaryResults()
    let a = node("a")
    let b = node("b")
    results.attempt(a)
    results.attempt(b)
    let bytes = try FileTree.read(results.folder.stage(b.key) + "/done.json")
    try FileTree.write(bytes, to: results.folder.stage(a.key) + "/done.json")
    guard case .damaged(let reason) = results.folder.inspect(a.key) else {
      Issue.record("not seen as damaged")
      return
    }
    #expect(reason == "done.json: it is of stage \(b.key)")
  }
}

@Suite("spare logs") struct SpareLogTests {
  @Test("what a killed worker of this process kept goes at the end; what others keep stays")
  func removed() throws {
    let results = try TemporaryResults()
    let key = node("a").key.hex
    let start = ProcessIdentity.startTicks(of: ProcessIdentity.pid) ?? 0
    let ours = "\(key).\(ProcessIdentity.host)-\(ProcessIdentity.pid)-\(start)-7.spare"
    let other = "\(key).elsewhere-\(ProcessIdentity.pid)-\(start)-7.spare"
    try FileTree.makeFolder(results.folder.attempts)
    for name in [ours, other] { try FileTree.write([], to: results.folder.attempts + "/" + name) }
    _ = try results.run(graph(node("b")))
    #expect(try FileTree.names(in: results.folder.attempts) == [other])
  }
}
