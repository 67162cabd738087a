import Base
import Foundation
import Testing

@testable import Store

@Suite final class StorePlaceTests {
  let folder = NSTemporaryDirectory() + "runexp-place-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Paths below `/net` are on NFS, all others on a disk.
  private static func kind(_ path: String) -> FileSystemKind {
    path.hasPrefix("/net/")
      ? FileSystemKind(name: "NFS", isNetwork: true)
      : FileSystemKind(name: "ext4", isNetwork: false)
  }

  private func choose(_ results: String, asked: String? = nil, state: String = "/home/u/state")
    throws -> StorePlace
  {
    try StorePlace.choose(results: results, asked: asked, stateFolder: state, kind: Self.kind)
  }

  private static let digest = ContentHash(of: "/net/study/results".utf8).hex.prefix(16)

  @Test func onADiskTheStoreLiesInItsFolder() throws {
    let place = try choose("/disk/results")
    #expect(
      place == StorePlace(path: "/disk/results/runexp.sqlite", snapshot: nil, explanation: nil))
  }

  @Test func onANetworkItLiesInTheStateFolderAndTheResultsGetACopy() throws {
    let place = try choose("/net/study/results")
    #expect(place.path == "/home/u/state/runexp/\(Self.digest)/runexp.sqlite")
    #expect(place.snapshot == "/net/study/results/runexp.sqlite")
    #expect(
      place.explanation
        == "the results folder /net/study/results is on NFS, where SQLite's write-ahead log does not"
        + " work: the store lies at /home/u/state/runexp/\(Self.digest)/runexp.sqlite (choose with"
        + " --store), and the folder gets a copy at the end of each run")
  }

  @Test func theUsersPlaceIsTakenWhereItIsOnADisk() throws {
    #expect(
      try choose("/disk/results", asked: "/disk/x.sqlite")
        == StorePlace(path: "/disk/x.sqlite", snapshot: nil, explanation: nil))
    #expect(
      try choose("/net/study/results", asked: "/disk/x.sqlite")
        == StorePlace(
          path: "/disk/x.sqlite", snapshot: "/net/study/results/runexp.sqlite", explanation: nil))
    #expect(try choose("/disk/results", asked: folder).path == folder + "/runexp.sqlite")
  }

  @Test func aPlaceOnANetworkIsRefusedWithTheAlternative() throws {
    let digest = ContentHash(of: "/disk/results".utf8).hex.prefix(16)
    let refusal = StoreError.networkFileSystem(
      path: "/net/x.sqlite", kind: "NFS",
      alternative: "/home/u/state/runexp/\(digest)/runexp.sqlite")
    #expect(throws: refusal) { try choose("/disk/results", asked: "/net/x.sqlite") }
    #expect(
      refusal.description
        == "/net/x.sqlite lies on NFS, where SQLite's write-ahead log does not work; name a file on"
        + " a local disk: --store /home/u/state/runexp/\(digest)/runexp.sqlite")
  }

  @Test func aHomeOnTheNetworkIsNoPlaceEither() throws {
    #expect(
      throws: StoreError.networkFileSystem(
        path: "/net/home/state/runexp/\(Self.digest)/runexp.sqlite", kind: "NFS",
        alternative: "/var/tmp/runexp/\(Self.digest)/runexp.sqlite")
    ) { try choose("/net/study/results", state: "/net/home/state") }
  }

  @Test(arguments: [
    (["XDG_STATE_HOME": "/s", "HOME": "/home/u"], "/s"),
    (["XDG_STATE_HOME": "relative", "HOME": "/home/u"], "/home/u/.local/state"),
    (["HOME": "/home/u"], "/home/u/.local/state"), ([:], "/var/tmp/.local/state"),
  ])
  func theStateFolderIsThatOfTheEnvironment(variables: [String: String], path: String) {
    #expect(StorePlace.stateFolder(variables) == path)
  }

  @Test func theCopyIsAStoreAndAStoreElsewhereBeginsAsIt() throws {
    let results = folder + "/results"
    try FileManager.default.createDirectory(atPath: results, withIntermediateDirectories: true)
    func place(_ state: String) -> StorePlace {
      StorePlace(
        path: folder + "/" + state + "/runexp.sqlite", snapshot: results + "/runexp.sqlite",
        explanation: nil)
    }
    // What lay there before, with a log that is not the copy's.
    for name in ["runexp.sqlite", "runexp.sqlite-wal"] {
      try Data("old".utf8).write(to: URL(fileURLWithPath: results + "/" + name))
    }
    try FileManager.default.createDirectory(
      atPath: folder + "/one", withIntermediateDirectories: true)
    let first = try ResultsStore(at: place("one").path, mode: .readWrite)
    try first.replaceCells(study: "s", [StoreFixture.cell("a", seed: 0, stages: ["m"])])
    try place("one").writeSnapshot(of: first)
    #expect(try FileManager.default.contentsOfDirectory(atPath: results) == ["runexp.sqlite"])
    // Bytes 18 and 19 of the header: 1 is a rollback journal, which any tool reads anywhere.
    let header = try Data(contentsOf: URL(fileURLWithPath: results + "/runexp.sqlite")).prefix(20)
    #expect(Array(header.suffix(2)) == [1, 1])
    #expect(try place("two").openForWriting().studies() == ["s"])
  }

  @Test func whatIsNotThereIsNotOpenedForReading() throws {
    let place = StorePlace(path: folder + "/none.sqlite", snapshot: nil, explanation: nil)
    #expect(try place.openForReading()?.path == nil)
    _ = try place.openForWriting()
    #expect(try place.openForReading()?.mode == .readOnly)
  }
}
