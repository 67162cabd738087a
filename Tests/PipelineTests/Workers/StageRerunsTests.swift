import Base
import Testing

@testable import Pipeline

@Suite struct StageRerunsTests {
  private static func record(_ node: StageNode, _ results: TemporaryResults) throws -> StageRecord {
    try PublishedStage(key: node.key, path: results.folder.stage(node.key)).record()
  }

  @Test func rerunsAreComparedAndChangeNothing() throws {
    let results = try TemporaryResults()
    let a = node("a")
    let b = node("b", from: [a])
    let chance = node("c", kind: "chance")
    for node in [a, b, chance] { results.attempt(node) }
    var unknown = try Self.record(b, results)
    unknown.kind = "none"
    let records = try [a, b, chance].map { try Self.record($0, results) } + [unknown]
    var outcomes: [StageReruns.Outcome] = []
    for record in records {
      let reruns = StageReruns(
        of: results.folder, with: InProcessExecutor(catalog: testCatalog))
      outcomes += try reruns.run([record])
    }
    #expect(
      outcomes == [
        .identical, .identical, .differs(["out.txt"]),
        .failed("this program has no stage kind none"),
      ])
    #expect(try [a, b, chance].map { try Self.record($0, results) } == Array(records.prefix(3)))
    #expect(try FileTree.names(in: results.folder.attempts) == [])
  }

  @Test func severalAreRunAndAnsweredInTheirOrder() throws {
    let results = try TemporaryResults()
    let nodes = ["a", "b", "c"].map { node($0) }
    for node in nodes { results.attempt(node) }
    let executor = QueueExecutor(slots: 2)
    let outcomes = try StageReruns(of: results.folder, with: executor)
      .run(try nodes.map { try Self.record($0, results) })
    #expect(outcomes == [.identical, .identical, .identical])
    #expect(executor.started == ["a on 1", "b on 1", "c on 1"])
  }

  @Test func aDamagedInputIsNamed() throws {
    let results = try TemporaryResults()
    let a = node("a")
    let b = node("b", from: [a])
    for node in [a, b] { results.attempt(node) }
    try FileTree.write([1], to: results.folder.stage(a.key) + "/out.txt")
    let outcomes = try StageReruns(
      of: results.folder, with: InProcessExecutor(catalog: testCatalog)
    ).run([try Self.record(b, results)])
    #expect(
      outcomes == [
        .failed(
          "its input \(a.key.hex.prefix(12)) is damaged: out.txt has other bytes than were recorded"
        )
      ])
  }

  @Test func hintsAreKeptInTheRecord() throws {
    let results = try TemporaryResults()
    let plain = node("a")
    let hinted = StageNode(
      kind: "write", version: 1, parameters: ["text": "x"], label: "x", hints: ["path": "here"])
    for node in [plain, hinted] { results.attempt(node) }
    #expect(try Self.record(plain, results).hints == .null)
    #expect(try Self.record(plain, results).value["hints"] == nil)
    let record = try Self.record(hinted, results)
    #expect(record.hints == ["path": "here"])
    let request = StageRequest(
      rerunning: record, in: results.folder, attempt: AttemptID(counter: 1), binary: nil,
      environment: [:])
    #expect(request.hints == ["path": "here"])
    #expect(request.key == hinted.key)
  }
}
