import Base
import Spec

/// Ten stroke-drawn digits, 28 × 28 × 1, made by computation: no file, no download.
///
/// Calibrated by accuracy alone, then frozen: `experiments/glyphs-calibration.md`. Sample k of a
/// seed is the same however many are made, on any machine.
struct Glyphs: DatasetSource {
  /// The name in specs.
  static let name = "glyphs"
  /// One line for the catalog.
  static let summary = "ten stroke-drawn digit classes, 28×28 grey, computed (no files)"

  /// Ids of the test split start here, so neither split's size moves the other's samples.
  static let firstTestID = 1_000_000
  /// Mean and deviation of pixel / 255, over the first 100,000 training samples of seed 0.
  static let normalisation = Normalisation(mean: [0.1283], deviation: [0.2576])

  /// Number of training samples.
  let train: Int
  /// Number of test samples.
  let test: Int

  /// Reads the parameters.
  init(_ read: ParameterReader) {
    let sizes = 1...Self.firstTestID
    train = read.integer("train", default: 8000, in: sizes, "number of training images")
    test = read.integer("test", default: 2000, in: sizes, "number of test images")
  }

  /// Makes the data set of these sizes.
  init(train: Int = 8000, test: Int = 2000) {
    self.train = train
    self.test = test
  }

  /// The parameters that decide the samples.
  var identity: Value { ["train": .integer(train), "test": .integer(test)] }
  /// One channel of grey.
  var shape: [Int] { [GlyphRaster.side, GlyphRaster.side, 1] }
  /// Ten digits.
  var classes: Int { 10 }
  /// Number of images in each split.
  var sizes: [String: Int] { ["train": train, "test": test] }
  /// No file is read.
  var files: [String: ContentHash] { [:] }

  /// Draws the samples under `seeds.data`.
  func load(seeds: Seeds, in environment: DataEnvironment) throws(DatasetError) -> DataTable {
    DataTable(
      shape: shape, classes: classes,
      splits: [
        "train": Self.split(ids: 0..<train, seed: seeds.data),
        "test": Self.split(ids: Self.firstTestID..<Self.firstTestID + test, seed: seeds.data),
      ], normalisation: Self.normalisation)
  }

  /// The samples `ids`; sample k shows the digit k mod 10.
  static func split(ids: Range<Int>, seed: UInt64) -> DataSplit {
    let pixels = GlyphRaster.side * GlyphRaster.side
    let inputs = [UInt8](unsafeUninitializedCapacity: ids.count * pixels) { buffer, count in
      for (place, id) in ids.enumerated() {
        var hand = RandomStream(seed: seed, purpose: name, index: UInt64(id))
        let shape = GlyphShape(digit: id % 10, stream: &hand)
        var grain = RandomStream(seed: seed, purpose: name, index: UInt64(id), subindex: 1)
        let image = buffer.extracting(place * pixels..<(place + 1) * pixels)
        GlyphRaster.draw(shape, stream: &grain, into: image)
      }
      count = ids.count * pixels
    }
    return DataSplit(inputs: inputs, labels: ids.map { Int32($0 % 10) }, ids: ids.map(Int64.init))
  }
}
