import Base
import Foundation
import Spec
import TestSupport
import Testing

@testable import Experiments

@Suite("data made by computation")
struct GeneratorTests {
  private let anywhere = DataEnvironment(variables: [:])

  private func source(_ name: String, _ yaml: String) throws -> any DatasetSource {
    let entry = try #require(Vocabulary.runexp.datasets[name])
    let made = try ParameterReader.read(yaml: yaml, entry.read).made
    return try #require(made as? any DatasetSource)
  }

  private func load(_ name: String, _ yaml: String, seed: UInt64 = 0) throws -> DataTable {
    let source = try source(name, yaml)
    let table = try source.load(seeds: Seeds(all: seed), in: anywhere)
    #expect(table.shape == source.shape)
    #expect(table.classes == source.classes)
    #expect(table.splits.mapValues(\.count) == source.sizes)
    #expect(source.files.isEmpty)
    return table
  }

  @Test(
    "a sample does not depend on how many are made, but on the seed",
    arguments: ["synthetic-tabular", "gaussian-clusters", "boolean"])
  func counterBased(name: String) throws {
    let few = try load(name, "{train: 7, test: 4}", seed: 3)
    let many = try load(name, "{train: 20, test: 11}", seed: 3)
    for split in ["train", "test"] {
      let ids = try few.split(split).ids
      #expect(try many.samples(of: split, ids: ids) == few.split(split))
    }
    #expect(Set(try many.split("train").ids).isDisjoint(with: try many.split("test").ids))
    #expect(try load(name, "{train: 7, test: 4}", seed: 4) != few)
  }

  @Test("synthetic rows: unit deviations, the known score, half of them above the median")
  func synthetic() throws {
    let table = try load("synthetic-tabular", "{train: 1500, test: 1, noise: 0}", seed: 1)
    let train = try table.split("train")
    for feature in 0..<12 {
      let values = (0..<1500).map { train.inputs[$0 * 12 + feature] }
      let mean = values.reduce(0, +) / 1500
      // Standard errors of 1,500 rows: 0.026 of the mean, 0.018 of the deviation; four of them.
      expectClose(mean, 0, absolute: 0.104)
      expectClose(
        (values.reduce(0) { $0 + $1 * $1 } / 1500).squareRoot(), 1, absolute: 0.073)
    }
    // Of 1,500 fair throws and a median that is off itself: 750 ± 21.
    #expect((660...840).contains(train.labels.count { $0 == 1 }))
    let world = SyntheticTabular.World(seed: 1, noise: 0)
    for row in 0..<100 {
      let x = (0..<12).map { train.inputs[row * 12 + $0] }
      var score = 2 * x[0] * x[1] - 1.5 * x[2] * x[3] * tanh(x[4]) + 1.5 * sin(2 * x[5])
      score += 1.2 * (x[6] > x[7] ? x[6] : x[7])
      for feature in 0..<12 { score += 0.8 * x[feature] * world.weights[feature] }
      // Features were rounded to Float: a score within that of the median may go either way.
      guard abs(score - world.median) > 1e-5 else { continue }
      #expect(train.labels[row] == (score > world.median ? 1 : 0))
    }
  }

  @Test("features are mixed as A says: the correlations of its columns")
  func correlations() throws {
    let world = SyntheticTabular.World(seed: 2, noise: 0.7)
    let rows = (0..<4000).map { world.row(UInt64($0), purpose: "synthetic-tabular").x }
    for (a, b) in [(0, 1), (3, 7), (10, 11)] {
      let expected = (0..<12).reduce(0) { $0 + world.mixing[$1][a] * world.mixing[$1][b] }
      let found = rows.reduce(0) { $0 + $1[a] * $1[b] } / 4000
      // A standard error of at most √2 / √4000 = 0.022; four of them.
      expectClose(found, expected, absolute: 0.09)
    }
  }

