import Foundation
import TestSupport
import Testing

/// What a run records of where it came from.
@Suite("what a run was made from")
struct RecordedOriginTests {
  private static let base = """
    runexp: 1
    name: origin
    dataset: {name: csv, path: points.csv, label: kind}
    architecture: {name: mlp, hidden: [4]}
    training: {epochs: 1, batch: 4, checkpoints: [1]}
    measure:
      accuracy: {metric: accuracy, of: main, at: last, split: [train]}
    """

  /// A folder with a repository in `lab`, whose spec extends another and reads a table.
  private func laboratory() throws -> ScratchFolder {
    let scratch = try ScratchFolder()
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/lab", withIntermediateDirectories: true)
    try scratch.write(Self.base, to: "lab/base.yaml")
    try scratch.write("extends: base.yaml\ntitle: First\n", to: "lab/spec.yaml")
    let rows = (0..<40).map { "\($0 % 7),\($0 % 5),\($0 % 2 == 0 ? "even" : "odd")" }
    try scratch.write("a,b,kind\n" + rows.joined(separator: "\n") + "\n", to: "points.csv")
    for arguments in [
      ["init", "-q"], ["add", "spec.yaml"],
      ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first"],
    ] {
      let git = Process()
      git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      git.arguments = ["git", "-C", scratch.path + "/lab"] + arguments
      try git.run()
      git.waitUntilExit()
      #expect(git.terminationStatus == 0)
    }
    return scratch
  }

  @Test("the repository of the spec, its files, the data and the settings")
  func recorded() throws {
    let scratch = try laboratory()
    try scratch.write("extends: base.yaml\ntitle: Second\n", to: "lab/spec.yaml")
    let arguments = ["lab/spec.yaml", "-j", "1", "--set", "training.batch=8"]
    let run = try Program.run(arguments, in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    let store = scratch.path + "/results/runexp.sqlite"
    #expect(
      try Rows.of("SELECT role, path, text IS NULL AS bare FROM run_file", in: store) == [
        #"[role:"data" path:"points.csv" bare:1]"#,
        #"[role:"spec" path:"lab/base.yaml" bare:0]"#,
        #"[role:"spec" path:"lab/spec.yaml" bare:0]"#,
      ])
    #expect(
      try Rows.of(
        """
        SELECT length(git_commit) AS digits, git_diff LIKE '%-title: First_+title: Second_%' AS diff
        FROM run
        """, in: store) == ["[digits:40 diff:1]"])
    let facts = try Rows.of(
      """
      SELECT name, value FROM environment
      WHERE name LIKE 'setting.%' OR name IN ('git', 'swift', 'grdb') ORDER BY name
      """, in: store)
    #expect(
      facts == [
        #"[name:"git" value:"changed; not tracked: base.yaml"]"#,
        #"[name:"grdb" value:"7.10.0"]"#,
        #"[name:"setting.jobs" value:"1"]"#,
        #"[name:"setting.set" value:"[\"training.batch=8\"]"]"#,
        #"[name:"swift" value:"6.3"]"#,
      ], "\(facts)")
    #expect(
      try Rows.of(
        """
        SELECT stage_file.name, stage_file.sha256 = run_file.sha256 AS same
        FROM stage_file JOIN run_file ON run_file.role = 'data'
        """, in: store) == [#"[name:"table" same:1]"#])
    // A run with nothing to do records nothing.
    #expect(try Program.run(arguments, in: scratch.path).code == 0)
    #expect(try Rows.of("SELECT count(*) AS n FROM run", in: store) == ["[n:1]"])
  }

  @Test("the arrays in the files of stages, with what their axes are")
  func arrays() throws {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text, to: "tiny.yaml")
    let run = try Program.run(["tiny.yaml", "--set", "sweep.seed=[0]"], in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    let rows = try Rows.of(
      """
      SELECT DISTINCT tensor, dtype, shape, axes FROM artifacts
      WHERE name IN ('data.safetensors', 'tables.safetensors') AND tensor NOT LIKE 'test.%'
        AND label NOT LIKE '%#1' ORDER BY tensor
      """, in: scratch.path + "/results/runexp.sqlite")
    let images = #"axes:"[\"sample\",\"row\",\"column\",\"channel\"]""#
    #expect(
      rows == [
        #"[tensor:"correct" dtype:"U8" shape:"[25]" axes:"[\"sample\"]"]"#,
        #"[tensor:"labels" dtype:"I32" shape:"[25]" axes:"[\"sample\"]"]"#,
        #"[tensor:"samples" dtype:"I64" shape:"[25]" axes:"[\"sample\"]"]"#,
        #"[tensor:"train.ids" dtype:"I64" shape:"[200]" axes:"[\"sample\"]"]"#,
        #"[tensor:"train.inputs" dtype:"U8" shape:"[200,28,28,1]" \#(images)]"#,
        #"[tensor:"train.labels" dtype:"I32" shape:"[200]" axes:"[\"sample\"]"]"#,
        #"[tensor:"values" dtype:"F64" shape:"[25,64]" axes:"[\"sample\",\"coalition\"]"]"#,
      ], "\(rows.joined(separator: "\n"))")
  }

  @Test("what was evicted keeps its arrays through a rebuild")
  func evictedArrays() throws {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text, to: "tiny.yaml")
    for batch in [16, 32] {
      let settings = ["--set", "sweep.seed=[0]", "--set", "training.batch=\(batch)"]
      let run = try Program.run(["tiny.yaml"] + settings, in: scratch.path)
      #expect(run.code == 0, "\(run.errors)")
    }
    #expect(try Program.run(["gc"], in: scratch.path).output.contains("train/normal/seed=0@1"))
    let rebuild = try Program.run(["rebuild"], in: scratch.path)
    #expect(rebuild.output.hasSuffix("the old store held the same\n"), "\(rebuild.output)")
  }
}
