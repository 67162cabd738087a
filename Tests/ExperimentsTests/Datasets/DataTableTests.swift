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
    let inputs = normalisation.apply(to: raw)
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
}
