import Base
import Foundation
import Testing

/// Archives that are damaged or forged: refused with the reason, and nothing is touched.
@Suite("archives that are not to be trusted")
struct HostileArchiveTests {
  struct Case: CustomStringConvertible, Sendable {
    var description: String
    /// Changes the members of a sound archive.
    var forge: @Sendable (inout Members) -> Void
    /// The message, after the file's name.
    var message: String
    var next = "nothing was imported; no archive that runexp makes has such a member"
  }

  private static let copyAgain = "nothing was imported; copy the file again from where it was made"

  static let cases = [
    Case(
      description: "leads upwards", forge: { $0.append("../evil", "x") },
      message: "member `../evil` is refused: no archive holds a file there"),
    Case(
      description: "leads upwards from inside",
      forge: { $0.append("runs/../../evil.json", "x") },
      message: "member `runs/../../evil.json` is refused: no archive holds a file there"),
    Case(
      description: "absolute", forge: { $0.append("/tmp/evil", "x") },
      message: "member `/tmp/evil` is refused: no archive holds a file there"),
    Case(
      description: "a symbolic link", forge: { $0.append("runs/a.json", kind: .other("2")) },
      message:
        "member `runs/a.json` is refused: it is a symbolic link, and only plain files may be in"
        + " an archive"),
    Case(
      description: "a hard link", forge: { $0.append("runs/a.json", kind: .other("1")) },
      message:
        "member `runs/a.json` is refused: it is a hard link, and only plain files may be in an"
        + " archive"),
    Case(
      description: "a device", forge: { $0.append("null", kind: .other("3")) },
      message: "member `null` is refused: it is a device, and only plain files may be in an archive"
    ),
    Case(
      description: "a folder", forge: { $0.append("runs/", kind: .other("5")) },
      message:
        "member `runs/` is refused: it is a folder, and only plain files may be in an archive"),
    Case(
      description: "twice", forge: { $0.all.append($0.all[1]) },
      message: "member `spec.yaml` is refused: it is there twice"),
    Case(
      description: "not in the manifest", forge: { $0.append("runs/other.json", "{}") },
      message: "member `runs/other.json` is refused: the manifest does not name it"),
    Case(
      description: "a manifest that leads elsewhere",
      forge: { $0.change(0) { $0.replacingOccurrences(of: "spec.yaml", with: "../spec.yaml") } },
      message: "member `../spec.yaml` is refused: no archive holds a file there"),
    Case(
      description: "a manifest with another study's figures",
      forge: { members in
        members.change(0) {
          $0.replacingOccurrences(of: "spec.resolved.yaml", with: "figures/other/a.svg")
        }
      },
      message: "member `figures/other/a.svg` is refused: it belongs to another study"),
    Case(
      description: "a manifest that names a file twice",
      forge: { $0.change(0) { $0.replacingOccurrences(of: "spec.resolved.", with: "spec.") } },
      message: "member `spec.yaml` is refused: it is named twice"),
    Case(
      description: "a newer schema",
      forge: {
        $0.change(0) { $0.replacingOccurrences(of: #""schema":1"#, with: #""schema":7"#) }
      }, message: "an archive of schema 7 by runexp 0.1.0, this one knows up to 1",
      next: "use the newer program"),
    Case(
      description: "another file", forge: { $0.all.removeFirst() },
      message: "not an archive of a study: it does not begin with manifest.json",
      next: "make one where the study is: runexp export STUDY"),
    Case(
      description: "other bytes", forge: { $0.all[1].content[0] ^= 1 },
      message: "damaged: spec.yaml has other bytes than were written", next: copyAgain),
    Case(
      description: "a longer member", forge: { $0.change(1) { $0 + "\n" } },
      message: "damaged: spec.yaml has 65 bytes, the manifest says 64", next: copyAgain),
    Case(
      description: "a missing member", forge: { $0.all.remove(at: 1) },
      message: "damaged: spec.yaml is missing", next: copyAgain),
  ]

  /// A finished study and its archive.
  private struct Fixture {
    let scratch: ScratchFolder

    init() throws {
      scratch = try ScratchFolder()
      try scratch.write(NoopStudy.text(), to: "quiet.yaml")
      for arguments in [["quiet.yaml"], ["export", "quiet", "-o", "sound.tar"]] {
        let result = try Program.run(arguments + ["--results", "out"], in: scratch.path)
        #expect(result.code == 0, "\(result.errors)")
      }
    }

    /// Every file and folder of the results with its content and times.
    var listing: [String] {
      let root = scratch.path + "/out"
      return (FileManager.default.subpaths(atPath: root) ?? []).sorted().map { name in
        let path = root + "/" + name
        let facts = try? FileManager.default.attributesOfItem(atPath: path)
        let content = FileManager.default.contents(atPath: path).map { ContentHash(of: $0) }
        return "\(name) \(facts?[.modificationDate] ?? "") \(content?.hex ?? "folder")"
      }
    }

    /// Imports into the folder the study is in and into a new one: both are refused.
    func expectRefused(_ file: String, _ errors: String) throws {
      let before = listing
      for results in ["out", "new"] {
        let result = try Program.run(["import", file, "--results", results], in: scratch.path)
        #expect(result.code == 2)
        #expect(result.errors == errors)
        #expect(result.output == "")
      }
      #expect(listing == before)
      #expect(!FileManager.default.fileExists(atPath: scratch.path + "/new"))
    }
  }

  @Test("is refused", arguments: cases)
  func refused(_ forged: Case) throws {
    let fixture = try Fixture()
    var members = try Members(of: fixture.scratch.path + "/sound.tar")
    forged.forge(&members)
    try members.write(to: fixture.scratch.path + "/bad.tar")
    try fixture.expectRefused(
      "bad.tar", "error: bad.tar: \(forged.message)\n  \(forged.next)\n")
  }

  @Test("cut short, no archive, not there")
  func cut() throws {
    let fixture = try Fixture()
    let sound = try Data(contentsOf: URL(fileURLWithPath: fixture.scratch.path + "/sound.tar"))
    let bad = URL(fileURLWithPath: fixture.scratch.path + "/bad.tar")
    for count in [sound.count / 2, sound.count - 1024] {
      try sound.prefix(count).write(to: bad)
      try fixture.expectRefused(
        "bad.tar",
        "error: bad.tar: damaged: it ends in the middle, after \(count) bytes\n  "
          + Self.copyAgain + "\n")
    }
    try Data("hello".utf8).write(to: bad)
    try fixture.expectRefused(
      "bad.tar",
      "error: bad.tar: not an archive of a study: it ends in the middle, after 5 bytes\n"
        + "  make one where the study is: runexp export STUDY\n")
    try fixture.expectRefused("none.tar", "error: none.tar: no such file or directory\n")
  }

  @Test("other results for the same stages and runs are a conflict that names both")
  func conflict() throws {
    let fixture = try Fixture()
    let scratch = fixture.scratch
    // The same study, one stage of which gave other bytes here, and a run that says something else.
    let (name, data) = try #require(
      scratch.files(named: "done.json", below: "out/stages").min { $0.key < $1.key })
    var record = try #require(try Value(json: Array(data)).map)
    guard case .list(var outputs) = record["outputs"], case .map(var output) = outputs[0] else {
      Issue.record("no outputs")
      return
    }
    output["sha256"] = .text(ContentHash(of: [1]).hex)
    outputs[0] = .map(output)
    record["outputs"] = .list(outputs)
    record["sum"] = nil
    try scratch.write(Value.map(record).json, to: "out/stages/" + name)
    let id = try #require(
      try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/out/runs").first)
    let run = try String(contentsOfFile: scratch.path + "/out/runs/" + id, encoding: .utf8)
    try scratch.write(
      run.replacingOccurrences(of: #""title":"quiet""#, with: #""title":"other""#),
      to: "out/runs/" + id)
    let before = fixture.listing
    let result = try Program.run(["import", "sound.tar", "--results", "out"], in: scratch.path)
    #expect(result.code == 2)
    let lines = result.errors.split(separator: "\n")
    try #require(lines.count == 4, "\(result.errors)")
    #expect(lines.first == "error: sound.tar and out differ in 2 places")
    #expect(lines[1].hasPrefix("  stage noop/"), "\(lines[1])")
    #expect(lines[1].contains("): other bytes in noop.bin, computed by "), "\(lines[1])")
    #expect(lines[2] == "  \(id.dropLast(5)): another run of this id in out/runs/\(id)")
    #expect(
      lines[3] == "  nothing was imported; import into another folder than out with --results")
    #expect(fixture.listing == before)
  }
}