  @Test("clouds have deviation 1 around centres as far apart as asked for")
  func clusters() throws {
    let yaml = "{features: 40, classes: 5, separation: 6, train: 500, test: 5}"
    let source = try #require(try source("gaussian-clusters", yaml) as? GaussianClusters)
    let train = try load("gaussian-clusters", yaml).split("train")
    let centres = source.centres(seed: 0)
    var square = 0.0
    for row in 0..<500 {
      #expect(Int(train.labels[row]) == row % 5)
      for feature in 0..<40 {
        let gap = train.inputs[row * 40 + feature] - centres[row % 5][feature]
        square += gap * gap
      }
    }
    // 20,000 squares of deviation √2: a standard error of 0.01; four.
    expectClose(square / 20_000, 1, absolute: 0.04)
    var distance = 0.0
    for a in 0..<5 {
      for b in 0..<a {
        distance += zip(centres[a], centres[b]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
    }
    // Ten pairs of five centres of 40 coordinates: within a fifth.
    expectClose((distance / 10).squareRoot(), 6, relative: 0.2)
    let random = try load("gaussian-clusters", "{labels: random, train: 400, test: 1}")
      .split("train")
    // 400 fair throws: 200 ± 10.
    #expect((150...250).contains(random.labels.indices.count { random.labels[$0] == $0 % 2 }))
  }

  @Test("all pairs once, in both forms", arguments: ["add", "subtract", "multiply"])
  func modular(operation: String) throws {
    let yaml = "p: 7, operation: \(operation), fraction: 0.6"
    let tokens = try load("modular-arithmetic", "{\(yaml)}")
    let features = try load("modular-arithmetic", "{\(yaml), form: one-hot}")
    #expect(tokens.vocabulary == 8)
    #expect(features.vocabulary == nil)
    #expect(tokens.splits.mapValues(\.count) == ["train": 29, "test": 20])
    let all = try tokens.split("train") + tokens.split("test")
    #expect(all.ids.sorted() == (0..<49).map(Int64.init))
    for row in 0..<49 {
      let (a, b) = (Int(all.inputs[row * 3]), Int(all.inputs[row * 3 + 1]))
      #expect(all.ids[row] == Int64(a * 7 + b))
      #expect(all.inputs[row * 3 + 2] == 7)
      let result = ["add": a + b, "subtract": a - b, "multiply": a * b][operation] ?? 0
      #expect(Int(all.labels[row]) == ((result % 7) + 7) % 7)
      let split = row < 29 ? "train" : "test"
      let other = try features.samples(of: split, ids: [all.ids[row]])
      #expect(other.labels == [all.labels[row]])
      #expect(
        other.inputs == .numbers((0..<14).map { $0 == a || $0 == 7 + b ? 1 : 0 }))
    }
  }

  @Test(
    "terms decide the class, and the mask marks their bits",
    arguments: [
      ("[\"0&1\", \"2 | 3\"]", "all"), ("[\"0^2^4\"]", "odd"), ("[\"5\", \"1&2\"]", "any"),
      ("[\"0\", \"1\", \"2\"]", "majority"),
    ])
  func boolean(terms: String, combination: String) throws {
    let table = try load(
      "boolean", "{bits: 6, terms: \(terms), combine: \(combination), train: 200, test: 1}")
    let train = try table.split("train")
    for row in 0..<200 {
      let x = (0..<6).map { train.inputs[row * 6 + $0] == 1 }
      let expected =
        switch combination {
        case "all": x[0] && x[1] && (x[2] || x[3])
        case "odd": (x[0] != x[2]) != x[4]
        case "any": x[5] || x[1] && x[2]
        default: [x[0], x[1], x[2]].count { $0 } >= 2
        }
      #expect(train.labels[row] == (expected ? 1 : 0))
    }
    let marked: Set<Int> =
      switch combination {
      case "all": [0, 1, 2, 3]
      case "odd": [0, 2, 4]
      case "any": [1, 2, 5]
      default: [0, 1, 2]
      }
    let masks = try #require(train.masks)
    #expect(masks.enumerated().allSatisfy { ($1 == 1) == marked.contains($0 % 6) })
  }

  @Test("bits are 1 as often as asked for, and −1 otherwise where asked for")
  func prevalence() throws {
    let table = try load(
      "boolean", "{prevalence: 0.2, values: plus-minus, train: 500, test: 1}")
    let values = try table.split("train").inputs
    #expect(Set(values) == [-1, 1])
    // 5,000 throws: 1,000 ± 28.
    #expect((880...1120).contains(values.count { $0 == 1 }))
  }

  @Test("bad terms are faults of the spec")
  func terms() {
    for (yaml, words) in [
      ("{terms: [\"0&1|2\"]}", "`0&1|2` is not a term"),
      ("{terms: [\"1&1\"]}", "`1&1` is not a term"), ("{terms: [\"a\"]}", "`a` is not a term"),
      ("{bits: 3, terms: [\"1^3\"]}", "term `1^3` names bit 3 of 3"),
    ] {
      let error = #expect(throws: DiagnosticList.self) {
        try ParameterReader.read(yaml: yaml) { BooleanFunction($0) }
      }
      #expect(error?.diagnostics.map(\.message) == [words])
    }
  }
}
