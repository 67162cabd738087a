import Base
import Testing

@testable import Store

@Suite struct FinishedStageTests {
  @Test func costsAreReadWithTheKindsOfInputs() throws {
    let fixture = try StoreFixture()
    let store = fixture.store
    let data = CollectedStage(
      key: StoreFixture.key("data"), kind: "dataset", version: 1, label: "data",
      parameters: ["train": 200],
      artifacts: [
        .init(name: "a", size: 10, sha256: StoreFixture.key("a")),
        .init(name: "b", size: 5, sha256: StoreFixture.key("b")),
      ], wallSeconds: 2, finishedAt: 1)
    let model = CollectedStage(
      key: StoreFixture.key("model"), kind: "train", version: 1, label: "model",
      inputs: ["data": [data.key], "load": [data.key, data.key]], wallSeconds: 3, finishedAt: 2,
      forwardPasses: 400)
    for stage in [data, model] { try store.collect(stage, try MetricTable([])) }
    try store.beginRun(
      RunRecord(
        id: "r", study: "s", title: "s", specText: "", resolvedSpec: "", command: "", startedAt: 1,
        environment: [:]))
    try store.plan(
      [PlannedRunStage(key: model.key, label: "model", weight: 4, reason: "")], cached: 0, run: "r")
    #expect(
      try store.finishedStages(kinds: ["dataset", "train"]) == [
        FinishedStage(
          kind: "train", parameters: .map([:]), inputKinds: ["data:dataset", "load:dataset"],
          weight: 4, wallSeconds: 3, bytes: 0, forwardPasses: 400),
        FinishedStage(
          kind: "dataset", parameters: ["train": 200], inputKinds: [], weight: nil, wallSeconds: 2,
          bytes: 15, forwardPasses: nil),
      ])
    #expect(try store.finishedStages(kinds: ["dataset"]).map(\.kind) == ["dataset"])
    #expect(
      try store.finishedStages(kinds: ["dataset", "train"], limit: 1).map(\.kind) == ["train"])
  }
}
