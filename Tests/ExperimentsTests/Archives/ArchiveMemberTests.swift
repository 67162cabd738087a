import Base
import Testing

@testable import Experiments

@Suite("members of archives")
struct ArchiveMemberTests {
  private static let key = ContentHash(of: [1])

  @Test("what is written is read")
  func roundTrip() {
    let members: [ArchiveMember] = [
      .manifest, .spec, .resolvedSpec, .run("20260101-a-1"), .annotation("note 1"),
      .figure(study: "s", file: "a.svg"), .figure(study: "s", file: "deep/a.svg"),
      .stage(Self.key, file: "done.json"), .stage(Self.key, file: "a/b.bin"),
    ]
    for member in members { #expect(ArchiveMember(member.path) == member) }
  }

  static let others = [
    "", "/", "manifest.json/", "/manifest.json", "./manifest.json", "other.json", "runs",
    "runs/a", "runs/.json", "runs/a/b.json", "runs//b.json", "../runs/a.json", "runs/../a.json",
    "figures/a.svg", "figures/s/../../a.svg", "figures/../s/a.svg", "stages/tmp/x/y",
    "stages/\(key.hex.prefix(2))/\(key.hex)", "stages/00/\(key.hex)/done.json",
    "stages/\(key.hex.prefix(2))/\(key.hex)/../done.json", "locks/folder.lock", "runexp.sqlite",
    "runs/a\nb.json", "runs/" + String(repeating: "x", count: 255) + ".json",
  ]

  @Test("any other path is none", arguments: others)
  func refused(_ path: String) { #expect(ArchiveMember(path) == nil) }
}
