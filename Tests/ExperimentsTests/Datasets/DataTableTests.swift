import Spec
import TestSupport
import Testing

@testable import Experiments

@Suite struct DataTableTests {
  /// Two training samples and one test sample of 1 × 2 pixels with two channels.
  private let table = DataTable(
    shape: [1, 2, 2], classes: 2,
    splits: [
      "train": DataSplit(inputs: [0, 255, 51, 102, 255, 0, 51, 0], labels: [0, 1], ids: [7, 4]),
      "test": DataSplit(inputs: [1, 2, 3, 4], labels: [1], ids: [9]),
    ], normalisation: Normalisation(mean: [0.2, 0.4], deviation: [0.5, 0.25]))

  /// Inputs are Floats of Doubles that are exact to 1e-15.
  private let rounding = 1e-6

  @Test func `inputs are normalised per channel`() throws {
    expectClose(
      try table.inputs(of: "train").map(Double.init),
      [-0.4, 2.4, 0, 0, 1.6, -1.6, 0, -1.6], absolute: rounding)
  }

  @Test(arguments: [1, 2, 3]) func `normalising equals the formula for every raw value`(
    channels: Int
  ) {
    let normalisation = Normalisation(
      mean: (0..<channels).map { 0.1307 + 0.1 * Double($0) },
      deviation: (0..<channels).map { 0.3081 - 0.05 * Double($0) })
    let raw = (0..<256 * channels).map { UInt8($0 / channels) }
    let inputs = normalisation.apply(to: .bytes(raw))
    for (index, value) in raw.enumerated() {
      let channel = index % channels
      let exact =
        (Double(value) / 255 - normalisation.mean[channel]) / normalisation.deviation[channel]
      #expect(inputs[index] == Float(exact))
    }
  }

  @Test func `samples are found by id, in the order asked for`() throws {
    #expect(try table.samples(of: "train", ids: [4, 7]).labels == [1, 0])
    expectClose(
      try table.inputs(of: "train", ids: [4]).map(Double.init), [1.6, -1.6, 0, -1.6],
      absolute: rounding)
  }

