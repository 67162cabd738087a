import Base
import Spec

/// Handwritten digits of the UCI repository (Alpaydin and Kaynak, 1998), 8 × 8, grey levels 0…16.
struct Digits: DatasetSource {
  /// The name in specs.
  static let name = "digits"
  /// One line for the catalog.
  static let summary = "UCI optdigits, ten handwritten digit classes, 8×8 grey"

  static let archive = PublishedFolder(
    name: name, mirror: "https://archive.ics.uci.edu/ml/machine-learning-databases/optdigits")
  static let train = PublishedFile(
    "optdigits.tra", bytes: 563_639,
    sha256: "e1b683cc211604fe8fd8c4417e6a69f31380e0c61d4af22e93cc21e9257ffedd")
  static let test = PublishedFile(
    "optdigits.tes", bytes: 264_712,
    sha256: "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8")
  /// Mean and deviation of level / 16 over the training file.
  static let normalisation = Normalisation(mean: [0.3077], deviation: [0.3773], scale: 16)
  /// The ids of the test file start here.
  static let firstTestID = 10_000

  let place: PublishedPlace

  /// Reads the parameters.
  init(_ read: ParameterReader) {
    place = PublishedPlace(read, files: "optdigits.tra and optdigits.tes")
  }

  /// The files decide the samples.
  var identity: Value { [:] }
  /// One channel of grey.
  var shape: [Int] { [8, 8, 1] }
  /// Ten digits.
  var classes: Int { 10 }
  /// Number of images in each split.
  var sizes: [String: Int] { ["train": 3823, "test": 1797] }
  /// The digests of both files.
  var files: [String: ContentHash] {
    [Self.train.name: Self.train.hash, Self.test.name: Self.test.hash]
  }

  func load(seeds: Seeds, in environment: DataEnvironment) throws(DatasetError) -> DataTable {
    let folder = try DataFolder.holding(
      [Self.train, Self.test], of: Self.archive, path: place.path, mirror: place.mirror,
      in: environment)
    var splits: [String: DataSplit] = [:]
    for (name, file, firstID) in [
      ("train", Self.train, 0), ("test", Self.test, Self.firstTestID),
    ] {
      let path = folder.path(of: file)
      let bytes = try LocalDataFile(path, in: environment).read()
      do {
        splits[name] = try Self.split(bytes, firstID: firstID, path: path)
      } catch { throw .table(error) }
    }
    return DataTable(
      shape: shape, classes: classes, splits: splits, normalisation: Self.normalisation)
  }

  /// Reads lines of 64 levels, row by row, and the digit.
  static func split(_ bytes: [UInt8], firstID: Int, path: String) throws(TableError) -> DataSplit {
    var text = DelimitedText(bytes, separator: UInt8(ascii: ","), path: path)
    var levels: [UInt8] = []
    var labels: [Int32] = []
    while let row = try text.next() {
      guard row.fields.count == 65 else {
        throw .ragged(line: row.line, found: row.fields.count, columns: 65, path: path)
      }
      for (place, field) in row.fields.enumerated() {
        let limit = place == 64 ? 9 : 16
        guard let number = Int(field), (0...limit).contains(number) else {
          throw .unknownLabel(
            field, line: row.line, column: "\(place + 1)", labels: (0...limit).map { "\($0)" },
            path: path)
        }
        if place == 64 { labels.append(Int32(number)) } else { levels.append(UInt8(number)) }
      }
    }
    return DataSplit(
      inputs: levels, labels: labels, ids: labels.indices.map { Int64(firstID + $0) })
  }
}
