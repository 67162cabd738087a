import Base
import Spec

/// A file as its publisher made it.
struct PublishedFile: Sendable, Hashable {
  let name: String
  /// Its length.
  let bytes: Int
  /// The digest of the file as it is fetched.
  let hash: ContentHash

  init(_ name: String, bytes: Int, sha256: String) {
    guard let hash = ContentHash(hex: sha256) else {
      preconditionFailure("the digest of \(name) is not a SHA-256")
    }
    self.name = name
    self.bytes = bytes
    self.hash = hash
  }

  init(_ name: String, bytes: Int, hash: ContentHash) {
    self.name = name
    self.bytes = bytes
    self.hash = hash
  }
}

/// Published files and where they are fetched from.
protocol PublishedArchive: Sendable {
  /// The data set's name, also of its folders.
  var name: String { get }
  /// A web folder that holds the files.
  var mirror: String { get }
}

/// An archive that is no more than that.
struct PublishedFolder: PublishedArchive, Hashable {
  let name: String
  let mirror: String
}

/// Where published files may be, as a spec says.
struct PublishedPlace: Sendable, Hashable {
  /// The folder of the files, when the spec names one.
  let path: String?
  /// The mirror, when the spec names one.
  let mirror: String?

  /// Reads the parameters.
  init(_ read: ParameterReader, files: String) {
    path = read.optionalText("path", "folder of \(files); none: searched for, then fetched")
    mirror = read.optionalText("mirror", "web folder to fetch the files from")
    if let mirror, !DataMirror.isLegal(mirror) {
      let error = DatasetError.notAMirror(mirror)
      read.fault(at: "mirror", error.what, notes: [error.next])
    }
  }
}
