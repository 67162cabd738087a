import Base
import Foundation
import Pipeline
import Store
import Testing

@testable import Experiments

@Suite struct RunDocumentTests {
  static func key(_ name: String) -> ContentHash { ContentHash(of: name.utf8) }

  static func record(_ id: String, at time: Double) -> RunRecord {
    var record = RunRecord(
      id: id, study: "s", title: "A \"title\"", specText: "runexp: 1\nname: s\n",
      resolvedSpec: "…", command: "runexp s.yaml -j 2", startedAt: time,
      host: "node", pid: 12, jobs: 2, environment: ["host": "node"])
    record.gitCommit = "c0ffee"
    record.gitDiff = "-a\n+b\n"
    record.files = [
      RunFile(role: .data, path: "d.csv", sha256: key("d")),
      RunFile(role: .spec, path: "s.yaml", size: 9, sha256: key("s"), text: "runexp: 1"),
    ]
    record.exclusions = [Exclusion(subject: "seed=7", reason: "its disk failed")]
    return record
  }

  static let snapshot = RunSnapshot(
    record: record("r1", at: 1.5), status: "finished", endedAt: 2.25, cached: 1, planned: 1,
    stages: [
      RunSnapshot.Stage(
        planned: PlannedRunStage(key: key("b"), label: "b", weight: 0.5, reason: "no result yet"),
        state: "failed", attempt: "node-1-2-3", attempts: 2, startedAt: 1.75, endedAt: 2,
        progress: 0.5, message: "epoch 3", output: "last\nwords")
    ],
    plan: "digest",
    cells: [
      PlannedCell(
        label: "seed=0", variant: nil, seed: 0, coordinates: ["seed": 0, "width": 1.0],
        stages: [
          .init(key: key("a")),
          .init(key: key("c"), measure: "m", model: "main", checkpoint: 3, reference: "2"),
        ])
    ],
    measured: ["m"],
    sightings: [
      ClaimSighting(
        name: "c", hash: ContentHash(of: "{}".utf8), text: "{}", seenAt: 1, dataExisted: true)
    ],
    verdicts: [
      VerdictRecord(
        name: "c", claimHash: key("t"), inputsHash: key("i"), judgedAt: 2, run: "r1",
        verdict: "refuted", registration: "post hoc", estimate: 1, low: nil, high: 2, p: 0.5,
        adjustedP: 1, units: 3, document: ["n": 1.0, "m": 1])
    ])

  @Test func aDocumentReadsBackAsItWas() throws {
    let document = RunDocument(snapshot: Self.snapshot, stages: [Self.key("a"), Self.key("b")])
    let read = try #require(RunDocument(try Value(json: document.value.jsonBytes)))
    #expect(read.snapshot == document.snapshot)
    // A stage that the plan did not name is in the list too, so that the rest can refer to it.
    #expect(read.stages == ["a", "b", "c"].map(Self.key))
    #expect(document.value.json.components(separatedBy: Self.key("b").hex).count == 2)
  }

  @Test func aDocumentOfTheFirstSchemaKeepsWhatItHas() throws {
    let text = """
      {"schema":1,"id":"r0","study":"s","title":"T","command":["runexp","s.yaml"],"spec":"a",
      "resolved_spec":"b","started_at":1,"ended_at":2.5,"status":"finished",
      "environment":{"host":"node"},"stages":["\(Self.key("a").hex)"],"finished":1,"cached":0,
      "failed":0,"claims":[]}
      """
    let document = try #require(RunDocument(try Value(json: Array(text.utf8))))
    #expect(document.snapshot.record.command == "runexp s.yaml")
    #expect(document.snapshot.endedAt == 2.5)
    #expect(document.stages == [Self.key("a")])
    #expect(document.snapshot.cells == [])
  }

  @Test(arguments: [
    ("schema", Value.integer(3)), ("id", .null), ("stages", .list(["short"])),
    (
      "run_stages",
      .list([[7, "b", 1, "r", "failed", .null, 0, .null, .null, .null, .null, .null]])
    ),
    ("cells", .list([["label": "x", "coordinates": [:], "stages": [[0, "m"]]]])),
    ("sightings", .list([1])), ("verdicts", .null), ("files", .list([["role": "spec"]])),
    ("exclusions", .list([["subject": "seed=7"]])),
  ])
  func aDocumentWithADamagedMemberIsNone(member: String, value: Value) throws {
    let document = RunDocument(snapshot: Self.snapshot, stages: [])
    var members = try #require(document.value.map)
    #expect(RunDocument(.map(members)) != nil)
    members[member] = value
    #expect(RunDocument(.map(members)) == nil)
  }

  @Test func filesComeInTheOrderOfTheRunsAndFaultsAreNamed() throws {
    let temporary = try TemporaryFolder()
    let folder = ResultsFolder(temporary.path)
    #expect(RunDocument.all(in: folder).documents == [])
    for (id, time) in [("b", 2.0), ("a", 3.0), ("c", 1.0)] {
      let snapshot = RunSnapshot(record: Self.record(id, at: time), status: "running")
      try RunDocument(snapshot: snapshot, stages: []).write(in: folder)
    }
    try Data("{\"schema\":".utf8).write(to: URL(fileURLWithPath: folder.runs + "/d.json"))
    try Data("{}".utf8).write(to: URL(fileURLWithPath: folder.runs + "/e.json"))
    let found = RunDocument.all(in: folder)
    #expect(found.documents.map(\.id) == ["c", "b", "a"])
    #expect(
      found.faults.map(\.description) == [
        "\(folder.runs)/d.json: not JSON at byte 10: the text ends early",
        "\(folder.runs)/e.json: not a record of a run",
      ])
  }
}
