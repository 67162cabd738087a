import Base
import Foundation
import Interactions
import Pipeline
import Spec
import Store
import TestSupport
import Testing

@testable import Experiments

@Suite("tables that another program computed")
struct OutsideTablesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Writes a table of 2ⁿ values as a NumPy array.
  private func write(_ values: [Double], shape: [Int]? = nil, to path: String) throws {
    let whole = URL(fileURLWithPath: folder.path + "/" + path)
    try FileManager.default.createDirectory(
      at: whole.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(NumPyArray.bytes(of: values, shape: shape ?? [values.count])).write(to: whole)
  }

  private func random(_ players: Int, _ index: UInt64) throws -> ValueTable {
    try ValueTable.random(playerCount: players, seed: 9, index: index)
  }

  private func plan(_ path: String, measure: String = "", tail: String = "") throws -> StageGraph {
    try StudyRunner.plan(
      """
      runexp: 1
      name: outside
      dataset: {name: glyphs, train: 40, test: 20}
      architecture: {name: mlp, hidden: [4]}
      training: {epochs: 1, batch: 8}
      measure:
        strength: {metric: multi-order-interaction, tables: {path: "\(folder.path)/\(path)"}\(measure)}
      \(tail)
      """
    ).graph
  }

  @Test("a file for each sample, in folders of models and checkpoints")
  func files() throws {
    var wanted: [String: ValueTable] = [:]
    for (place, file) in [
      "a/3/0", "a/3/17", "a/20/0", "a/20/17", "b/3/0", "b/3/17",
    ].enumerated() {
      wanted[file] = try random(4, UInt64(place))
      try write(try #require(wanted[file]).values, to: "runs/\(file).npy")
    }
    // What fits no part of the pattern is not looked at.
    try write([1, 2, 3], to: "runs/a/last/0.npy")
    try write([1, 2, 3], to: "runs/a/3/007.npy")
    let runner = try StudyRunner()
    let graph = try plan("runs/{model}/{checkpoint}/{sample}.npy")
    let report = try runner.run(graph)
    #expect(report.isComplete, "\(report.failures)")
    for (label, samples) in [
      ("a@3", ["0": "a/3/0", "17": "a/3/17"]), ("a@20", ["0": "a/20/0", "17": "a/20/17"]),
      ("b@3", ["0": "b/3/0", "17": "b/3/17"]),
    ] {
      let rows = try runner.rows("measure/strength/\(label)#0", in: graph)
      for (sample, file) in samples {
        let table = try #require(wanted[file])
        let strength = OrderStrength(of: PairwiseInteractionsByOrder(of: table))
        let own = rows.filter { $0.sample == Int64(sample) }
        #expect(own.filter { $0.name == "S" }.map(\.value) == strength.strengths)
        #expect(own.first { $0.name == "v-empty" }?.value == table.values[0])
        // Nobody says what a model made of the sample.
        #expect(!own.contains { $0.name == "correct" })
      }
      let pool = try runner.rows("summary/strength/\(label)", in: graph)
      #expect(pool.filter { $0.name == "J" }.count == 3)
      #expect(pool.allSatisfy { $0.count == 2 })
    }
  }

  @Test("one file of all samples; the values decide the key, not where they lie")
  func oneFile() throws {
    let tables = try (0..<3).map { try random(3, $0) }
    try write(tables.flatMap(\.values), shape: [3, 8], to: "x/all.npy")
    try write(tables.flatMap(\.values), shape: [3, 8], to: "y.npy")
    let graph = try plan("x/all.npy")
    let runner = try StudyRunner()
    #expect(try runner.run(graph).isComplete)
    let rows = try runner.rows("measure/strength#0", in: graph)
    #expect(Set(rows.map(\.sample)) == [0, 1, 2])
    #expect(graph.nodes.map(\.key) == (try plan("y.npy").nodes.map(\.key)))
    try write([0] + tables.flatMap(\.values).dropFirst(), shape: [3, 8], to: "y.npy")
    #expect(graph.nodes.map(\.key) != (try plan("y.npy").nodes.map(\.key)))
  }

  @Test("a pool says which samples count, and in which order")
  func pool() throws {
    let pool = "samples: {few: {from: main.train, count: 2}}"
    for sample in 0..<4 { try write(try random(3, UInt64(sample)).values, to: "t/\(sample).npy") }
    let runner = try StudyRunner()
    let graph = try plan("t/{sample}.npy", measure: ", samples: few", tail: pool)
    #expect(try runner.run(graph).isComplete)
    let ids = Set(try runner.rows("measure/strength#0", in: graph).map(\.sample))
    #expect(ids == [0, 1])
    let larger = try plan(
      "t/{sample}.npy", measure: ", samples: few",
      tail: "samples: {few: {from: main.train, count: 6}}")
    let report = try runner.run(larger)
    guard case .failed(let reason, _) = report.failures.first?.result else {
      Issue.record("no failure: \(report)")
      return
    }
    #expect(
      reason.contains("2 samples of the pool have no table at ")
        && reason.contains("/t/0.npy: 4, 5"))
  }

  @Test("what is no table is refused with the place and the next step")
  func faults() throws {
    try write(try random(3, 0).values, to: "a/1/0.npy")
    func text(_ path: String, _ measure: String = "") -> String {
      let error = #expect(throws: Diagnostic.self) { try plan(path, measure: measure) }
      return (error?.message ?? "").replacing(folder.path, with: "")
    }
    #expect(
      text("none/{sample}.npy") == """
        measure.strength: no tables at /none/{sample}.npy
          write each as a float64 array of 2^n values, coalition S at index Σ 2^i over its players i
        """)
    #expect(
      text("{modle}/{sample}.npy") == """
        measure.strength: tables.path `/{modle}/{sample}.npy`: nothing is called {modle}; did you \
        mean {model}?
          legal: {model}, {checkpoint}, {sample}, {cell}, {variant}
        """)
    #expect(
      text("{model/1/0.npy")
        == "measure.strength: tables.path `/{model/1/0.npy`: a `{` is never closed")
    #expect(
      text("{model}/{checkpoint}/{sample}.npy", ", of: main")
        == """
        measure.strength: no tables of model main at \(folder.path)/{model}/{checkpoint}/{sample}.npy
          write them, or leave them out of `of` and `at`
        """.replacing(folder.path, with: ""))
  }

  @Test("an array that holds no table is refused when it is read")
  func arrays() throws {
    func fault(_ bytes: [UInt8], all: Bool = false) -> String {
      let error = #expect(throws: TableFileError.self) {
        let array = try TableArray(bytes, path: "t.npy")
        _ = try all ? array.tables() : [array.table()]
      }
      return error?.description ?? ""
    }
    let values: [Double] = [0, 1, 2, 3, 4, 5, 6, 7]
    #expect(
      fault(Array("no".utf8)) == """
        t.npy: is not in NumPy's format
          write a float64 array with numpy.save
        """)
    #expect(
      fault(NumPyArray.bytes(of: values, shape: [2, 4])) == """
        t.npy: has shape [2, 4]; one sample's table has one axis, of 2^n values
        """)
    #expect(
      fault(NumPyArray.bytes(of: values, shape: [8]), all: true) == """
        t.npy: has shape [8]; tables of all samples have two axes, samples and 2^n values; write \
        {sample} into the path for a file each
        """)
    #expect(
      fault(NumPyArray.bytes(of: Array(values.prefix(6)), shape: [6])) == """
        t.npy: 6 values are no table: there must be 2^n of them, one per coalition
        """)
    #expect(
      fault(NumPyArray.bytes(of: [0, .nan], shape: [2])) == """
        t.npy: the value of coalition {0} is nan; every value must be finite
        """)
  }
}
