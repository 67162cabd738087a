import Base
import Spec
import TestSupport
import Testing

@testable import Experiments

@Suite("transforms of data")
struct TransformTests {
  private let images = DataTable.stripes(shape: [4, 5, 2], classes: 4, train: 40, test: 12)

  private func made(_ yaml: String) throws -> any DataTransform {
    let node = "{from: main, transform: [\(yaml)]}"
    let study = "runexp: 1\nname: t\ndata: {main: {name: glyphs}, new: \(node)}"
    let files = InMemoryFileSystem(["t.yaml": study])
    let read = try SpecReader(files: files, vocabulary: .runexp).study(at: "t.yaml", overrides: [])
    guard case .derived(_, let plugins)? = read.cells.first?.data.last?.source else {
      throw TransformError.nothingLeft
    }
    return try Vocabulary.runexp.transforms.made(
      plugins.first?.parameters, as: (any DataTransform).self)
  }

  private func applied(_ yaml: [String], to table: DataTable, seed: UInt64 = 0) throws
    -> DataTable
  {
    try table.transformed(by: yaml.map(made), seeds: Seeds(all: seed))
  }

  /// A pixel of the sample at `row`; nil outside.
  private func pixel(_ split: DataSplit, _ row: Int, _ y: Int, _ x: Int, _ channel: Int) -> Double?
  {
    guard (0..<4).contains(y), (0..<5).contains(x) else { return nil }
    return split.inputs[row * 40 + y * 10 + x * 2 + channel]
  }

