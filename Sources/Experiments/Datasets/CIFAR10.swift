import Base
import Spec

/// CIFAR-10 (Krizhevsky 2009): ten classes of 32 × 32 colour photographs, the binary version.
struct CIFAR10: DatasetSource {
  /// The name in specs.
  static let name = "cifar-10"
  /// One line for the catalog.
  static let summary = "CIFAR-10, ten classes of 32×32 colour photographs, binary version"

  static let archive = PublishedFolder(name: name, mirror: "https://www.cs.toronto.edu/~kriz")
  static let packed = PublishedFile(
    "cifar-10-binary.tar.gz", bytes: 170_052_171,
    sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")
  /// Mean and deviation of value / 255 over the training images, as the papers give them
  /// (science: §1.3).
  static let normalisation = Normalisation(
    mean: [0.4914, 0.4822, 0.4465], deviation: [0.2471, 0.2435, 0.2616])
  /// The ids of test images start here.
  static let firstTestID = 1_000_000
  /// Records of the published parts.
  static let published = (train: 50_000, test: 10_000)

  /// Number of training and test images: the first of each; nil for all.
  let train: Int?
  let test: Int?
  let place: PublishedPlace
  /// Files in the same layout, instead of the published archive.
  let ownFiles: (train: [String], test: [String])?

  /// Reads the parameters.
  init(_ read: ParameterReader) {
    train = read.optionalInteger("train", in: 1...1_000_000, "the first so many training images")
    test = read.optionalInteger("test", in: 1...1_000_000, "the first so many test images")
    place = PublishedPlace(
      read, files: "cifar-10-binary.tar.gz or of its files data_batch_1.bin … test_batch.bin")
    ownFiles = read.nested(
      "files", "files of records in the same layout, instead: .bin or .bin.gz, relative to `path`"
    ) { read in
      (
        read.texts("train", "the files of training images"),
        read.texts("test", "the files of test images")
      )
    }
    guard ownFiles == nil else { return }
    for (key, wanted, most) in [
      ("train", train, Self.published.train), ("test", test, Self.published.test),
    ] {
      if let wanted, wanted > most {
        read.fault(at: key, "`\(key)` must be an integer from 1 to \(most), not \(wanted)")
      }
    }
  }

  /// The parameters that decide the samples, beside the files.
  var identity: Value {
    func count(_ value: Int?) -> Value { value.map { .integer($0) } ?? "all" }
    return ["train": count(train), "test": count(test)]
  }
  /// Three colours.
  var shape: [Int] { [32, 32, 3] }
  /// Ten classes.
  var classes: Int { 10 }
  /// Number of images in each split; of files of one's own only they tell.
  var sizes: [String: Int] {
    ownFiles == nil
      ? ["train": train ?? Self.published.train, "test": test ?? Self.published.test] : [:]
  }
  var splitNames: [String] { ["test", "train"] }
  /// The digest of the archive.
  var files: [String: ContentHash] { [Self.packed.name: Self.packed.hash] }

  func files(in environment: DataEnvironment) throws(DatasetError) -> [String: ContentHash] {
    guard let names = looseFiles(in: environment) else { return files }
    var hashes: [String: ContentHash] = [:]
    for (split, names) in [("train", names.train), ("test", names.test)] {
      for (index, name) in names.enumerated() {
        hashes["\(split) \(index)"] = try file(name, in: environment).hash()
      }
    }
    return hashes
  }

  /// The files beside each other in a folder, when there is no archive in it.
  private func looseFiles(in environment: DataEnvironment) -> (train: [String], test: [String])? {
    if let ownFiles { return ownFiles }
    guard let path = place.path else { return nil }
    let system = LocalFileSystem()
    guard !system.exists(environment.expanded("\(path)/\(Self.packed.name)")),
      system.exists(environment.expanded("\(path)/test_batch.bin"))
    else { return nil }
    return ((1...5).map { "data_batch_\($0).bin" }, ["test_batch.bin"])
  }

  private func file(_ name: String, in environment: DataEnvironment) -> LocalDataFile {
    let isRelative = !name.hasPrefix("/") && !name.hasPrefix("~")
    return LocalDataFile(
      isRelative ? (place.path.map { "\($0)/\(name)" } ?? name) : name, in: environment)
  }

  func load(seeds: Seeds, in environment: DataEnvironment) throws(DatasetError) -> DataTable {
    var parts: [String: [CIFARRecords]] = ["train": [], "test": []]
    if let names = looseFiles(in: environment) {
      for (split, names) in [("train", names.train), ("test", names.test)] {
        for name in names {
          let file = file(name, in: environment)
          let bytes =
            name.hasSuffix(".gz")
            ? try Gunzip(environment)(file.path, limit: LocalDataFile.limit) : try file.read()
          parts[split]?.append(try CIFARRecords(bytes, path: file.path))
        }
      }
    } else {
      let folder = try DataFolder.holding(
        [Self.packed], of: Self.archive, path: place.path, mirror: place.mirror, in: environment)
      let path = folder.path(of: Self.packed)
      let bytes = try Gunzip(environment)(path, limit: 200_000_000)
      for (name, content) in try TarArchive(bytes, path: path).members {
        guard name.hasSuffix("_batch.bin") || name.contains("data_batch_") else { continue }
        let split = name.hasSuffix("test_batch.bin") ? "test" : "train"
        parts[split]?.append(try CIFARRecords(content, path: "\(path) \(name)"))
      }
    }
    return DataTable(
      shape: shape, classes: classes,
      splits: [
        "train": try Self.split("train", parts["train"] ?? [], first: train, firstID: 0),
        "test": try Self.split(
          "test", parts["test"] ?? [], first: test, firstID: Self.firstTestID),
      ], normalisation: Self.normalisation)
  }

  private static func split(
    _ name: String, _ records: [CIFARRecords], first wanted: Int?, firstID: Int
  ) throws(DatasetError) -> DataSplit {
    let labels = records.flatMap(\.labels)
    let count = wanted ?? labels.count
    guard count <= labels.count else {
      throw .tooFewSamples(wanted: count, found: labels.count, split: name, label: nil)
    }
    guard count > 0 else { throw .emptySplit(name) }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count * CIFARRecords.pixels)
    for part in records where pixels.count < count * CIFARRecords.pixels {
      pixels += part.pixels.prefix(count * CIFARRecords.pixels - pixels.count)
    }
    return DataSplit(
      inputs: pixels, labels: Array(labels.prefix(count)),
      ids: (0..<count).map { Int64(firstID + $0) })
  }
}