  @Test func `an unknown split and an unknown sample are named`() {
    #expect(throws: DatasetError.unknownSplit("dev", legal: ["test", "train"])) {
      try table.split("dev")
    }
    #expect(throws: DatasetError.unknownSample(9, split: "train")) {
      try table.samples(of: "train", ids: [7, 9])
    }
    #expect(
      DatasetError.unknownSplit("dev", legal: ["test", "train"]).description
        == "no split is called `dev`\n  legal splits: test, train")
    #expect(
      DatasetError.unknownSample(9, split: "train").description == "split `train` has no sample 9")
  }

  @Test func `baselines of data alone`() throws {
    #expect(try table.baseline(.channelMean) == [0, 0, 0, 0])
    #expect(try table.baseline(.constant(1.5)) == [1.5, 1.5, 1.5, 1.5])
    expectClose(
      try table.baseline(.rawZero).map(Double.init), [-0.4, -1.6, -0.4, -1.6], absolute: rounding)
    // Raw means 127.5, 127.5, 51, 51.
    expectClose(
      try table.baseline(.pixelMean).map(Double.init), [0.6, 0.4, 0, -0.8], absolute: rounding)
  }

  @Test func `the pixel mean is the mean of the inputs`() throws {
    let glyphs = try Glyphs(train: 20, test: 1)
      .load(seeds: Seeds(), in: DataEnvironment(variables: [:]))
    let inputs = try glyphs.inputs(of: "train").map(Double.init)
    let means = (0..<784).map { pixel in
      (0..<20).reduce(0) { $0 + inputs[$1 * 784 + pixel] } / 20
    }
    expectClose(
      try glyphs.baseline(.pixelMean).map(Double.init), means, absolute: rounding)
  }

  @Test func `the pixel mean of nothing is refused`() {
    var table = table
    table.splits["train"] = DataSplit(inputs: [], labels: [], ids: [])
    #expect(throws: DatasetError.emptySplit("train")) { try table.baseline(.pixelMean) }
  }

  // MARK: - Numbers

  /// Three rows of two features; the third is of no split.
  private let numbers: DataTable = {
    var train = DataSplit(inputs: .numbers([1, -10, 3, 30]), labels: [0, 0], ids: [1, 2])
    train.targets = [0.5, 1.5]
    var table = DataTable(
      shape: [2], classes: 1, splits: ["train": train],
      normalisation: Normalisation(mean: [2, 10], deviation: [1, 20], scale: 1))
    table.features = ["age", "hours"]
    return table
  }()

  @Test func `features are standardised each by its own numbers`() throws {
    #expect(try numbers.inputs(of: "train") == [-1, -1, 1, 1])
    #expect(numbers.isRegression)
    #expect(!table.isRegression)
  }

  @Test func `baselines of a table: the means are 0 where it was fitted`() throws {
    #expect(try numbers.baseline(.pixelMean) == [0, 0])
    #expect(try numbers.baseline(.channelMean) == [0, 0])
    #expect(try numbers.baseline(.rawZero) == [-2, -0.5])
    #expect(try numbers.baseline(.constant(-1)) == [-1, -1])
    var other = numbers
    other.splits["half"] = try numbers.samples(of: "train", ids: [2])
    other.trainingSplit = "half"
    #expect(try other.baseline(.pixelMean) == [1, 1])
  }

  @Test func `attacks stay within what bytes can be and numbers are`() throws {
    let images = try table.inputRange()
    expectClose(images.lower.map(Double.init), [-0.4, -1.6, -0.4, -1.6], absolute: rounding)
    expectClose(images.upper.map(Double.init), [1.6, 2.4, 1.6, 2.4], absolute: rounding)
    let features = try numbers.inputRange()
    #expect(features.lower == [-1, -1])
    #expect(features.upper == [1, 1])
  }

  @Test func `what belongs to a sample goes with it`() throws {
    var split = DataSplit(inputs: [1, 2, 3, 4, 5, 6], labels: [2, 0, 1], ids: [10, 11, 12])
    split.correctedLabels = [2, 1, 1]
    split.masks = .bytes([1, 0, 0, 1, 1, 1])
    split.parents = [5, 6, 7]
    split.targets = [0.1, 0.2, 0.3]
    let part = split.rows([2, 0], elements: 2)
    #expect(part.inputs == .bytes([5, 6, 1, 2]))
    #expect(part.labels == [1, 2])
    #expect(part.trueLabels == [1, 2])
    #expect(part.ids == [12, 10])
    #expect(part.masks == .bytes([1, 1, 1, 0]))
    #expect(part.parents == [7, 5])
    #expect(part.targets == [0.3, 0.1])
    let both = part + split.rows([1], elements: 2)
    #expect(both == split.rows([2, 0, 1], elements: 2))
  }

  // MARK: - Shares

  @Test func `shares take every sample once, whatever splits it was in`() throws {
    let table = DataTable.stripes(train: 60, test: 40)
    let shares = SplitShares([.init("train", 0.4), .init("reference", 0.4), .init("probe", 0.2)])
    let cut = table.cut(into: shares, seed: 3)
    #expect(cut.splits.mapValues(\.count) == ["train": 40, "reference": 40, "probe": 20])
    let all = cut.splits.values.flatMap(\.ids)
    #expect(all.sorted() == (0..<100).map(Int64.init))
    for (name, split) in cut.splits {
      #expect(split.ids == split.ids.sorted())
      for id in split.ids {
        let from = id < 60 ? "train" : "test"
        #expect(try cut.samples(of: name, ids: [id]) == table.samples(of: from, ids: [id]))
      }
    }
    #expect(table.cut(into: shares, seed: 4) != cut)
  }

  @Test func `whether a sample ranks before another does not depend on the others`() {
    let shares = SplitShares([.init("a", 0.5), .init("b", 0.5)])
    let few = shares.rows(of: (0..<50).map(Int64.init), seed: 1)
    let many = shares.rows(of: (0..<100).map(Int64.init), seed: 1)
    // The first half of fifty is the first half of a hundred but for those near the middle.
    let moved = Set(few["a"] ?? []).subtracting(many["a"] ?? [])
    #expect(moved.count < 12)
  }

  @Test(arguments: [
    ([0.8, 0.2], 30162, [24129, 6033]), ([0.7, 0.1, 0.2], 10, [7, 1, 2]),
    ([0.1, 0.2], 10, [1, 2]), ([0.5], 3, [1]),
  ])
  func `a split ends at the whole part of its cumulated share`(
    fractions: [Double], count: Int, sizes: [Int]
  ) {
    let shares = SplitShares(fractions.enumerated().map { .init("s\($0.offset)", $0.element) })
    let rows = shares.rows(of: (0..<count).map(Int64.init), seed: 0)
    #expect(fractions.indices.map { rows["s\($0)"]?.count } == sizes)
    #expect(SplitShares(shares.value) == shares)
  }
}
