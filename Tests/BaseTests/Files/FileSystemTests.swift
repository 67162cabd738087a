import Base
import Foundation
import Testing

/// What every file system must do, run over the in-memory and the local one.
@Suite final class FileSystemTests {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("runexp-base-\(UUID().uuidString)").path

  init() throws {
    try FileManager.default.createDirectory(
      atPath: folder + "/study/deep", withIntermediateDirectories: true)
    for (path, text) in Self.texts {
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + path))
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  static let texts = [
    "study/b.yaml": "b", "study/a.yaml": "title: é\n", "study/deep/c.yaml": "",
  ]

  enum Kind: CaseIterable { case memory, local }

  func fileSystem(_ kind: Kind) -> any FileSystem {
    switch kind {
    case .memory:
      InMemoryFileSystem(
        Dictionary(uniqueKeysWithValues: Self.texts.map { (folder + "/" + $0, $1) }))
    case .local: LocalFileSystem()
    }
  }

  @Test(arguments: Kind.allCases) func bytesComeBack(kind: Kind) throws {
    let files = fileSystem(kind)
    #expect(try files.read(folder + "/study/a.yaml", limit: 100) == Array("title: é\n".utf8))
    #expect(try files.read(folder + "/study/deep/c.yaml", limit: 0) == [])
    #expect(try files.read(folder + "/study/b.yaml", limit: 1) == Array("b".utf8))
  }

  @Test(arguments: Kind.allCases) func foldersAndFilesExist(kind: Kind) {
    let files = fileSystem(kind)
    #expect(files.exists(folder + "/study/a.yaml"))
    #expect(files.exists(folder + "/study"))
    #expect(!files.exists(folder + "/study/a"))
    #expect(!files.exists(folder + "/stud"))
  }

  @Test(arguments: Kind.allCases) func listsAreSortedNames(kind: Kind) throws {
    #expect(try fileSystem(kind).list(folder + "/study") == ["a.yaml", "b.yaml", "deep"])
  }

  @Test(arguments: Kind.allCases) func whatIsAbsentIsSaid(kind: Kind) {
    let files = fileSystem(kind)
    let path = folder + "/study/x.yaml"
    let error = FileError(path: path, reason: "no such file or directory")
    #expect(throws: error) { try files.read(path, limit: 100) }
    #expect(throws: error) { try files.list(path) }
    #expect(error.description == "\(path): no such file or directory")
  }

  @Test func tooLongIsSaid() {
    let path = folder + "/study/a.yaml"
    #expect(throws: FileError(path: path, reason: "longer than the limit of 3 bytes")) {
      try fileSystem(.memory).read(path, limit: 3)
    }
    #expect(
      throws: FileError(path: path, reason: "10 bytes long, more than the limit of 3 bytes")
    ) { try fileSystem(.local).read(path, limit: 3) }
  }

  /// A device reports no length, so the limit must hold while reading.
  @Test func endlessFilesStopAtTheLimit() {
    #expect(throws: FileError(path: "/dev/zero", reason: "more than the limit of 1000 bytes")) {
      try LocalFileSystem().read("/dev/zero", limit: 1000)
    }
  }

  @Test func foldersAreNoFilesAndFilesNoFolders() {
    let files = LocalFileSystem()
    #expect(throws: FileError(path: folder, reason: "is a directory")) {
      try files.read(folder, limit: 10)
    }
    let file = folder + "/study/a.yaml"
    #expect(throws: FileError(path: file, reason: "cannot be listed")) { try files.list(file) }
  }

  @Test func reasonsAreTheSystemsWordsInLowerCase() {
    #expect(LocalFileSystem.reason(EACCES) == "permission denied")
  }
}

@Suite struct ClockTests {
  @Test func clocksTellTheTime() {
    let clock = SystemClock()
    let steady = clock.steadySeconds
    #expect(clock.steadySeconds >= steady)
    #expect(abs(clock.wallSeconds - Date().timeIntervalSince1970) < 60)
  }
}
