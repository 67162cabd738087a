import Base
import Spec

/// Which records of an IDX data set become training and test samples.
struct IDXCut: Sendable, Hashable {
  /// The files that are cut.
  enum Files: String, Sendable, CaseIterable {
    /// Training samples from the large part, test samples from the small one.
    case standard
    /// Both from the small part: quick studies on real data.
    case t10k
  }

  /// How samples are chosen when fewer than all are asked for.
  enum Choice: String, Sendable, CaseIterable {
    case first, random
  }

  let files: Files
  let train: Int
  let test: Int
  let choice: Choice
  /// Pixels of raw 0 added on each side of an image.
  let border: Int
  /// The folder of the files, when the spec names one.
  let path: String?
  /// The mirror, when the spec names one.
  let mirror: String?

  /// Reads the parameters.
  init(_ read: ParameterReader, of archive: IDXArchive) {
    let small = archive.test.records
    files = read.choice(
      "files", default: Files.standard,
      "standard: the published split; t10k: both splits are cut from the small test files")
    let large = files == .standard ? archive.train.records : small - 1
    train = read.integer(
      "train", default: files == .standard ? large : small * 4 / 5, in: 1...large,
      "number of training images")
    test = read.integer(
      "test", default: files == .standard ? small : small / 5, in: 1...small,
      "number of test images")
    choice = read.choice(
      "choose", default: Choice.first,
      "first: in file order (from t10k, test images come from the end);"
        + " random: drawn under `seeds.split`")
    border = read.integer(
      "border", default: 0, in: 0...100, omitWhenDefault: true,
      "pixels of raw 0 added on each side: 2 makes the 32×32 that five poolings need")
    let place = PublishedPlace(read, files: "the gzip files")
    path = place.path
    mirror = place.mirror
    if files == .t10k, train + test > small {
      read.fault(
        at: "test", "`train` and `test` ask for \(train + test) of the \(small) images of t10k",
        notes: ["with `files: t10k` they may add up to at most \(small)"])
    }
  }

  /// The cut of all published files.
  init(
    files: Files = .standard, train: Int, test: Int, choice: Choice = .first, border: Int = 0,
    path: String? = nil, mirror: String? = nil
  ) {
    self.files = files
    self.train = train
    self.test = test
    self.choice = choice
    self.border = border
    self.path = path
    self.mirror = mirror
  }

  /// The parameters that decide the samples.
  var identity: Value {
    var members: [String: Value] = [
      "files": .text(files.rawValue), "train": .integer(train), "test": .integer(test),
      "choose": .text(choice.rawValue),
    ]
    if border > 0 { members["border"] = .integer(border) }
    return .map(members)
  }

  /// Rows, columns and channels of an image with its border.
  func shape(of archive: IDXArchive) -> [Int] {
    [archive.rows + 2 * border, archive.columns + 2 * border, 1]
  }

  /// Images of grey levels, each with its border.
  func framed(_ images: [UInt8], of archive: IDXArchive) -> [UInt8] {
    guard border > 0 else { return images }
    let shape = shape(of: archive)
    let (size, framedSize) = (archive.rows * archive.columns, shape[0] * shape[1])
    var result = [UInt8](repeating: 0, count: images.count / size * framedSize)
    for image in 0..<images.count / size {
      for row in 0..<archive.rows {
        let start = image * size + row * archive.columns
        let place = image * framedSize + (row + border) * shape[1] + border
        result.replaceSubrange(
          place..<place + archive.columns, with: images[start..<start + archive.columns])
      }
    }
    return result
  }

  /// The parts of `archive` that are read.
  func parts(of archive: IDXArchive) -> [IDXArchive.Part] {
    files == .standard ? [archive.train, archive.test] : [archive.test]
  }

  /// The rows of each split in its part, ascending.
  ///
  /// From one part, training samples come from the start of the order and test samples from its
  /// end, so changing the size of one leaves the other as it is.
  func rows(of archive: IDXArchive, seed: UInt64) -> (train: [Int], test: [Int]) {
    func order(_ records: Int, _ part: UInt64) -> [Int] {
      guard choice == .random else { return Array(0..<records) }
      var stream = RandomStream(seed: seed, purpose: "split", index: part)
      return stream.permutation(records)
    }
    let small = order(archive.test.records, 1)
    switch files {
    case .standard:
      let large = order(archive.train.records, 0)
      return (large.prefix(train).sorted(), small.prefix(test).sorted())
    case .t10k: return (small.prefix(train).sorted(), small.suffix(test).sorted())
    }
  }
}
