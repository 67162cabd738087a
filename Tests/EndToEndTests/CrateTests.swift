import Base
import Foundation
import TestSupport
import Testing

/// `runexp export --crate`.
@Suite("research object crates")
struct CrateTests {
  private static let claims = """

    claims:
      rises:
        says: accuracy rises
        effect: {of: accuracy.accuracy, where: {split: test, variant: normal, checkpoint: last}}
        unit: seed
        at_least: 0.1
    """

  private static func crate(
    _ spec: String, code: Int32 = 0, _ more: String..., citation: Bool = false
  ) throws -> (scratch: ScratchFolder, metadata: Value) {
    let scratch = try ScratchFolder()
    try scratch.write(spec, to: "study.yaml")
    if citation { try scratch.write("cff-version: 1.2.0\n", to: "CITATION.cff") }
    let run = try Program.run(["study.yaml", "--results", "out"], in: scratch.path)
    #expect(run.code == code, "\(run.errors)")
    let study = spec.contains("name: tiny") ? "tiny" : "quiet"
    let export = try Program.run(
      ["export", study, "--results", "out", "--crate", "--license", "MIT", "-o", "crate"] + more,
      in: scratch.path)
    #expect(export.code == 0, "\(export.errors)")
    return (scratch, try metadata(in: scratch))
  }

  private static func metadata(in scratch: ScratchFolder) throws -> Value {
    let bytes = try Data(
      contentsOf: URL(fileURLWithPath: scratch.path + "/crate/ro-crate-metadata.json"))
    return try Value(json: Array(bytes))
  }

  private static func entity(_ id: String, _ metadata: Value) -> Value? {
    metadata["@graph"]?.list?.first { $0["@id"]?.text == id }
  }

