import Base
import Glibc
import Spec

/// PNG images of the user's own, a folder per class; classes are numbered in the order of names.
///
/// A sample's id comes from its path below the folder, so other images can be added.
struct ImageFolder: DatasetSource {
  /// The name in specs.
  static let name = "image-folder"
  /// One line for the catalog.
  static let summary = "PNG images, a folder per class"

  /// The folders, as the spec writes them.
  let path: String
  let test: String?
  let channels: Int?

  /// Reads the parameters.
  init(_ read: ParameterReader) {
    path = read.text("path", "the folder that holds a folder for each class")
    test = read.optionalText(
      "test", "such a folder of test images; none: a fifth of the images of `path`")
    channels = read.optionalInteger(
      "channels", in: 1...3,
      "1: grey; 3: colour; none: that of the images, without transparency")
    if channels == 2 {
      read.fault(at: "channels", "`channels` must be 1 or 3, not 2")
    }
  }

  /// The parameters that decide the samples, beside the files.
  var identity: Value {
    [
      "channels": channels.map { .integer($0) } ?? "own", "test": .boolean(test != nil),
    ]
  }
  /// Only the files tell.
  var shape: [Int] { [] }
  /// Only the folder tells.
  var classes: Int { 0 }
  /// Only the folder tells.
  var sizes: [String: Int] { [:] }
  /// Four fifths and one, unless the spec cuts.
  var splitNames: [String] { ["test", "train"] }

  /// One digest of all names and contents.
  func files(in environment: DataEnvironment) throws(DatasetError) -> [String: ContentHash] {
    var hashes = ["train": try hash(of: path, in: environment)]
    if let test { hashes["test"] = try hash(of: test, in: environment) }
    return hashes
  }

  private func hash(of folder: String, in environment: DataEnvironment) throws(DatasetError)
    -> ContentHash
  {
    var hasher = ContentHasher()
    for image in try Self.images(in: environment.expanded(folder)).images {
      let hash = try LocalDataFile(image.path, in: environment).hash()
      hasher.update(Array("\(image.name)\n\(hash.hex)\n".utf8))
    }
    return hasher.finish()
  }

  /// One image file.
  private struct Image {
    var path: String
    /// `class/file.png`.
    var name: String
    var label: Int
  }

  /// The classes and the image files of a folder, sorted; hidden files are passed over.
  private static func images(in folder: String) throws(DatasetError)
    -> (classes: [String], images: [Image])
  {
    let names = try list(folder).filter { isFolder("\(folder)/\($0)") }
    guard let first = names.first else { throw .folder(.noClasses(folder: folder)) }
    guard names.count > 1 else { throw .folder(.oneClass(first, folder: folder)) }
    var images: [Image] = []
    for (label, name) in names.enumerated() {
      let files = try list("\(folder)/\(name)")
      guard !files.isEmpty else { throw .folder(.emptyClass(folder: "\(folder)/\(name)")) }
      for file in files {
        let path = "\(folder)/\(name)/\(file)"
        guard file.lowercased().hasSuffix(".png") else {
          throw .folder(.notAnImage(path: path))
        }
        images.append(Image(path: path, name: "\(name)/\(file)", label: label))
      }
    }
    return (names, images)
  }

  private static func list(_ folder: String) throws(DatasetError) -> [String] {
    do {
      return try LocalFileSystem().list(folder).filter { !$0.hasPrefix(".") }
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch { throw .unreadable(error) }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  func load(seeds: Seeds, in environment: DataEnvironment) throws(DatasetError) -> DataTable {
    guard let test else { return try load(cut: .standard, seeds: seeds, in: environment) }
    var (table, classes, first) = try read(path, in: environment)
    let (other, otherClasses, otherFirst) = try read(test, in: environment)
    if let missing = classes.first(where: { !otherClasses.contains($0) }) {
      throw .folder(.missingClass(missing, folder: environment.expanded(test)))
    }
    if let missing = otherClasses.first(where: { !classes.contains($0) }) {
      throw .folder(.missingClass(missing, folder: environment.expanded(path)))
    }
    guard other.shape == table.shape else {
      throw .folder(
        .differentSizes(path: otherFirst, found: other.shape, first: first, size: table.shape))
    }
    var split = try other.split("train")
    // Files of the same name in both folders are two samples.
    split.ids = split.ids.map { $0 | 1 << 52 }
    table.splits["test"] = split
    return try table.standardised()
  }

  func load(cut shares: SplitShares, seeds: Seeds, in environment: DataEnvironment)
    throws(DatasetError) -> DataTable
  {
    let all = try read(path, in: environment).table
    return try all.cut(into: shares, seed: seeds.split).standardised()
  }

  /// All images of a folder as one split.
  private func read(_ folder: String, in environment: DataEnvironment) throws(DatasetError)
    -> (table: DataTable, classes: [String], first: String)
  {
    let (classes, images) = try Self.images(in: environment.expanded(folder))
    var first: (path: String, shape: [Int])?
    var pixels: [UInt8] = []
    var ids: [Int64] = []
    for image in images {
      let bytes = try LocalDataFile(image.path, in: environment).read()
      let read: PNGImage
      do {
        read = try PNGImage(bytes, path: image.path)
      } catch { throw .image(error) }
      let (values, shape) = read.with(channels: channels ?? (read.shape[2] > 2 ? 3 : 1))
      if let first, first.shape != shape {
        throw .folder(
          .differentSizes(path: image.path, found: shape, first: first.path, size: first.shape))
      }
      if first == nil { first = (image.path, shape) }
      pixels += values
      // 52 bits of the digest of the name: exact in any table, and two alike are out of reach.
      let digest = ContentHash(of: Array(image.name.utf8)).hex.prefix(13)
      ids.append(Int64(digest, radix: 16) ?? 0)
    }
    guard let first else { throw .folder(.noClasses(folder: folder)) }
    let split = DataSplit(inputs: pixels, labels: images.map { Int32($0.label) }, ids: ids)
    let table = DataTable(
      shape: first.shape, classes: classes.count, splits: ["train": split],
      normalisation: Normalisation(
        mean: [Double](repeating: 0, count: first.shape[2]),
        deviation: [Double](repeating: 1, count: first.shape[2])))
    return (table, classes, first.path)
  }
}

extension DataTable {
  /// The table with each channel standardised over the training split.
  fileprivate func standardised() throws(DatasetError) -> DataTable {
    var table = self
    let inputs = try split(trainingSplit).inputs
    table.normalisation = .fitted(to: inputs, channels: normalisation.channels)
    return table
  }
}

extension PNGImage {
  /// The pixels in grey (1) or colour (3); alpha is left out, grey is 0.299 R + 0.587 G + 0.114 B
  /// (ITU-R BT.601).
  func with(channels wanted: Int) -> (pixels: [UInt8], shape: [Int]) {
    let own = shape[2]
    let size = [shape[0], shape[1], wanted]
    guard own != wanted else { return (pixels, size) }
    var result: [UInt8] = []
    result.reserveCapacity(size.reduce(1, *))
    for start in stride(from: 0, to: pixels.count, by: own) {
      switch (own > 2, wanted) {
      case (true, 3): result += pixels[start..<start + 3]
      case (false, 3): result += [pixels[start], pixels[start], pixels[start]]
      case (false, _): result.append(pixels[start])
      case (true, _):
        let (red, green) = (Int(pixels[start]), Int(pixels[start + 1]))
        result.append(
          UInt8((299 * red + 587 * green + 114 * Int(pixels[start + 2]) + 500) / 1000))
      }
    }
    return (result, size)
  }
}