  private func expectMoved(
    _ changed: DataSplit, from split: DataSplit,
    _ source: (_ row: Int, _ y: Int, _ x: Int) -> (y: Int, x: Int)
  ) {
    for row in 0..<split.count {
      for y in 0..<4 {
        for x in 0..<5 {
          for channel in 0..<2 {
            let from = source(row, y, x)
            #expect(
              pixel(changed, row, y, x, channel)
                == pixel(split, row, from.y, from.x, channel) ?? 0)
          }
        }
      }
    }
  }

  @Test("a flip mirrors rows or columns, and its chance is kept")
  func flip() throws {
    let train = try images.split("train")
    let across = try applied(["{flip: {chance: 1}}"], to: images).split("train")
    expectMoved(across, from: train) { _, y, x in (y, 4 - x) }
    let down = try applied(["{flip: {chance: 1, axis: vertical}}"], to: images).split("train")
    expectMoved(down, from: train) { _, y, x in (3 - y, x) }
    #expect(try applied(["{flip: {chance: 0}}"], to: images).split("train").inputs == train.inputs)
    let half = try applied(["flip"], to: images).split("train")
    let mirrored = (0..<40).count { row in
      let pixels = row * 40..<(row + 1) * 40
      return Array(half.inputs[pixels]) == Array(across.inputs[pixels])
    }
    // 40 throws of a coin: 20 ± 3.2.
    #expect((8...32).contains(mirrored))
    #expect(half.ids == train.ids)
    #expect(half.parents == train.ids)
  }

  @Test("a shift moves images and moves in raw 0", arguments: [(1, 0), (0, -2), (-3, 4), (9, 1)])
  func shift(rows: Int, columns: Int) throws {
    let changed = try applied(["{shift: {rows: \(rows), columns: \(columns)}}"], to: images)
    for name in ["train", "test"] {
      expectMoved(try changed.split(name), from: try images.split(name)) { _, y, x in
        (y - rows, x - columns)
      }
    }
  }

  @Test("a crop is a shift by at most the padding, each place alike")
  func crop() throws {
    let train = try images.split("train")
    let changed = try applied(["{crop: {pad: 1}}"], to: images).split("train")
    var seen: Set<[Int]> = []
    for row in 0..<train.count {
      let fits = (-1...1).flatMap { down in (-1...1).map { [down, $0] } }.filter { move in
        (0..<20).allSatisfy { place in
          let (y, x) = (place / 5, place % 5)
          return (0..<2).allSatisfy {
            pixel(changed, row, y, x, $0)
              == pixel(train, row, y - move[0], x - move[1], $0) ?? 0
          }
        }
      }
      #expect(fits.count == 1)
      seen.formUnion(fits)
    }
    #expect(seen.count == 9)
  }

  @Test("masks move with their images")
  func masks() throws {
    var table = images
    let mask = (0..<40 * 40).map { UInt8($0 % 40 == 7 ? 1 : 0) }
    table.splits["train"]?.masks = .bytes(mask)
    let changed = try applied(["{shift: {columns: 1, splits: [train]}}"], to: table)
    let moved = (0..<40 * 40).map { UInt8($0 % 40 == 9 ? 1 : 0) }
    #expect(try changed.split("train").masks == .bytes(moved))
    #expect(try changed.split("test") == images.split("test"))
    let noisy = try applied(["{noise: {deviation: 1}}"], to: table)
    #expect(try noisy.split("train").masks == .bytes(mask))
  }

  @Test("noise has its deviation, in units of network inputs", arguments: ["gaussian", "uniform"])
  func noise(kind: String) throws {
    let changed = try applied(["{noise: {kind: \(kind), deviation: 0.3}}"], to: images)
    let before = try images.inputs(of: "train").map(Double.init)
    let after = try changed.inputs(of: "train").map(Double.init)
    let added = zip(after, before).map { $0 - $1 }
    let count = Double(added.count)
    let mean = added.reduce(0, +) / count
    let deviation = (added.reduce(0) { $0 + $1 * $1 } / count).squareRoot()
    // 1,600 numbers: a standard error of 0.0075 of the mean and 0.0053 of the deviation; four.
    expectClose(mean, 0, absolute: 0.03)
    expectClose(deviation, 0.3, absolute: 0.022)
    if kind == "uniform" { #expect(added.allSatisfy { abs($0) < 0.3 * 1.7321 }) }
    #expect(try changed.split("train").inputs.contains { $0 != $0.rounded() })
  }

  @Test("masked cells are the mean of their channel, whole, and as many as asked for")
  func maskCells() throws {
    let before = try images.inputs(of: "train")
    func masked(_ parameters: String) throws -> [[Bool]] {
      let after = try applied(["{mask-cells: {\(parameters)}}"], to: images).inputs(of: "train")
      return (0..<40).map { row in
        (0..<40).map { element in
          let place = row * 40 + element
          // No pixel of these images is the mean itself.
          let isMasked = abs(after[place]) < 1e-6
          #expect(isMasked || abs(after[place] - before[place]) < 1e-6)
          return isMasked
        }
      }
    }
    // 2 × 2 cells of 4 × 5 pixels: columns 0, 1, 2 and 3, 4, as players over the grid have them.
    let players = try Players(grid: 2, by: 2, shape: [4, 5, 2]).playerOfElement
    var counts: [Int: Int] = [:]
    for sample in try masked("grid: [2, 2], keep: [0.25, 0.75]") {
      let cells = Set(zip(players, sample).filter(\.1).map(\.0))
      #expect(zip(players, sample).allSatisfy { cells.contains($0) == $1 })
      counts[cells.count, default: 0] += 1
    }
    #expect(Set(counts.keys) == [1, 2, 3])
    // 40 throws of a die with three sides: 13 ± 3.
    #expect(counts.values.allSatisfy { (2...25).contains($0) })
    #expect(
      try masked("keep: [0.5, 0.5]").allSatisfy { sample in sample.count { $0 } == 20 })
    let half = try masked("grid: [2, 2], keep: [0, 0], chance: 0.5")
    #expect(half.allSatisfy { Set($0).count == 1 })
    #expect((8...32).contains(half.count { $0[0] }))
    #expect(try masked("keep: [1, 1]").joined().allSatisfy { !$0 })
    #expect(
      throws: TransformError.needsImages(transform: "mask-cells", shape: [3])
    ) {
      let table = DataTable(
        shape: [3], classes: 2,
        splits: [
          "train": DataSplit(inputs: .numbers([1, 2, 3]), labels: [1], ids: [0])
        ], normalisation: .unchanged(channels: 3))
      _ = try applied(["{mask-cells: {grid: [2, 2], keep: [0, 1]}}"], to: table)
    }
    for (parameters, fault) in [
      ("grid: [2], keep: [0, 1]", "`grid` needs rows and columns"),
      ("keep: [0.7, 0.3]", "`keep` must not fall: 0.7 is above 0.3"),
    ] {
      let error = #expect(throws: DiagnosticList.self) { try made("{mask-cells: {\(parameters)}}") }
      #expect(error?.text.contains(fault) == true)
    }
  }

  @Test("label noise: exactly the share, never the right class, and the true labels are kept")
  func labelNoise() throws {
    let train = try images.split("train")
    for kind in ["symmetric", "pair"] {
      let noisy = try applied(["{label-noise: {fraction: 0.3, kind: \(kind)}}"], to: images)
      let split = try noisy.split("train")
      let wrong = split.ids.indices.filter { split.labels[$0] != train.labels[$0] }
      #expect(wrong.count == 12)
      #expect(split.trueLabels == train.labels)
      #expect(try noisy.split("test") == images.split("test"))
      let steps = Set(wrong.map { (split.labels[$0] - train.labels[$0] + 4) % 4 })
      #expect(steps == (kind == "pair" ? [1] : [1, 2, 3]))
    }
    let all = try applied(["{label-noise: {fraction: 1}}"], to: images).split("train")
    #expect(zip(all.labels, train.labels).allSatisfy { $0 != $1 })
  }

  @Test("a larger share of wrong labels contains the smaller one; another seed is another choice")
  func nestedNoise() throws {
    func wrong(_ fraction: Double, seed: UInt64 = 0) throws -> Set<Int64> {
      let split = try applied(
        ["{label-noise: {fraction: \(fraction)}}"], to: images, seed: seed
      ).split("train")
      return Set(
        split.ids.indices.filter { split.labels[$0] != split.trueLabels[$0] }
          .map { split.ids[$0] })
    }
    #expect(try wrong(0.1).isSubset(of: wrong(0.5)))
    #expect(try wrong(0.5) != wrong(0.5, seed: 1))
  }

  @Test("a subset by classes, number and share keeps the order")
  func subset() throws {
    let train = try images.split("train")
    let some = try applied(["{subset: {classes: [3, 1], count: 5, splits: train}}"], to: images)
    #expect(try some.split("train").labels == [1, 3, 1, 3, 1])
    #expect(try some.split("train").ids == [1, 3, 5, 7, 9])
    #expect(try some.split("test").count == 12)
    let share = try applied(["{subset: {fraction: 0.25, choose: random}}"], to: images)
    let ids = try share.split("train").ids
    #expect(ids.count == 10)
    #expect(ids == ids.sorted())
    #expect(ids != Array(train.ids.prefix(10)))
    #expect(try share.samples(of: "train", ids: ids) == images.samples(of: "train", ids: ids))
  }

  @Test("what cannot be changed so is told")
  func faults() throws {
    let table = DataTable(
      shape: [3], classes: 2,
      splits: ["train": DataSplit(inputs: .numbers([1, 2, 3]), labels: [1], ids: [0])],
      normalisation: .unchanged(channels: 3))
    var regression = table
    regression.splits["train"]?.targets = [1, 2]
    let cases: [(String, DataTable, String)] = [
      (
        "flip", table,
        "transform flip needs images, and these samples have shape [3]\n"
          + "  take it out of `transform`"
      ),
      (
        "{label-noise: {fraction: 0.5}}", regression,
        "transform label-noise needs classes, and these samples have targets\n"
          + "  take it out of `transform`"
      ),
      (
        "{subset: {count: 2}}", table,
        "transform subset asks for 2 of 1 samples\n  ask for at most 1"
      ),
      (
        "{subset: {classes: [2]}}", table,
        "transform subset asks for class 2\n  classes are 0…1"
      ),
      (
        "{subset: {fraction: 0.1}}", table,
        "transform subset leaves no sample\n  ask for more, or for classes that are there"
      ),
    ]
    for (yaml, table, text) in cases {
      let error = #expect(throws: TransformError.self) { try applied([yaml], to: table) }
      #expect(error?.description == text)
    }
    #expect(throws: DiagnosticList.self) { try made("shift") }
    #expect(throws: DiagnosticList.self) { try made("subset") }
    #expect(throws: DiagnosticList.self) { try made("{subset: {count: 1, fraction: 0.5}}") }
  }

  @Test("an augmentation is the transform on network inputs, drawn anew each time")
  func augmentation() throws {
    let changes = try [made("flip"), made("{crop: {pad: 1}}"), made("{noise: {deviation: 0.1}}")]
      .compactMap { $0 as? any SampleChange }
    let sample = try images.inputs(of: "train", ids: [5])
    func augmented(_ changes: [any SampleChange], seed: UInt64, draw: UInt64) throws -> [Float] {
      let augmentation = try Augmentation(changes, of: images, seed: seed)
      var result = [Float](repeating: .nan, count: 40)
      augmentation.augment(sample, draw: draw, into: &result)
      return result
    }
    for length in 0...3 {
      let some = Array(changes.prefix(length))
      let first = try augmented(some, seed: 1, draw: 0)
      #expect(first == (try augmented(some, seed: 1, draw: 0)))
      let results = try (0..<20).map { try augmented(some, seed: 1, draw: $0) }
      #expect(Set(results).count > (length == 0 ? 0 : 1))
      #expect(length > 0 || results.allSatisfy { $0 == sample })
    }
    // Raw 0 moves in, which is not 0 after normalisation.
    let black = SampleForm(inputsOf: images).background.map { Float($0) }
    let shifted = try [made("{shift: {columns: 5}}")].compactMap { $0 as? any SampleChange }
    #expect(
      try augmented(shifted, seed: 0, draw: 0) == (0..<40).map { black[$0 % 2] })
  }
}
