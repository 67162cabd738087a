import Base
import Spec

/// A data set of IDX files: what its file in the folder above has to say is `archive` alone.
protocol IDXDatasetSource: DatasetSource {
  /// The published files.
  static var archive: IDXArchive { get }
  /// Which records are taken.
  var cut: IDXCut { get }
}

extension IDXDatasetSource {
  /// The name in specs.
  static var name: String { archive.name }
  /// The parameters that decide the samples.
  var identity: Value { cut.identity }
  /// One channel of grey.
  var shape: [Int] { cut.shape(of: Self.archive) }
  /// The classes of the published labels.
  var classes: Int { Self.archive.classes }
  /// Number of images in each split.
  var sizes: [String: Int] { ["train": cut.train, "test": cut.test] }
  /// The digests of the published files that are read.
  var files: [String: ContentHash] {
    let files = cut.parts(of: Self.archive).flatMap { [$0.images, $0.labels] }
    return Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.hash) })
  }

  /// Finds or fetches the files, checks them and cuts the splits.
  func load(seeds: Seeds, in environment: DataEnvironment) throws(DatasetError)
    -> DataTable
  {
    try cut.load(Self.archive, seed: seeds.split, in: environment)
  }
}

extension IDXCut {
  /// Finds or fetches the files of `archive`, checks them and cuts the splits.
  func load(_ archive: IDXArchive, seed: UInt64, in environment: DataEnvironment)
    throws(DatasetError) -> DataTable
  {
    let parts = parts(of: archive)
    let folder = try DataFolder.holding(
      parts.flatMap { [$0.images, $0.labels] }, of: archive, path: path, mirror: mirror,
      in: environment)
    let unpack = try Gunzip(environment)
    let rows = rows(of: archive, seed: seed)
    var splits: [String: DataSplit] = [:]
    for part in parts {
      let (pixels, labels) = try archive.read(part, from: folder, unpack)
      let all = DataSplit(
        inputs: framed(pixels, of: archive), labels: labels.map(Int32.init),
        ids: (0..<part.records).map { Int64(part.firstID + $0) })
      let elements = shape(of: archive).reduce(1, *)
      if part == parts.first { splits["train"] = all.rows(rows.train, elements: elements) }
      if part == parts.last { splits["test"] = all.rows(rows.test, elements: elements) }
    }
    return DataTable(
      shape: shape(of: archive), classes: archive.classes, splits: splits,
      normalisation: archive.normalisation)
  }
}
