import Base
import Testing

@testable import Pipeline

@Suite struct DamagedInputTests {
  private static let otherBytes = "out.txt has other bytes than were recorded"

  /// Gives the result of a stage other bytes of the same number.
  private func damage(_ stage: StageNode, _ results: TemporaryResults) throws {
    let path = results.folder.stage(stage.key) + "/out.txt"
    try FileTree.write(try FileTree.read(path).map { $0 ^ 1 }, to: path)
  }

  @Test func damagedInputIsSetAsideAndRunAgainBeforeItIsUsed() throws {
    let results = try TemporaryResults()
    let a = node("a")
    let b = node("b", from: [a])
    results.attempt(a)
    try damage(a, results)
    let (report, heard) = try results.run(graph(a, b))
    #expect(
      heard == [
        "started b", "set aside a", "started a", "finished a", "started b", "finished b",
      ])
    #expect(report.isComplete)
    #expect(try results.text(b) == "ab")
    #expect(try FileTree.names(in: results.folder.damaged).count == 1)
    #expect(try FileTree.names(in: results.folder.attempts) == [])
  }

  @Test func inputWhoseFolderWentAwayIsRunAgain() throws {
    let results = try TemporaryResults()
    let a = node("a")
    let b = node("b", from: [a])
    results.attempt(a)
    var isThere = true
    let (report, heard) = try results.run(graph(a, b)) { event in
      guard case .started(let node, _) = event, node.label == "b", isThere else { return }
      #expect(throws: Never.self) { try FileTree.remove(results.folder.stage(a.key)) }
      isThere = false
    }
    #expect(heard == ["started b", "started a", "finished a", "started b", "finished b"])
    #expect(report.isComplete)
    #expect(try results.text(b) == "ab")
  }

  @Test func damagedChainIsHealedFromItsStart() throws {
    let results = try TemporaryResults()
    let a = node("a")
    let b = node("b", from: [a])
    let c = node("c", from: [b])
    results.attempt(a)
    results.attempt(b)
    try damage(a, results)
    try damage(b, results)
    let (report, heard) = try results.run(graph(a, b, c))
    #expect(
      heard == [
        "started c", "set aside b", "started b", "set aside a", "started a", "finished a",
        "started b", "finished b", "started c", "finished c",
      ])
    #expect(report.isComplete)
    #expect(try results.text(c) == "abc")
  }

  @Test func consumersThatFindTheDamageAtOnceBothWait() throws {
    let results = try TemporaryResults()
    let a = node("a")
    let b = node("b", from: [a])
    let c = node("c", from: [a])
    let d = node("d", from: [a])
    results.attempt(a)
    try damage(a, results)
    let (report, heard) = try results.run(graph(a, b, c, d), executor: QueueExecutor(slots: 2))
    // d could have started in the free slot before a was looked at again, but it waits.
    #expect(
      heard == [
        "started b", "started c", "set aside a", "started a", "finished a", "started b",
        "started c", "finished b", "started d", "finished c", "finished d",
      ])
    #expect(report.isComplete)
    #expect(try [b, c, d].map(results.text) == ["ab", "ac", "ad"])
  }

  @Test func secondDamageOfOneStageIsAFailure() throws {
    let results = try TemporaryResults()
    let a = node("a")
    let b = node("b", from: [a])
    results.attempt(a)
    try damage(a, results)
    let (report, heard) = try results.run(graph(a, b)) { event in
      guard case .finished(let node, _) = event, node.label == "a" else { return }
      #expect(throws: Never.self) { try damage(a, results) }
    }
    #expect(
      heard == ["started b", "set aside a", "started a", "finished a", "started b", "failed b"])
    #expect(
      report.failures.map(\.result) == [
        .failed(
          reason: "its input a is damaged for the second time in this run: \(Self.otherBytes)",
          lastOutput: "")
      ])
  }

  @Test func damageThatCannotBeHealedSkipsWhatNeedsIt() throws {
    let results = try TemporaryResults()
    let a = node("a")
    let b = node("b", from: [a])
    let c = node("c", from: [b])
    results.attempt(a)
    results.attempt(b)
    try damage(b, results)
    try FileTree.remove(results.folder.stage(a.key))
    let (report, heard) = try results.run(graph(node("a", blocked: "not built yet"), b, c))
    #expect(heard == ["started c", "skipped b", "skipped c"])
    #expect(
      report.outcomes.map(\.result) == [
        .blocked("not built yet"), .skipped("it needs a, which has no result"),
        .skipped("it needs a, which has no result"),
      ])
  }

  @Test func failureOfTheSecondRunSkipsTheConsumer() throws {
    let results = try TemporaryResults()
    let a = node("a", kind: "chance")
    let b = node("b", from: [a])
    results.attempt(a)
    try damage(a, results)
    let failing: StageCatalog = ["write": WriteStage.self, "chance": FailStage.self]
    let (report, heard) = try results.run(
      graph(a, b), executor: InProcessExecutor(catalog: failing))
    #expect(heard == ["started b", "set aside a", "started a", "failed a", "skipped b"])
    #expect(report.outcomes.last?.result == .skipped("it needs a, which failed"))
  }

  @Test func damagedShortCutIsNotHandedOverAndTheJournalSaysSo() throws {
    let results = try TemporaryResults()
    let good = node("good")
    let bad = node("bad")
    results.attempt(good)
    results.attempt(bad)
    try damage(bad, results)
    let late = node("late", kind: "short cuts", preferring: [bad, good])
    let catalog: StageCatalog = [ShortCutStage.name: ShortCutStage.self]
    _ = try results.run(graph(late), executor: InProcessExecutor(catalog: catalog))
    #expect(try results.text(late) == good.key.hex)
    let journal = try PublishedStage(key: late.key, path: results.folder.stage(late.key)).events()
    #expect(
      journal.events.map(\.values) == [
        [
          "text": .text(
            "not used: short cut before \(bad.key.hex.prefix(12)) is damaged: \(Self.otherBytes)")
        ]
      ])
  }

  @Test func aFileFoundGoodIsFoundDamagedOnceItChanged() throws {
    let results = try TemporaryResults()
    let a = node("a")
    results.attempt(a)
    let check = InputCheck()
    #expect(check.fault(of: a.key, in: results.folder) == nil)
    #expect(check.fault(of: a.key, in: results.folder) == nil)
    try damage(a, results)
    #expect(check.fault(of: a.key, in: results.folder) == Self.otherBytes)
    try damage(a, results)
    #expect(check.fault(of: a.key, in: results.folder) == nil)
  }
}

/// Writes which short cuts it was handed.
private enum ShortCutStage: StageKind {
  static let name = "short cuts"
  static let version = 1

  static func run(_ job: StageJob) throws {
    let keys = job.preferred("before").map(\.key.hex)
    try job.write(Array(keys.joined(separator: " ").utf8), to: "out.txt")
  }
}
