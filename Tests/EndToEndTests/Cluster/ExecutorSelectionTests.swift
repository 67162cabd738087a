import Foundation
import TestSupport
import Testing

/// What a person gets wrong about where stages are to run: exact texts, exit code 2, nothing written.
@Suite("choosing an executor")
struct ExecutorSelectionTests {
  private let scratch: ScratchFolder

  init() throws {
    scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text, to: "tiny.yaml")
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/clusters", withIntermediateDirectories: false)
    try scratch.write("name: slurm\npartiton: main\n", to: "clusters/near.yaml")
  }

  private func fail(_ options: String..., environment: [String: String] = [:]) throws -> String {
    let run = try Program.run(
      ["tiny.yaml", "--results", "out"] + options, in: scratch.path, environment: environment)
    #expect(run.code == 2)
    #expect(run.output == "")
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/out"))
    return run.errors
  }

  @Test("a profile that is not there: the nearest name, and what there is")
  func missingProfile() throws {
    #expect(
      try fail("--on", "nearr") == """
        error: --on nearr: there is no clusters/nearr.yaml
          did you mean `near`?
          legal here: local, slurm, near, or a profile's file

        """)
  }

  @Test("a faulty profile: the place in its file")
  func faultyProfile() throws {
    #expect(
      try fail("--on", "near").hasPrefix(
        """
        clusters/near.yaml:2:1: error: unknown key `partiton` in profile
          partiton: main
          ^~~~~~~~
          did you mean `partition`?
        """))
  }

  @Test("a host without Slurm's commands, before anything is recorded")
  func withoutSlurm() throws {
    #expect(
      try fail("--on", "slurm", environment: ["PATH": "/nowhere"]) == """
        error: Slurm's command sbatch is not in PATH
          run this on a host from which jobs are submitted, after the lines that set Slurm up
          or use this machine's own cores: --on local

        """)
  }
}
