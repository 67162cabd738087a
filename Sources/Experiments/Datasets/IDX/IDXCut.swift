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
    files: Files = .standard, train: Int, test: Int, choice: Choice = .first, path: String? = nil,
    mirror: String? = nil
  ) {
    self.files = files
    self.train = train
    self.test = test
    self.choice = choice
    self.path = path
    self.mirror = mirror
  }

  /// The parameters that decide the samples.
  var identity: Value {
    [
      "files": .text(files.rawValue), "train": .integer(train), "test": .integer(test),
      "choose": .text(choice.rawValue),
    ]
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
