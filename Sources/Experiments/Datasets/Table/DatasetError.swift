import Base

/// What went wrong with a data set, with the facts and the next step.
public enum DatasetError: Error, Sendable, Hashable, CustomStringConvertible {
  case unknownSplit(String, legal: [String])
  case unknownSample(Int64, split: String)
  case unknownColumn(String, legal: [String])
  case noBand
  case emptySplit(String)
  case baselineNeedsImages(String, shape: [Int])
  case baselineLength(found: Int, shape: [Int])
  case tooFewSamples(wanted: Int, found: Int, split: String, label: Int?)

  /// A file is not in the folder the user named.
  case missingFile(dataset: String, file: String, folder: String)
  /// A file is not the one published.
  case wrongFile(path: String, FileFault)
  case unreadable(FileError)
  case notIDX(path: String, beginning: [UInt8], expected: [UInt8])
  case wrongLength(path: String, expected: Int, found: Int)
  case wrongRecords(path: String, record: Int, found: Int)
  case wrongShape(path: String, expected: [Int], found: [Int])
  case differentCounts(images: Int, labels: Int, path: String)
  case wrongLabel(Int, record: Int, classes: Int, path: String)
  case notUnpacked(path: String, words: String)
  case notTar(path: String, place: Int)

  /// What is in a table, an array or an image.
  case table(TableError)
  case array(ArrayFileError)
  case image(ImageFileError)
  case folder(ImageFolderError)

  case missingProgram(String)
  case noCacheFolder(dataset: String)
  case cannotWrite(FileError, dataset: String)
  case notAMirror(String)
  case notFound(url: String, dataset: String)
  case refused(url: String, status: Int, dataset: String)
  case unreachable(url: String, reason: String, dataset: String, folder: String)
  case interrupted(url: String, reason: String)
  /// The mirror sent something else than the published file.
  case wrongDownload(url: String, FileFault, dataset: String)

  /// How a file differs from the one published.
  public enum FileFault: Sendable, Hashable {
    case truncated(expected: Int, found: Int)
    case notGzip(beginning: [UInt8])
    case checksum(expected: ContentHash, found: ContentHash)
    /// Longer than the one published; its checksum was not computed.
    case tooLong(expected: Int)

    var words: String {
      switch self {
      case .truncated(let expected, let found):
        "the file is cut short: \(found) of \(expected) bytes"
      case .notGzip(let beginning):
        "not a gzip file: it begins with \(DatasetError.quoted(beginning))"
      case .checksum(let expected, let found):
        "wrong checksum: SHA-256 is \(found), not the published \(expected)"
      case .tooLong(let expected):
        "the file is longer than the published \(expected) bytes"
      }
    }
  }

  /// What is wrong, then on its own line what to do.
  public var description: String { next.isEmpty ? what : what + "\n  " + next }

  /// What is wrong, one line.
  var what: String {
    switch self {
    case .unknownSplit(let name, _): "no split is called `\(name)`"
    case .unknownSample(let id, let split): "split `\(split)` has no sample \(id)"
    case .unknownColumn(let name, _): "the data have no column `\(name)`"
    case .noBand: "the data hold no copies of an attack that aims at a band"
    case .emptySplit(let name): "split `\(name)` is empty"
    case .baselineNeedsImages(let name, let shape):
      "baseline `\(name)` needs images; samples have shape \(shape)"
    case .baselineLength(let found, let shape):
      "the file of the baseline holds \(found) numbers, and a sample of shape \(shape) has"
        + " \(shape.reduce(1, *))"
    case .tooFewSamples(let wanted, let found, let split, let label):
      "split `\(split)` has \(found) samples\(label.map { " of class \($0)" } ?? ""),"
        + " fewer than the \(wanted) asked for"
    case .missingFile(let dataset, let file, let folder):
      "\(dataset): \(file) is not in \(folder)"
    case .wrongFile(let path, let fault): "\(path): \(fault.words)"
    case .unreadable(let error): error.description
    case .notIDX(let path, let beginning, let expected):
      "\(path): not an IDX file: it begins with \(Self.hex(beginning)), not \(Self.hex(expected))"
    case .wrongLength(let path, let expected, let found):
      "\(path): \(found) bytes after unpacking, but its header promises \(expected)"
    case .wrongRecords(let path, let record, let found):
      "\(path): \(found) bytes, not a whole number of records of \(record)"
    case .wrongShape(let path, let expected, let found):
      "\(path): holds \(Self.product(found)) values, not \(Self.product(expected))"
    case .differentCounts(let images, let labels, let path):
      "\(path): \(labels) labels for \(images) images"
    case .wrongLabel(let label, let record, let classes, let path):
      "\(path): label \(label) of record \(record) is not in 0…\(classes - 1)"
    case .notTar(let path, let place):
      "\(path): no tar header at byte \(place) after unpacking"
    case .notUnpacked(let path, let words): "\(path): gzip could not unpack it: \(words)"
    case .table(let error): error.what
    case .array(let error): error.what
    case .image(let error): error.what
    case .folder(let error): error.what
    case .missingProgram(let name): "\(name) is not installed"
    case .noCacheFolder(let dataset):
      "\(dataset): no folder to download to: neither XDG_CACHE_HOME nor HOME is an absolute path"
    case .cannotWrite(let error, let dataset): "\(dataset): cannot write \(error)"
    case .notAMirror(let mirror):
      "mirror `\(mirror)` does not begin with https:// or http://"
    case .notFound(let url, let dataset): "\(dataset): the mirror has no \(url) (HTTP 404)"
    case .refused(let url, let status, let dataset):
      "\(dataset): the mirror refused \(url) (HTTP \(status))"
    case .unreachable(let url, let reason, let dataset, _):
      "\(dataset): cannot reach \(url): \(reason)"
    case .interrupted(let url, let reason): "the download of \(url) broke off: \(reason)"
    case .wrongDownload(let url, let fault, let dataset):
      "\(dataset): \(url) is not the published file: \(fault.words)"
    }
  }

