import Base
import Foundation
import Spec
import TestSupport
import Testing

@testable import Experiments

@Suite("tables in files")
struct CSVTests {
  private let folder: TemporaryFolder
  private var environment: DataEnvironment { DataEnvironment(variables: [:], folder: folder.path) }

  init() throws { folder = try TemporaryFolder() }

  private func source(_ options: String, _ text: String) throws -> CSV {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path + "/t.csv"))
    return try ParameterReader.read(yaml: "{path: t.csv, \(options)}") { CSV($0) }.made
  }

  private func table(_ options: String, _ text: String, shares: SplitShares? = nil) throws
    -> DataTable
  {
    let source = try source(options, text)
    guard let shares else { return try source.load(seeds: Seeds(), in: environment) }
    return try source.load(cut: shares, seeds: Seeds(), in: environment)
  }

  /// All rows by id, whatever split they are in.
  private func all(_ table: DataTable) -> DataSplit {
    table.cut(into: SplitShares([.init("all", 1)]), seed: 0).splits["all"]
      ?? DataSplit(inputs: [], labels: [], ids: [])
  }

  private static let people = """
    age,town,id,class
    30,Rome,a,yes
    40,Bern,b,no
    50,Oslo,c,yes
    60,Bern,d,no
    70,Rome,e,no
    """

  @Test("numbers, categories in alphabetical order, and labels in theirs")
  func columns() throws {
    let table = try table("label: class, categorical: town, ignored: id", Self.people)
    let rows = all(table)
    #expect(table.features == ["age", "town"])
    #expect(rows.inputs == .numbers([30, 2, 40, 0, 50, 1, 60, 0, 70, 2]))
    #expect(rows.labels == [1, 0, 1, 0, 0])
    #expect(rows.ids == [0, 1, 2, 3, 4])
    #expect(table.classes == 2)
    #expect(table.splits.mapValues(\.count) == ["train": 4, "test": 1])
  }

  @Test("numeric labels sort as numbers; named ones stand in the order named")
  func labels() throws {
    let text = "x,y\n" + ["10", "9", "2", "10", "2"].map { "1,\($0)" }.joined(separator: "\n")
    #expect(all(try table("label: y", text)).labels == [2, 1, 0, 2, 0])
    #expect(all(try table("label: y, labels: ['9', '2', '10']", text)).labels == [2, 0, 1, 2, 1])
    #expect(try source("label: y, labels: ['9', '2', '10']", text).classes == 3)
  }

  @Test("the standardisation is learned from the training part alone, unless `full`")
  func standardisation() throws {
    let options = "label: class, categorical: town, ignored: id"
    let shares = SplitShares([.init("fit", 0.6), .init("probe", 0.4)])
    let train = try table(options, Self.people, shares: shares)
    #expect(train.trainingSplit == "fit")
    let inputs = try train.inputs(of: "fit").map(Double.init)
    for feature in 0..<2 {
      let values = stride(from: feature, to: inputs.count, by: 2).map { inputs[$0] }
      // Roundings to Float of three numbers near 1.
      expectClose(values.reduce(0, +), 0, absolute: 1e-6)
      expectClose(values.reduce(0) { $0 + $1 * $1 } / 3, 1, absolute: 1e-6)
    }
    expectClose(
      try train.baseline(.pixelMean).map(Double.init), [0, 0], absolute: 1e-6)
    let full = try table("\(options), standardise: full", Self.people, shares: shares)
    #expect(full.normalisation.mean == [50, 1])
    let variances = full.normalisation.deviation.map { $0 * $0 }
    expectClose(variances, [200, 0.8], relative: 1e-15)
    #expect(try train.split("probe") == full.split("probe"))
    let none = try table("\(options), standardise: none", Self.people)
    #expect(none.normalisation == .unchanged(channels: 2))
  }

  @Test("one-hot: a feature per category")
  func oneHot() throws {
    let table = try table(
      "label: class, categorical: town, ignored: id, encode: one-hot", Self.people)
    #expect(table.features == ["age", "town=Bern", "town=Oslo", "town=Rome"])
    #expect(all(table).inputs.prefix(8).map(\.self) == [30, 0, 0, 1, 40, 1, 0, 0])
    #expect(table.shape == [4])
  }

  @Test("a target is learned as a number, standardised over the training part")
  func regression() throws {
    let raw = try table(
      "target: age, categorical: town, ignored: [id, class], standardise-target: false", Self.people
    )
    #expect(all(raw).targets == [30, 40, 50, 60, 70])
    #expect(raw.classes == 1)
    #expect(raw.isRegression)
    let scaled = try table("target: age, categorical: town, ignored: [id, class]", Self.people)
    let targets = try scaled.split("train").targets.map(Double.init)
    expectClose(targets.reduce(0, +), 0, absolute: 1e-6)
    expectClose(targets.reduce(0) { $0 + $1 * $1 } / 4, 1, absolute: 1e-6)
  }

  @Test("missing values: drop, mean, most frequent, a category of their own")
  func missing() throws {
    let text = "a,b,y\n1,u,0\n,u,1\n3,?,0\n3,v,1\n5,u,1\n"
    let options = "label: y, categorical: b, standardise: full"
    let dropped = all(try table("\(options), missing: drop", text))
    #expect(dropped.ids == [0, 3, 4])
    #expect(dropped.inputs == .numbers([1, 0, 3, 1, 5, 0]))
    // The mean of 1, 3, 3, 5 is 3.
    let mean = all(try table("\(options), missing: mean", text))
    #expect(mean.inputs == .numbers([1, 0, 3, 0, 3, 0, 3, 1, 5, 0]))
    let numbers = "a,b,y\n1,u,0\n,u,1\n1,?,0\n9,v,1\n4,u,1\n"
    let frequent = all(try table("\(options), missing: most-frequent", numbers))
    #expect(frequent.inputs == .numbers([1, 0, 1, 0, 1, 0, 9, 1, 4, 0]))
    let category = try table("\(options), missing: category", text.replacing("\n,", with: "\n2,"))
    #expect(all(category).inputs == .numbers([1, 1, 2, 1, 3, 0, 3, 2, 5, 1]))
  }

  @Test("what fills in is learned from the training part alone")
  func fillingIn() throws {
    let text =
      "a,y\n"
      + (0..<20).map { "\($0 == 7 ? "" : "\($0)"),\($0 % 2)" }
      .joined(separator: "\n")
    let table = try table("label: y, missing: mean", text)
    let train = try table.split("train")
    let known = train.ids.filter { $0 != 7 }.map(Double.init)
    let filled = try table.samples(of: train.ids.contains(7) ? "train" : "test", ids: [7])
    expectClose(
      filled.inputs[0], known.reduce(0, +) / Double(known.count), absolute: 1e-5)
  }

  @Test("a table without header, with another separator")
  func withoutHeader() throws {
    let table = try table(
      "header: false, separator: ';', label: '3', ignored: ['1']", "7;1.5;a\n8;-2e1;b\n")
    #expect(table.features == ["2"])
    #expect(all(table).inputs == .numbers([1.5, -20]))
  }

  @Test("the digest of the file and how it is read are the identity, its place is not")
  func identity() throws {
    let here = try source("label: class, categorical: town, ignored: id", Self.people)
    let files = try here.files(in: environment)
    #expect(files == ["table": ContentHash(of: Array(Self.people.utf8))])
    let moved = try ParameterReader.read(
      yaml: "{path: elsewhere.csv, label: class, categorical: [town], ignored: [id]}"
    ) { CSV($0) }.made
    #expect(moved.identity == here.identity)
    #expect(try source("label: class", Self.people).identity != here.identity)
    let known = try source("label: class, numeric: age, categorical: town", Self.people)
    #expect(known.shape == [2])
    #expect(here.shape.isEmpty)
    #expect(all(try table("label: class, numeric: age", Self.people)).inputs.count == 5)
  }

  @Test("bad files: file, line, column, what was found, and what to do")
  func faults() throws {
    let path = folder.path + "/t.csv"
    let cases: [(String, String, String)] = [
      (
        "label: clas", "age,class\n1,a\n",
        "\(path): no column is called `clas` (label)\n"
          + "  did you mean `class`? columns: age, class"
      ),
      (
        "label: y, categorical: [x, towm]", "x,town,y\n1,a,0\n",
        "\(path): no column is called `towm` (categorical)\n"
          + "  did you mean `town`? columns: x, town, y"
      ),
      (
        "label: y", "x,x,y\n1,2,3\n",
        "\(path): two columns are called `x`\n  rename one of them"
      ),
      (
        "label: y", "x,y\n1,0\n2\n",
        "\(path): line 3 has 1 fields, not 2\n  add what is missing, or name the `separator`"
      ),
      (
        "label: y", "x,y\n1,0\n\n2,3,4\n",
        "\(path): line 4 has 3 fields, not 2\n"
          + "  put fields that contain the separator into quotes"
      ),
      (
        "label: y", "x,y\n1,0\n0x10,1\n",
        "\(path): line 3, column `x`: `0x10` is not a number\n"
          + "  write a finite decimal number, or list `x` under `categorical` or `ignored`"
      ),
      (
        "label: y", "x,y\nnan,0\n",
        "\(path): line 2, column `x`: `nan` is not a number\n"
          + "  write a finite decimal number, or list `x` under `categorical` or `ignored`"
      ),
      (
        "label: y", "x,y\n1,0\n?,1\n",
        "\(path): line 3, column `x`: the value is missing\n"
          + "  fill it in, or choose `missing: drop`, `mean` or `most-frequent`"
      ),
      (
        "label: y, missing: mean", "x,y\n1,0\n2,\n",
        "\(path): line 3, column `y`: the value is missing\n"
          + "  fill it in, or choose `missing: drop`, `most-frequent` or `category`"
      ),
      (
        "label: y, labels: [no, maybe]", "x,y\n1,no\n2,mybe\n",
        "\(path): line 3, column `y`: `mybe` is none of the labels\n"
          + "  did you mean `maybe`? labels: no, maybe"
      ),
      (
        "label: y", "x,y\n1,a\n2,a\n",
        "\(path): column `y` has one label only, `a`\n"
          + "  name another `label`, or a `target` for a regression"
      ),
      ("label: y", "x,y\n", "\(path): the table has no rows\n  put one sample on each line"),
      (
        "label: y, ignored: x", "x,y\n1,2\n",
        "\(path): no column is left as a feature\n"
          + "  leave a column besides label, target and `ignored`"
      ),
      (
        "label: y, missing: mean", "x,z,y\n,1,0\n,2,1\n",
        "\(path): column `x` has no value in any training row\n  list `x` under `ignored`"
      ),
    ]
    for (options, text, words) in cases {
      let error = #expect(throws: DatasetError.self) { try table(options, text) }
      #expect(error?.description == words)
    }
    let gone = try ParameterReader.read(yaml: "{path: none.csv, label: y}") { CSV($0) }.made
    let error = #expect(throws: DatasetError.self) { try gone.files(in: environment) }
    #expect(error?.description == "\(folder.path)/none.csv: no such file or directory")
  }

  @Test("faults of the spec")
  func specFaults() {
    let cases = [
      ("{path: a}", "csv needs `label` or `target`"),
      ("{path: a, label: x, target: y}", "`label` and `target` exclude each other"),
      ("{path: a, label: x, separator: ab}", "`separator` cannot be `ab`"),
      ("{path: a, label: x, numeric: u, ignored: u}", "column `u` has two kinds"),
    ]
    for (yaml, words) in cases {
      let error = #expect(throws: DiagnosticList.self) {
        try ParameterReader.read(yaml: yaml) { CSV($0) }
      }
      #expect(error?.diagnostics.map(\.message) == [words])
    }
  }
}