  @Test("of a finished study keeps every rule, tells claims and figures, and is a results folder")
  func finished() throws {
    let (scratch, metadata) = try Self.crate(TinyStudy.text + Self.claims, citation: true)
    #expect(CrateRules(metadata, in: scratch.path + "/crate").faults == [])
    // A run that finds all there computes nothing, and is told too.
    let later = TinyStudy.text + Self.claims.replacingOccurrences(of: "0.1", with: "0.2")
    try scratch.write(later, to: "later.yaml")
    #expect(try Program.run(["later.yaml", "--results", "out"], in: scratch.path).code == 0)
    let two = try Program.run(
      ["export", "tiny", "--results", "out", "--crate", "--license", "MIT", "-o", "two"],
      in: scratch.path)
    #expect(two.code == 0, "\(two.errors)")
    let both = try Value(
      json: Array(
        #require(
          FileManager.default.contents(atPath: scratch.path + "/two/ro-crate-metadata.json"))))
    #expect(CrateRules(both, in: scratch.path + "/two").faults == [])
    let claim = try #require(Self.entity("#claim-rises", metadata))
    #expect(claim["@type"] == "Claim")
    #expect(claim["text"] == "accuracy rises")
    #expect(Self.entity("#claim-rises-verdict", metadata)?["value"]?.text != nil)
    #expect(Self.entity("CITATION.cff", metadata)?["@type"] == "File")
    let root = try #require(Self.entity("./", metadata))
    #expect(root["license"]?["@id"] == "https://spdx.org/licenses/MIT")
    #expect(root["name"] == "A study for tests")
    let figure = "figures/tiny/strength-by-order"
    #expect(
      Self.entity(figure + ".svg", metadata)?["isBasedOn"]?["@id"]?.text == figure + ".csv")
    // No place of this machine.
    #expect(!metadata.json.contains(scratch.path))
    let rebuild = try Program.run(["rebuild", "--results", "crate"], in: scratch.path)
    #expect(rebuild.code == 0, "\(rebuild.errors)")
    let run = try Program.run(["study.yaml", "--results", "crate"], in: scratch.path)
    #expect(run.output.contains("up to date"), "\(run.output)\(run.errors)")
    // The same results give the same bytes.
    let again = try Program.run(
      ["export", "tiny", "--results", "out", "--crate", "--license", "MIT", "-o", "again"],
      in: scratch.path)
    #expect(again.code == 0)
    #expect(
      FileManager.default.contents(atPath: scratch.path + "/again/ro-crate-metadata.json")
        == Data(both.jsonBytes + [UInt8(ascii: "\n")]))
  }

  @Test("of a run that failed tells what failed and why")
  func failed() throws {
    let (scratch, metadata) = try Self.crate(NoopStudy.text(more: ", failing: [2]"), code: 1)
    #expect(CrateRules(metadata, in: scratch.path + "/crate").faults == [])
    let failures = (metadata["@graph"]?.list ?? []).filter {
      $0["@type"] == "CreateAction"
        && $0["actionStatus"] == "http://schema.org/FailedActionStatus"
    }
    #expect(failures.count == 2, "the run and the stage")
    #expect(failures.contains { $0["name"] == "noop/2" && $0["error"]?.text?.isEmpty == false })
  }

  @Test("of many stages tells them by kind, and names the folder in place of their files")
  func summary() throws {
    let (scratch, metadata) = try Self.crate(TinyStudy.text, "--summary-above", "3")
    #expect(CrateRules(metadata, in: scratch.path + "/crate").faults == [])
    #expect(Self.entity("stages/", metadata)?["@type"] == "Dataset")
    #expect(Self.entity("#stage-train", metadata)?["description"]?.text == "10 stages, told as one")
    #expect(Self.entity("#stage-measure-accuracy", metadata) != nil)
    #expect(!metadata.json.contains("checkpoint.safetensors"))
  }

  struct Control: CustomStringConvertible, Sendable {
    /// The rule that has to notice.
    var description: String
    /// Breaks an entity; nil removes it.
    var break_: @Sendable (_ id: String, _ members: [String: Value]) -> [String: Value]?
  }

  private static func without(_ id: String, _ name: String)
    -> @Sendable (String, [String: Value]) -> [String: Value]?
  {
    { found, members in
      var members = members
      if found.hasPrefix(id) { members[name] = nil }
      return members
    }
  }

  private static func with(_ id: String, _ name: String, _ value: Value)
    -> @Sendable (String, [String: Value]) -> [String: Value]?
  {
    { found, members in
      var members = members
      if found.hasPrefix(id) { members[name] = value }
      return members
    }
  }

  static let controls = [
    Control(description: "RO-unique-id", break_: with("#runexp-spec", "@id", "./")),
    Control(description: "OWN-no-null", break_: with("./", "author", .null)),
    Control(
      description: "OWN-resolves", break_: { id, members in id == "#tool-noop" ? nil : members }),
    Control(description: "RO-descriptor", break_: without("ro-crate-metadata.json", "about")),
    Control(description: "RO-root-license", break_: without("./", "license")),
    Control(description: "RO-root-datePublished", break_: with("./", "datePublished", "today")),
    Control(description: "PR-profile", break_: without("./", "conformsTo")),
    Control(description: "PR-mentions", break_: without("./", "mentions")),
    Control(description: "RO-has-part", break_: without("./", "hasPart")),
    Control(description: "RO-file-path", break_: with("manifest.json", "@id", "/manifest.json")),
    Control(description: "RO-file-exists", break_: with("manifest.json", "@id", "other.json")),
    Control(description: "OWN-size", break_: with("spec.yaml", "contentSize", "1")),
    Control(
      description: "OWN-sha256",
      break_: with("spec.yaml", "sha256", .text(String(repeating: "0", count: 64)))),
    Control(
      description: "OWN-all-files", break_: { id, members in id == "manifest.json" ? nil : members }
    ),
    Control(description: "WF-main-entity", break_: without("./", "mainEntity")),
    Control(description: "WF-language", break_: without("spec.yaml", "programmingLanguage")),
    Control(
      description: "PR-how-to",
      break_: with(
        "spec.yaml", "@type", ["File", "SoftwareSourceCode", "ComputationalWorkflow"])),
    Control(description: "PR-tool", break_: without("#stage-", "instrument")),
    Control(description: "PR-execution", break_: without("#run-", "instrument")),
    Control(description: "PR-step", break_: without("spec.yaml", "step")),
    Control(description: "PR-work-example", break_: without("#step-noop", "workExample")),
    Control(description: "PR-instrument", break_: without("#stage-", "instrument")),
    Control(description: "PR-organize", break_: without("#organize-", "result")),
    Control(description: "PR-control", break_: without("#control-", "instrument")),
    Control(description: "PR-time", break_: with("#run-", "startTime", "2026-13-01")),
    Control(
      description: "PR-error",
      break_: with(
        "#run-", "actionStatus", "http://schema.org/FailedActionStatus")),
    Control(description: "PR-status", break_: without("#run-", "actionStatus")),
  ]

  @Test("each rule notices what breaks it")
  func negativeControls() throws {
    let (scratch, metadata) = try Self.crate(NoopStudy.text(count: 2))
    let folder = scratch.path + "/crate"
    #expect(CrateRules(metadata, in: folder).faults == [])
    let graph = metadata["@graph"]?.list ?? []
    for control in Self.controls {
      let broken = graph.compactMap { entity in
        control.break_(entity["@id"]?.text ?? "", entity.map ?? [:]).map { Value.map($0) }
      }
      #expect(broken != graph, "\(control) breaks nothing")
      let faults = CrateRules(
        ["@context": metadata["@context"] ?? .null, "@graph": .list(broken)], in: folder
      ).faults
      #expect(faults.contains { $0.hasPrefix(control.description + ":") }, "\(control): \(faults)")
    }
    let empty = CrateRules(["@graph": .list(graph)], in: folder).faults
    #expect(empty.contains { $0.hasPrefix("RO-context:") })
  }

  @Test("a crate needs a licence, and goes into no folder that is there")
  func refused() throws {
    let scratch = try ScratchFolder()
    try scratch.write(NoopStudy.text(), to: "quiet.yaml")
    #expect(try Program.run(["quiet.yaml", "--results", "out"], in: scratch.path).code == 0)
    let arguments = ["export", "quiet", "--results", "out", "--crate"]
    let unlicensed = try Program.run(arguments, in: scratch.path)
    #expect(unlicensed.code == 2)
    #expect(
      unlicensed.errors == """
        error: a crate has to say under which licence it is
          name it: --license CC-BY-4.0, or another of spdx.org, or its address

        """)
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/quiet-crate"))
    let occupied = try Program.run(
      arguments + ["--license", "MIT", "-o", "out"], in: scratch.path)
    #expect(occupied.code == 2)
    #expect(occupied.errors.hasPrefix("error: out: file exists\n"))
  }
}
