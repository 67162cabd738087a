import Base
import Testing

@testable import Store

@Suite("what a report asks the store")
struct StudyAccountTests {
  /// A study of two cells: a finished stage, one that failed, one that was skipped.
  private func fixture() throws -> StoreFixture {
    let fixture = try StoreFixture()
    let store = fixture.store
    for (run, time) in [("run-1", 10.0), ("run-2", 20.0)] {
      try store.beginRun(
        RunRecord(
          id: run, study: "study", title: "T", specText: "text of \(run)",
          resolvedSpec: "resolved of \(run)", command: "runexp \(run)", startedAt: time,
          host: "here", pid: 7, jobs: 2, environment: ["cpu": "fast", "blas": "some"]))
      try store.replaceCells(
        study: "study",
        [
          StoreFixture.cell("a", seed: 0, stages: ["one"]),
          StoreFixture.cell("b", seed: 1, stages: ["two"]),
        ])
      try store.note(
        labels: ["one", "two", "three"].map { (StoreFixture.key($0), ["measure/\($0)"]) },
        study: "study", at: time)
      try store.plan(
        ["two", "three"].map {
          PlannedRunStage(
            key: StoreFixture.key($0), label: "measure/\($0)", weight: 1, reason: "new")
        }, cached: 1, run: run)
    }
    try fixture.collect(
      "one",
      [0.5, 1.5].enumerated().map {
        MetricRow(name: "S", value: $0.element, sample: Int64($0.offset), exact: true)
      } + [MetricRow(name: "accuracy", value: 0.75, count: 40, exact: true)])
    var news = ResultsStore.RunNews()
    news.changes = [
      RunStageChange(
        key: StoreFixture.key("two"), state: .failed, at: 21, reason: "broke", attempt: "x",
        output: "last words"),
      RunStageChange(
        key: StoreFixture.key("three"), state: .skipped, at: 21, reason: "needs measure/two"),
    ]
    try store.record(news, run: "run-2")
    try store.endRun("run-2", status: .failed, at: 30)
    return fixture
  }

  @Test("the stages of the plan with what they cost, and what they were made from")
  func stages() throws {
    let fixture = try fixture()
    defer { withExtendedLifetime(fixture) {} }
    let accounts = try fixture.store.queries(study: "study").stageAccounts()
    #expect(accounts.map(\.label) == ["measure/one", "measure/three", "measure/two"])
    #expect(accounts.map(\.isFinished) == [true, false, false])
    #expect(accounts.map(\.kind) == ["measure", "measure", "measure"])
    #expect(accounts.map(\.measure) == ["strength", nil, "strength"])
    #expect(accounts[0].rows == 3)
    #expect(accounts[0].bytes == 10)
  }

  @Test("a stage of an earlier plan is none of this one")
  func laterPlan() throws {
    let fixture = try fixture()
    try fixture.store.note(
      labels: [(StoreFixture.key("one"), ["measure/one"])], study: "study", at: 40)
    let accounts = try fixture.store.queries(study: "study").stageAccounts()
    #expect(accounts.map(\.label) == ["measure/one"])
  }

  @Test("what failed and what was skipped, with the last words, until there is a result")
  func troubles() throws {
    let fixture = try fixture()
    let queries = try fixture.store.queries(study: "study")
    #expect(
      try queries.stageTroubles() == [
        StageTrouble(
          key: StoreFixture.key("two").hex, label: "measure/two", state: "failed",
          reason: "broke", attempts: 1, output: "last words", run: "run-2"),
        StageTrouble(
          key: StoreFixture.key("three").hex, label: "measure/three", state: "skipped",
          reason: "needs measure/two", attempts: 0, output: nil, run: "run-2"),
      ])
    try fixture.collect("two", [MetricRow(name: "S", value: 1, exact: true)])
    #expect(try queries.stageTroubles().map(\.label) == ["measure/three"])
  }

  @Test("the runs, newest first, and what one was made from")
  func runs() throws {
    let fixture = try fixture()
    defer { withExtendedLifetime(fixture) {} }
    let queries = try fixture.store.queries(study: "study")
    let runs = try queries.runAccounts()
    #expect(runs.map(\.id) == ["run-2", "run-1"])
    #expect(runs.map(\.status) == ["failed", "running"])
    #expect(runs[0].failed == 1 && runs[0].skipped == 1 && runs[0].planned == 2)
    #expect(runs[0].endedAt == 30 && runs[1].endedAt == nil)
    let origin = try queries.origin(ofRun: "run-1")
    #expect(origin.specText == "text of run-1" && origin.resolvedSpec == "resolved of run-1")
    #expect(
      origin.environment == [.init(name: "blas", value: "some"), .init(name: "cpu", value: "fast")])
    #expect(throws: StoreError.unknownRun("run-9")) { try queries.origin(ofRun: "run-9") }
  }

  @Test("summaries of the last epoch planned, with how many numbers they are of")
  func summaries() throws {
    let fixture = try fixture()
    defer { withExtendedLifetime(fixture) {} }
    let rows = try fixture.store.queries(study: "study").lastSummaries()
    #expect(rows.entries.map { rows.quantities[$0.quantity].name } == ["S", "accuracy"])
    #expect(rows.entries.map(\.mean) == [1, 0.75])
    #expect(rows.entries.map(\.rows) == [2, 1])
    #expect(rows.entries.map(\.isOfSamples) == [true, false])
    #expect(rows.entries.map(\.count) == [nil, 40])
    #expect(rows.entries.map(\.checkpoint) == [20, 20])
  }
}
