import Base
import Pipeline
import Spec
import Store
import Testing

@testable import Experiments

@Suite("pools of samples that data alone choose")
struct SampleFilterTests {
  private let table: DataTable = {
    var split = DataSplit(
      inputs: .numbers([0.1, 1, 0.2, 2, 0.1, 3, 0.4, 4]), labels: [0, 1, 1, 0],
      ids: [10, 11, 12, 13])
    split.correctedLabels = [0, 0, 1, 1]
    split.parents = [1, 2, 3, 4]
    var table = DataTable(
      shape: [2], classes: 2, splits: ["train": split], normalisation: .unchanged(channels: 2))
    table.features = ["weight", "age"]
    return table
  }()

  private func ids(_ columns: [String: [Value]], _ choice: SampleChoice = .all) throws -> [Int64] {
    try SamplePool(choice, from: "train", of: table, where: SampleFilter(columns)).ids
  }

  @Test("a sample passes when each column has one of its values")
  func columns() throws {
    #expect(try ids(["is-mislabelled": [true]]) == [11, 13])
    #expect(try ids(["given-label": [1]]) == [11, 12])
    #expect(try ids(["true-label": [1]]) == [12, 13])
    #expect(try ids(["id": [13, 10, 99]]) == [10, 13])
    #expect(try ids(["parent": [2]]) == [11])
    #expect(try ids(["true-label": [0, 1], "is-mislabelled": [false]]) == [10, 12])
    // 0.1 is stored as the nearest Float.
    #expect(try ids(["weight": [0.1]]) == [10, 12])
    #expect(try ids(["weight": [0.1], "age": [3]]) == [12])
    #expect(try ids(["age": [2.5]]).isEmpty)
  }

  @Test("the choice is among what passes")
  func choice() throws {
    #expect(try ids(["is-mislabelled": [true]], .first(1)) == [11])
    #expect(try ids(["is-mislabelled": [true]], .firstPerClass(1)) == [11, 13])
    #expect(throws: DatasetError.tooFewSamples(wanted: 3, found: 2, split: "train", label: nil)) {
      try ids(["is-mislabelled": [true]], .first(3))
    }
  }

  @Test("an unknown column is named, with those there are")
  func unknown() {
    let error = #expect(throws: DatasetError.self) { try ids(["wight": [1]]) }
    #expect(
      error?.description == """
        the data have no column `wight`
          did you mean `weight`? columns: id, true-label, given-label, is-mislabelled, parent, \
        in-band, weight, age
        """)
  }

  @Test("copies that an attack brought into its band")
  func band() throws {
    var attacked = table
    attacked.splits["train"]?.isInBand = [true, false, true, true]
    let pool = try SamplePool(
      .all, from: "train", of: attacked, where: SampleFilter(["in-band": [true]]))
    #expect(pool.ids == [10, 12, 13])
    let error = #expect(throws: DatasetError.noBand) { try ids(["in-band": [true]]) }
    #expect(
      error?.description == """
        the data hold no copies of an attack that aims at a band
          attack the samples with `drop`, such as `adversarial: {…, drop: [8, 8.5]}`
        """)
    let split = try attacked.split("train")
    #expect(split.rows([2, 1], elements: 2).isInBand == [true, false])
    let both = split + (try table.split("train"))
    #expect(both.isInBand == [true, false, true, true, false, false, false, false])
  }

  @Test("a pool of mislabelled samples, from the spec to the rows")
  func stages() throws {
    let runner = try StudyRunner()
    let graph = try StudyRunner.plan(
      """
      runexp: 1
      name: wrong
      data:
        clean: {name: glyphs, train: 60, test: 20}
        main: {from: clean, transform: [{label-noise: {fraction: 0.5}}]}
      architecture: {name: mlp, hidden: [8]}
      training: {epochs: 1, checkpoints: [1]}
      samples: {wrong: {from: main.train, count: 10, where: {is-mislabelled: true}}}
      measure: {right: {metric: correct, of: main, at: last, samples: wrong}}
      """
    ).graph
    let report = try runner.run(graph)
    #expect(report.isComplete, "\(report.failures)")
    let data = try StageFiles.data(of: runner.stage("dataset/main", in: graph)).split("train")
    let wrong = data.ids.indices.filter { data.labels[$0] != data.trueLabels[$0] }
      .prefix(10).map { Int(data.ids[$0]) }
    let label = try #require(graph.nodes.first { $0.label.hasPrefix("measure/right") }?.label)
    let samples = try runner.rows(label, in: graph).compactMap(\.sample)
    #expect(samples.map { Int($0) } == wrong)
  }

  @Test("a mapping under a column is a fault")
  func faults() {
    let error = #expect(throws: DiagnosticList.self) {
      try StudyRunner.plan(
        StudyRunner.tiny().replacing("per-class: 3", with: "where: {true-label: {a: 1}}"))
    }
    #expect(
      error?.diagnostics.map(\.message)
        == ["`true-label` must be a value or a list of values"])
  }
}
