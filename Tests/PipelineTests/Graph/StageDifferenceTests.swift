import Base
import Testing

@testable import Pipeline

@Suite struct StageDifferenceTests {
  private static let hash = ContentHash(of: Array("old".utf8))
  private static let other = ContentHash(of: Array("new".utf8))

  private func stage(
    version: Int = 2, parameters: Value = ["batch": 32], inputs: [String: [ContentHash]] = [:],
    files: [String: ContentHash] = [:]
  ) -> StageNode {
    StageNode(
      kind: "train", version: version, parameters: parameters, inputs: inputs, files: files,
      label: "train")
  }

  private func texts(_ old: StageNode, _ new: StageNode) -> [String] {
    StageDifference.changes(from: record(of: old), to: new).map(\.text)
  }

  @Test func sameStagesDoNotDiffer() { #expect(texts(stage(), stage()) == []) }

  @Test func parametersAreToldByPath() {
    let old = stage(parameters: [
      "batch": 32, "kept": 1, "dropped": true, "architecture": ["name": "mlp", "hidden": [16, 8]],
      "rates": [0.5, 0.25, 0.125], "splits": ["train"],
    ])
    let new = stage(parameters: [
      "batch": 64, "kept": 1, "added": "x", "architecture": ["name": "mlp", "hidden": [16, 4]],
      "rates": [0.5, 0.2, 0.1], "splits": ["train", "test"],
    ])
    #expect(
      texts(old, new) == [
        "parameters.added: not set → \"x\"", "parameters.architecture.hidden[1]: 8 → 4",
        "parameters.batch: 32 → 64", "parameters.dropped: true → not set",
        "parameters.rates[1]: 0.25 → 0.2",
        "parameters.splits: [\"train\"] → [\"train\",\"test\"]",
      ])
  }

  @Test func longValuesAreCut() {
    let texts = texts(
      stage(parameters: ["name": .text(String(repeating: "a", count: 100))]),
      stage(parameters: ["name": "b"]))
    #expect(
      texts == ["parameters.name: \"\(String(repeating: "a", count: 46))… → \"b\""])
  }

  @Test func versionFilesAndInputsAreTold() {
    let old = stage(
      version: 2,
      inputs: ["data": [Self.hash], "chunks": [Self.hash], "models": [Self.hash, Self.hash]],
      files: ["images.csv": Self.hash, "gone.csv": Self.hash])
    let new = stage(
      version: 3,
      inputs: [
        "data": [Self.other], "chunks": [Self.hash, Self.other], "models": [Self.hash, Self.other],
      ],
      files: ["images.csv": Self.other, "more.csv": Self.other])
    let (before, now) = (Self.hash.hex.prefix(8), Self.other.hex.prefix(8))
    #expect(
      texts(old, new) == [
        "kind version: train 2 → 3", "file gone.csv: sha256 \(before)… → not read",
        "file images.csv: sha256 \(before)… → \(now)…",
        "file more.csv: not read → sha256 \(now)…", "input chunks: 1 → 2 stages",
        "input data: stage \(before)… → \(now)…", "input models[1]: stage \(before)… → \(now)…",
      ])
  }

  @Test func changesAreJSON() {
    let changes: [StageChange] = [
      .version(kind: "train", old: 2, new: 3), .parameter(path: "batch", old: nil, new: 64),
    ]
    #expect(
      changes.map(\.value.json) == [
        #"{"kind":"train","new":3,"old":2,"what":"version"}"#,
        #"{"new":64,"old":null,"path":"batch","what":"parameter"}"#,
      ])
  }
}

/// The record a stage leaves when it is published, without outputs.
func record(of node: StageNode, at seconds: Double = 0) -> StageRecord {
  StageRecord(
    request: StageRequest(
      node, preferred: [:], results: ResultsFolder("/nowhere"),
      attempt: AttemptID(host: "here", pid: 1, start: 2, counter: 3), binary: nil, environment: [:]),
    outputs: [], journals: [], wallSeconds: 1, cpuSeconds: 1, peakBytes: nil, finishedAt: seconds)
}
