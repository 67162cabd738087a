import Base
import Foundation
import Pipeline
import Spec
import Store
import TestSupport
import Testing

@testable import Experiments

@Suite("baselines of a sample and of a file")
struct BaselineTests {
  /// Sums of Doubles rounded to Float.
  static let rounding = 2e-7

  private let data = DataTable.stripes(shape: [5, 7, 2])

  private func sample() throws -> [Float] {
    try data.inputs(of: "train", ids: [try data.split("train").ids[3]])
  }

  @Test(
    "a blur keeps an image of one colour, spreads a point as its Gaussian, and ends in the mean")
  func blur() throws {
    let flat = (0..<data.elements).map { Float($0 % 2 == 0 ? 0.75 : -2) }
    #expect(try data.baseline(.blur(deviation: 2), of: flat) == flat)
    let image = try sample()
    for deviation in [0.3, 1, 4] {
      expectClose(
        try data.baseline(.blur(deviation: deviation), of: image).map(Double.init),
        SampleBaselines.blurred(image, shape: data.shape, deviation: deviation),
        absolute: Self.rounding)
    }
    // Weights of a distance of 6 pixels: e^(−18/10⁴) at least.
    expectClose(
      try data.baseline(.blur(deviation: 100), of: image).map(Double.init),
      SampleBaselines.averages(of: image, shape: data.shape), absolute: 2e-3)
  }

  @Test("a push moves each number towards its mean and no further")
  func push() throws {
    var numbers = [Float](repeating: 0, count: data.elements)
    numbers.replaceSubrange(0..<6, with: [2, 0.25, 0, -0.25, -3, 0.5])
    let pushed = try data.baseline(.push(by: 0.5), of: numbers)
    #expect(pushed.prefix(6) == [1.5, 0, 0, 0, -2.5, 0])
  }

  @Test("what a baseline needs of the data is said")
  func refusals() {
    let table = DataTable(
      shape: [3], classes: 2, splits: [:], normalisation: .unchanged(channels: 3))
    #expect(throws: DatasetError.baselineNeedsImages("blur", shape: [3])) {
      try table.baseline(.blur(deviation: 1), of: [1, 2, 3])
    }
    #expect(throws: DatasetError.baselineNeedsImages("sample-average", shape: [3])) {
      try table.baseline(.sampleAverage, of: [1, 2, 3])
    }
    #expect(throws: DatasetError.baselineLength(found: 2, shape: [3])) {
      try table.baseline(.tensor([1, 2]))
    }
    #expect(
      DatasetError.baselineNeedsImages("blur", shape: [3]).description
        == "baseline `blur` needs images; samples have shape [3]\n"
        + "  use channel-mean, feature-mean, constant or push")
    #expect(
      DatasetError.baselineLength(found: 2, shape: [3]).description
        == "the file of the baseline holds 2 numbers, and a sample of shape [3] has 3\n"
        + "  save an array of that shape: height, width and channels innermost, after normalisation"
    )
  }

  @Test("that a baseline needs images is known before anything is trained")
  func plannedRefusal() throws {
    let spec = """
      runexp: 1
      name: s
      dataset: synthetic-tabular
      architecture: {name: mlp, hidden: [8]}
      players: features
      baseline: {blur: 2}
      training: {epochs: 1}
      samples: {pool: {from: main.train, count: 3}}
      measure:
        m: {metric: multi-order-interaction, of: main, samples: pool}
      """
    let error = #expect(throws: DiagnosticList.self) { try StudyRunner.plan(spec) }
    #expect(
      error?.text == """
        study.yaml:10:6: error: baseline `blur` needs images, but samples of data.main have shape [12]
            m: {metric: multi-order-interaction, of: main, samples: pool}
               ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
          use channel-mean, feature-mean, constant or push for measure.m
        """)
  }

  // MARK: - A file

  private func study(_ baseline: String) throws -> StudyPlan {
    try StudyRunner.plan(
      StudyRunner.tiny().replacing("precision: auto", with: "baseline: \(baseline)"))
  }

  private func write(_ value: Float, count: Int = 784, to folder: TemporaryFolder) throws -> String
  {
    let path = folder.path + "/baseline.npy"
    let numbers = [Float](repeating: value, count: count)
    try Data(Packing.npy("<f4", [count], numbers: numbers)).write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test("a tensor is read from its file, whose content is part of the key and not its place")
  func tensor() throws {
    let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
    let path = try write(0.5, to: folder)
    let graph = try study("{tensor: \(path)}").graph
    let runner = try StudyRunner()
    #expect(try runner.run(graph).isComplete)
    let constant = try study("{constant: 0.5}").graph
    #expect(try runner.run(constant).isComplete)
    let rows = try runner.rows("summary/strength@2", in: graph)
    #expect(!rows.isEmpty)
    #expect(rows == (try runner.rows("summary/strength@2", in: constant)))

    func key(_ path: String) throws -> ContentHash? {
      try study("{tensor: \(path)}").graph.nodes.first { $0.label == "measure/strength@2#0" }?.key
    }
    let first = try key(path)
    #expect(try first != nil && key(write(0.5, to: other)) == first)
    #expect(try key(write(0.25, to: other)) != first)
  }

  @Test("a file that is not there, has other numbers or changed since is told")
  func faults() throws {
    let folder = try TemporaryFolder()
    #expect(throws: DatasetError.self) { try study("{tensor: \(folder.path)/none.npy}") }
    let environment = DataEnvironment(variables: [:])
    let path = try write(.infinity, count: 3, to: folder)
    let file = BaselineFile(path, in: environment)
    #expect(throws: DatasetError.array(.notFinite(array: "baseline", index: [0], path: path))) {
      try file.numbers(planned: file.hash())
    }
    let planned = try file.hash()
    _ = try write(1, count: 3, to: folder)
    #expect(throws: ChangedFiles.self) { try file.numbers(planned: planned) }
    #expect(try file.numbers(planned: file.hash()) == [1, 1, 1])
  }
}
