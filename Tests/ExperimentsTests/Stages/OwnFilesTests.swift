import Base
import Foundation
import Neural
import Pipeline
import Testing

@testable import Experiments

@Suite("tables and a user's own files, as stages")
struct OwnFilesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func published(_ name: String) -> PublishedStage {
    PublishedStage(key: ContentHash(of: Array((folder.path + name).utf8)), path: folder.path)
  }

  @Test("a table comes back as it was: numbers, targets, labels, masks, parents and names")
  func roundTrip() throws {
    var split = DataSplit(
      inputs: .numbers([0.1, -2, 3.5, 4]), labels: [0, 0], ids: [1 << 40, 3])
    split.targets = [0.25, -1, 7, 8]
    split.masks = .numbers([0, 0.5, 1, 0])
    split.parents = [9, 8]
    var table = DataTable(
      shape: [2], classes: 2, splits: ["probe": split],
      normalisation: Normalisation(mean: [0.1, 0.2], deviation: [3, 1 / 3.0], scale: 1))
    table.features = ["a", "b = ü"]
    table.trainingSplit = "probe"
    try StageFiles.write(table, to: folder.path + "/" + StageFiles.dataName)
    #expect(try StageFiles.data(of: published("numbers")) == table)
    split.correctedLabels = [1, 0]
    split.targets = []
    split.masks = .bytes([0, 1, 1, 0])
    table = DataTable(
      shape: [2], classes: 2, splits: ["train": split], normalisation: .unchanged(channels: 2))
    table.vocabulary = 5
    try StageFiles.write(table, to: folder.path + "/" + StageFiles.dataName)
    #expect(try StageFiles.data(of: published("tokens")) == table)
  }

  private func plan() throws -> StageGraph {
    try StudyRunner.plan(
      """
      runexp: 1
      name: own
      data:
        main: {name: csv, path: \(folder.path)/t.csv, label: y}
        parts: {name: csv, path: \(folder.path)/t.csv, label: y, split: {a: 0.5, b: 0.5}}
      models: {main: {architecture: {name: mlp, hidden: [4]}, train: {data: main.train, epochs: 1, batch: 4}}}
      """
    ).graph
  }

  private func write(_ rows: Int) throws {
    let lines = (0..<rows).map { "\($0),\($0 * $0 % 7),\($0 % 2)" }
    try Data(("u,v,y\n" + lines.joined(separator: "\n")).utf8)
      .write(to: URL(fileURLWithPath: folder.path + "/t.csv"))
  }

  @Test("a table is trained on; another content is another key, another place is not")
  func training() throws {
    try write(20)
    let runner = try StudyRunner()
    let graph = try plan()
    let report = try runner.run(graph)
    #expect(report.isComplete, "\(report.failures)")
    let parts = try StageFiles.data(of: runner.stage("dataset/parts/csv", in: graph))
    #expect(parts.splits.mapValues(\.count) == ["a": 10, "b": 10])
    #expect(parts.trainingSplit == "a")
    try write(21)
    let keys = Set(graph.nodes.map(\.key))
    #expect(Set(try plan().nodes.map(\.key)).isDisjoint(with: keys))
    try write(20)
    #expect(Set(try plan().nodes.map(\.key)) == keys)
  }

  @Test("a file that changes after planning fails its stage, and says so")
  func changed() throws {
    try write(20)
    let graph = try plan()
    try write(22)
    let report = try StudyRunner().run(graph)
    #expect(report.failures.count == 2)
    for failure in report.failures {
      guard case .failed(let reason, _) = failure.result else { continue }
      #expect(
        reason
          == "table: changed since the study was planned\n  run again: the study is planned anew")
    }
  }

  @Test("a file that is not there is told when the study is planned")
  func missing() {
    let error = #expect(throws: DatasetError.self) { try plan() }
    #expect(error?.description == "\(folder.path)/t.csv: no such file or directory")
  }
}