  /// What to do; empty when there is nothing to say.
  var next: String {
    switch self {
    case .unknownSplit(_, let legal): "legal splits: " + legal.joined(separator: ", ")
    case .unknownColumn(let name, let legal):
      (NearestName.suggestion(for: name, among: legal).map { "did you mean `\($0)`? " } ?? "")
        + "columns: " + legal.joined(separator: ", ")
    case .noBand: "attack the samples with `drop`, such as `adversarial: {…, drop: [8, 8.5]}`"
    case .unknownSample, .emptySplit, .unreadable: ""
    case .baselineNeedsImages: "use channel-mean, feature-mean, constant or push"
    case .baselineLength:
      "save an array of that shape: height, width and channels innermost, after normalisation"
    case .tooFewSamples: "ask for fewer, or take more samples into the split"
    case .missingFile(_, let file, _):
      "put \(file) there, or leave out `path` to have it downloaded"
    case .wrongFile:
      "replace it by the published file, or remove it and leave out `path`"
        + " and RUNEXP_DATA to have it downloaded"
    case .notIDX, .wrongLength, .wrongRecords, .wrongShape, .differentCounts, .wrongLabel,
      .notUnpacked,
      .notTar:
      "replace it by the published file"
    case .table(let error): error.next
    case .array(let error): error.next
    case .image(let error): error.next
    case .folder(let error): error.next
    case .missingProgram(let name):
      name == "curl"
        ? "install curl (Debian, Ubuntu: apt-get install curl), or put the files into a folder"
          + " and name it with `path` or RUNEXP_DATA"
        : "install \(name) (Debian, Ubuntu: apt-get install \(name))"
    case .noCacheFolder:
      "set HOME, or put the files into a folder and name it with `path` or RUNEXP_DATA"
    case .cannotWrite:
      "make the folder writable, or set XDG_CACHE_HOME to one that is"
    case .notAMirror: "write the address of a web folder that holds the files"
    case .notFound, .refused:
      "name another mirror with `mirror` or RUNEXP_MIRROR, or a folder that holds the files with"
        + " `path` or RUNEXP_DATA"
    case .unreachable(_, _, _, let folder):
      "without a network, put the files into \(folder), or name their folder with `path` or"
        + " RUNEXP_DATA; another mirror: `mirror` or RUNEXP_MIRROR"
    case .interrupted: "run again: it goes on where it stopped"
    case .wrongDownload:
      "it was removed; name another mirror with `mirror` or RUNEXP_MIRROR"
    }
  }

  private static func product(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: " × ")
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    let digits = bytes.map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return bytes.isEmpty ? "nothing" : digits.joined(separator: " ")
  }

  /// Printable ASCII in quotes, anything else in hexadecimal digits.
  private static func quoted(_ bytes: [UInt8]) -> String {
    let printable = !bytes.isEmpty && bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    return printable ? "`\(String(decoding: bytes, as: UTF8.self))`" : hex(bytes)
  }
}
