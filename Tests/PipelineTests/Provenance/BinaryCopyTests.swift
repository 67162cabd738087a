import Base
import Glibc
import Testing

@testable import Pipeline

@Suite struct BinaryCopyTests {
  private let results: TemporaryResults
  private let image: String
  private let hash: ContentHash

  init() throws {
    results = try TemporaryResults()
    image = results.folder.path + "/image"
    // More than one piece of the copy.
    let bytes = (0..<2_500_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    try FileTree.write(bytes, to: image)
    hash = ContentHash(of: bytes)
  }

  private func place() throws -> String {
    try BinaryCopy.place(image, in: results.folder, hash: hash)
  }

  @Test func theRunningImageIsCopiedUnderItsDigest() throws {
    let hash = try FileTree.digest(of: "/proc/self/exe").hash
    let path = try BinaryCopy.place(in: results.folder, hash: hash)
    #expect(path == AbsolutePath.of(results.folder.path) + "/bin/\(hash.hex)/runexp")
    #expect(try FileTree.digest(of: path).hash == hash)
    #expect(access(path, X_OK) == 0)
    #expect(try Set(results.folder.binaries().keys) == [hash])
  }

  @Test func aCopyThatIsThereIsKeptAndOneThatDoesNotHoldIsReplaced() throws {
    let path = try place()
    let first = FileIdentity(of: path)
    #expect(try place() == path)
    #expect(FileIdentity(of: path) == first)
    var damaged = try FileTree.read(path)
    damaged[1_700_000] ^= 1
    try FileTree.write(damaged, to: path)
    #expect(try place() == path)
    #expect(try FileTree.digest(of: path).hash == hash)
    try FileTree.write([1, 2], to: path)
    _ = try place()
    #expect(try FileTree.digest(of: path).hash == hash)
    chmod(path, 0o644)
    _ = try place()
    #expect(access(path, X_OK) == 0)
    #expect(try FileTree.names(in: results.folder.path + "/bin/" + hash.hex) == ["runexp"])
  }

  @Test func anImageThatIsNotTheOneMeantIsRefused() throws {
    try FileTree.write([1, 2, 3], to: image)
    let error = #expect(throws: FileError.self) { try place() }
    #expect(error?.description == "\(image): not the program that was started")
    #expect(try FileTree.names(in: results.folder.path + "/bin/" + hash.hex) == [])
  }
}
