import Base
import Foundation
import Testing

@testable import Experiments

/// Finding files on disk, and what is told when they are not the published ones.
@Suite struct DataFolderTests {
  private let images = "train-images-idx3-ubyte.gz"
  private let labels = "t10k-labels-idx1-ubyte.gz"

  @Test func `the pixels, labels and ids of the files are read`() throws {
    try SmallArchive.with { small in
      let cut = IDXCut(train: 30, test: 20, path: "files")
      let table = try cut.load(small.archive, seed: 0, in: small.environment())
      let (train, test) = (try table.split("train"), try table.split("test"))
      #expect(train.inputs == .bytes(small.pixels.train))
      #expect(test.inputs == .bytes(small.pixels.test))
      #expect(train.labels == (0..<30).map { Int32($0 % 10) })
      #expect(test.ids == (30..<50).map(Int64.init))
    }
  }

  @Test func `a cut of the small files keeps their ids`() throws {
    try SmallArchive.with { small in
      try FileManager.default.removeItem(atPath: "\(small.folder)/files/\(images)")
      let cut = IDXCut(files: .t10k, train: 6, test: 4, path: small.folder + "/files")
      let table = try cut.load(small.archive, seed: 0, in: small.environment())
      #expect(try table.split("train").ids == (30..<36).map(Int64.init))
      #expect(try table.split("test").ids == (46..<50).map(Int64.init))
      #expect(try table.split("test").inputs == .bytes(Array(small.pixels.test[(16 * 784)...])))
    }
  }

  @Test(arguments: ["", "/small"]) func `RUNEXP_DATA is searched with and without the name`(
    inner: String
  ) throws {
    try SmallArchive.with { small in
      let root = small.folder + "/data"
      try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
      try FileManager.default.moveItem(atPath: small.folder + "/files", toPath: root + "/small")
      let environment = small.environment(["RUNEXP_DATA": inner.isEmpty ? root : root + inner])
      let table = try IDXCut(train: 30, test: 20).load(small.archive, seed: 0, in: environment)
      #expect(try table.split("test").inputs == .bytes(small.pixels.test))
    }
  }

  @Test func `a missing file of a named folder is told`() throws {
    try SmallArchive.with { small in
      let folder = small.folder + "/files"
      try FileManager.default.removeItem(atPath: "\(folder)/\(images)")
      let error = #expect(throws: DatasetError.self) {
        try IDXCut(train: 30, test: 20, path: "files")
          .load(small.archive, seed: 0, in: small.environment())
      }
      #expect(
        error?.description == """
          small: train-images-idx3-ubyte.gz is not in \(folder)
            put train-images-idx3-ubyte.gz there, or leave out `path` to have it downloaded
          """)
    }
  }

  /// What is done to the packed file of labels, and what is told after its path.
  @Test(arguments: ["cut", "page", "flip", "long", "empty"])
  func `a file that is not the published one is told and left alone`(damage: String) throws {
    try SmallArchive.with { small in
      let right = try small.packed(labels)
      var bytes = right
      let fault: String
      switch damage {
      case "cut":
        bytes.removeLast(7)
        fault = "the file is cut short: \(right.count - 7) of \(right.count) bytes"
      case "page":
        bytes = Array("<!DOCTYPE html><html><body>404</body></html>".utf8)
        fault = "not a gzip file: it begins with `<!DOCTYPE html><`"
      case "flip":
        bytes[15] ^= 1
        fault =
          "wrong checksum: SHA-256 is \(ContentHash(of: bytes)), not the published"
          + " \(ContentHash(of: right))"
      case "long":
        bytes.append(0)
        fault = "the file is longer than the published \(right.count) bytes"
      default:
        bytes = []
        fault = "the file is cut short: 0 of \(right.count) bytes"
      }
      let path = "\(small.folder)/files/\(labels)"
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: DatasetError.self) {
        try IDXCut(files: .t10k, train: 5, test: 5, path: small.folder + "/files")
          .load(small.archive, seed: 0, in: small.environment())
      }
      #expect(
        error?.description == """
          \(path): \(fault)
            replace it by the published file, or remove it and leave out `path` and RUNEXP_DATA \
          to have it downloaded
          """)
      #expect(try small.packed(labels) == bytes)
    }
  }

  /// Files that pass the checksum of an archive but do not hold what it says.
  @Test(arguments: [
    ("magic", "not an IDX file: it begins with 00 00 08 02, not 00 00 08 01"),
    ("count", "19 labels for 20 images"),
    ("label", "label 10 of record 3 is not in 0…9"),
    ("short", "27 bytes after unpacking, but its header promises 28"),
    ("bomb", "gzip could not unpack it: more than 84 bytes come out"),
  ])
  func `a file of another content is told`(damage: String, words: String) throws {
    try SmallArchive.with { name, bytes in
      guard name == labels else { return }
      switch damage {
      case "magic": bytes[3] = 2
      case "count":
        bytes[7] = 19
        bytes.removeLast()
      case "label": bytes[8 + 3] = 10
      case "short": bytes.removeLast()
      default: bytes += [UInt8](repeating: 0, count: 100_000)
      }
    } _: { small in
      let error = #expect(throws: DatasetError.self) {
        try IDXCut(files: .t10k, train: 5, test: 5, path: "files")
          .load(small.archive, seed: 0, in: small.environment())
      }
      #expect(
        error?.description == """
          \(small.folder)/files/\(labels): \(words)
            replace it by the published file
          """)
    }
  }

  @Test func `images of another size are told`() throws {
    try SmallArchive.with { name, bytes in
      if name == images { (bytes[11], bytes[15]) = (14, 56) }
    } _: { small in
      let error = #expect(throws: DatasetError.self) {
        try IDXCut(train: 5, test: 5, path: "files")
          .load(small.archive, seed: 0, in: small.environment())
      }
      #expect(
        error?.what
          == "\(small.folder)/files/\(images): holds 30 × 14 × 56 values, not 30 × 28 × 28")
    }
  }

  @Test func `programs that are not installed are told`() throws {
    try SmallArchive.with { small in
      let bare = small.environment(["PATH": small.folder])
      let cut = IDXCut(train: 5, test: 5)
      let fetching = #expect(throws: DatasetError.self) {
        try cut.load(small.archive, seed: 0, in: bare)
      }
      #expect(
        fetching?.description == """
          curl is not installed
            install curl (Debian, Ubuntu: apt-get install curl), or put the files into a folder \
          and name it with `path` or RUNEXP_DATA
          """)
      let unpacking = #expect(throws: DatasetError.self) {
        try IDXCut(train: 5, test: 5, path: "files").load(small.archive, seed: 0, in: bare)
      }
      #expect(
        unpacking?.description == """
          gzip is not installed
            install gzip (Debian, Ubuntu: apt-get install gzip)
          """)
    }
  }

  @Test func `no folder to download to is told`() throws {
    try SmallArchive.with { small in
      let environment = small.environment(["XDG_CACHE_HOME": "relative", "HOME": ""])
      let error = #expect(throws: DatasetError.self) {
        try IDXCut(train: 5, test: 5).load(small.archive, seed: 0, in: environment)
      }
      #expect(
        error?.description == """
          small: no folder to download to: neither XDG_CACHE_HOME nor HOME is an absolute path
            set HOME, or put the files into a folder and name it with `path` or RUNEXP_DATA
          """)
    }
  }
}
