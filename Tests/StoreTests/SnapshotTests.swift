import Base
import GRDB
import Testing

@testable import Store

@Suite struct SnapshotTests {
  static let rows = [
    MetricRow(name: "S", value: 0.5, sample: 1, contextOrder: 0, exact: true),
    MetricRow(name: "S", value: 1.5, standardError: 0.25, count: 3, exact: false),
    MetricRow(name: "loss", value: -0.0, split: "test", step: 4, exact: true, unit: "nat"),
  ]

  static func record(_ id: String, study: String = "s", at time: Double) -> RunRecord {
    var record = RunRecord(
      id: id, study: study, title: "Title", specText: "runexp: 1", resolvedSpec: "{}",
      command: "runexp s.yaml", startedAt: time, host: "node", pid: 3, jobs: 2,
      environment: ["host": "node"])
    record.gitCommit = "c0ffee"
    record.gitDiff = "-a\n+b\n"
    record.files = [
      RunFile(role: .data, path: "d.csv", sha256: StoreFixture.key("d")),
      RunFile(
        role: .spec, path: "s.yaml", size: 9, sha256: StoreFixture.key("s"), text: "runexp: 1"),
    ]
    record.exclusions = [Exclusion(subject: "seed=7", reason: "its disk failed")]
    return record
  }

  /// A store in which two runs of a study left all that a run can leave.
  static func filled() throws -> StoreFixture {
    let fixture = try StoreFixture()
    let store = fixture.store
    for (number, text) in ["{\"a\":1}", "{\"a\":2}"].enumerated() {
      let id = "r\(number)"
      let time = Double(10 * number)
      try store.beginRun(record(id, at: time))
      try store.replaceCells(
        study: "s",
        [
          StoreFixture.cell("seed=0", seed: 0, stages: ["a", "b"]),
          StoreFixture.cell("seed=\(number + 1)", seed: number + 1, stages: ["a"]),
        ])
      try store.register(
        [.init(name: "c", text: text, measure: "strength")], study: "s", at: time)
      try store.plan(
        ["a", "b"].map {
          PlannedRunStage(key: StoreFixture.key($0), label: $0, weight: 2, reason: "no result yet")
        }, cached: number, run: id)
      try store.collect(StoreFixture.stage("a"), MetricTable(rows))
      try store.record(
        [
          VerdictRecord(
            name: "c", claimHash: StoreFixture.key(text), inputsHash: StoreFixture.key("in"),
            judgedAt: time + 1, run: id, verdict: "supported", registration: "registered",
            estimate: 0.5, low: 0.25, high: 0.75, p: 1e-9, adjustedP: nil, units: 5,
            document: ["claim": "c", "units": [1.5, 2]])
        ], study: "s")
      try store.endRun(id, status: .finished, at: time + 2)
      try store.markCollected(study: "s", plan: StoreFixture.key("plan"))
    }
    return fixture
  }

  @Test func aStoreFilledFromSnapshotsHasEqualContents() throws {
    let fixture = try Self.filled()
    let copy = try StoreFixture()
    try copy.collect("z", [MetricRow(name: "other", value: 1, exact: true)])
    try copy.store.remove(study: "nobody", stages: [StoreFixture.key("z")])
    try copy.collect("a", Self.rows)
    for id in ["r0", "r1"] { try copy.store.restore(try fixture.store.snapshot(run: id)) }
    try copy.store.replaceCells(study: "s", try fixture.store.snapshot(run: "r1").cells)
    try copy.store.markCollected(study: "s", plan: StoreFixture.key("plan"))
    #expect(try copy.store.contents().differences(from: fixture.store.contents()) == [])
    #expect(try copy.store.snapshot(run: "r0") == fixture.store.snapshot(run: "r0"))
    #expect(
      try copy.store.sightings(study: "s").map(\.dataExisted) == [false, true])
  }

  @Test(arguments: [
    ("UPDATE metric SET value = value + 1 WHERE row = 0", ["metrics"]),
    ("UPDATE claim_registration SET seen_at = 3 WHERE position = 1", ["claims"]),
    ("UPDATE claim_verdict SET document = '{}'", ["verdicts"]),
    ("UPDATE artifact SET size = 11", ["artifacts"]),
    ("UPDATE run SET status = 'failed' WHERE name = 'r1'", ["runs"]),
    ("UPDATE run_stage SET state = 'failed' WHERE position = 1", ["stages of runs"]),
    ("UPDATE cell SET coordinates = '{}'", ["cells"]),
    ("UPDATE cell_stage SET checkpoint = 3", ["stages of cells"]),
    ("DELETE FROM measured", ["measures"]),
    ("UPDATE stage SET finished_at = 6 WHERE finished_at IS NOT NULL", ["stages"]),
    ("UPDATE environment SET value = 'other'", ["environments"]),
    ("UPDATE study SET title = 'other'", ["studies"]),
    ("DELETE FROM stage_input", ["inputs"]),
    ("UPDATE run SET git_diff = NULL", ["runs"]),
    ("UPDATE run_file SET text = 'other' WHERE role = 'spec'", ["files of runs"]),
    ("UPDATE exclusion SET reason = 'other'", ["exclusions"]),
    ("DELETE FROM stage_file", ["files of stages"]),
    ("UPDATE tensor SET axes = NULL", ["tensors"]),
  ])
  func contentsTellWhatDiffers(change: String, subjects: [String]) throws {
    let fixture = try Self.filled()
    let before = try fixture.store.contents()
    try fixture.store.connection.write { try $0.execute(sql: change) }
    #expect(try fixture.store.contents().differences(from: before) == subjects)
  }

  @Test func rowsReadBackAreThoseCollected() throws {
    let fixture = try StoreFixture()
    try fixture.collect("a", Self.rows)
    let table = try fixture.store.table(of: StoreFixture.key("a"))
    #expect(table.rows == Self.rows)
    #expect(try fixture.store.table(of: StoreFixture.key("b")).rowCount == 0)
  }

  @Test func aRemovedStudyLeavesWhatOthersUse() throws {
    let fixture = try Self.filled()
    let store = fixture.store
    try store.beginRun(Self.record("other", study: "o", at: 5))
    try store.replaceCells(
      study: "o", [StoreFixture.cell("seed=0", seed: 0, stages: ["a"])])
    #expect(
      try store.extent(of: "s") == ResultsStore.StudyExtent(runs: 2, cells: 2, claims: 1))
    #expect(
      try store.stagesByStudy() == [
        "s": [StoreFixture.key("a"), StoreFixture.key("b")], "o": [StoreFixture.key("a")],
      ])
    try store.remove(study: "s", stages: [StoreFixture.key("b")])
    #expect(try store.studies() == ["o"])
    #expect(try store.extent(of: "s") == ResultsStore.StudyExtent())
    #expect(try store.queries(study: "o").rows().entries.count == 3)
    #expect(try store.stagesByStudy() == ["o": [StoreFixture.key("a")]])
    #expect(try store.faults(quick: false) == [])
  }

  @Test func aClosedStoreIsOneFile() throws {
    let fixture = try Self.filled()
    try fixture.store.close()
    let names = try LocalFileSystem().list(fixture.folder)
    #expect(names == ["runexp.sqlite"])
  }
}
