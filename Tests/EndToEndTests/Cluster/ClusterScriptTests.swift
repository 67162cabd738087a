import Foundation
import TestSupport
import Testing

/// What is handed to Slurm, as a person sees it.
@Suite(
  "what is submitted", .enabled(if: FakeSlurm.isExpected, "there is no /usr/bin/python3"))
struct ClusterScriptTests {
  private let slurm: FakeSlurm

  init() throws { slurm = try FakeSlurm() }

  private func study(
    _ count: Int, seconds: Double = 0, profile: KeyValuePairs<String, String> = [:]
  ) throws -> ClusterStudy {
    try ClusterStudy(
      NoopStudy.text(
        name: "scripts", count: count, shape: "wide", more: ", rows: 15, seconds: \(seconds)"),
      on: slurm.environment, profile: profile)
  }

  @Test("-n prints the script and the arrays, and submits nothing")
  func dryRun() throws {
    let study = try study(
      3, profile: ["partition": "main", "throttle": "2", "set-up": "[module load x]"])
    let plan = try study.run("-n")
    #expect(plan.code == 0, "\(plan.errors)")
    for line in [
      "#!/bin/bash", "#SBATCH --array=0-2%2", "#SBATCH --partition=main", "#SBATCH --time=1",
      "module load x",
    ] {
      #expect(plan.output.contains("\(line)\n"), "\(line): \(plan.output)")
    }
    #expect(try slurm.calls(of: "sbatch").isEmpty)
    #expect(study.scripts() == [])
  }

  @Test("a script that was submitted runs again by hand, with sbatch or as it is")
  func byHand() throws {
    let study = try study(3, seconds: 1)
    let expected = try study.local()
    try slurm.will("slots", 0)
    let run = try study.start()
    #expect(try run.wait { try slurm.tasks().count == 3 })
    kill(run.pid, SIGKILL)
    _ = run.wait()
    try slurm.will("forget", 1)
    let script = try #require(study.scripts().first)
    let first = try OtherProgram.run(
      ["env", "SLURM_ARRAY_TASK_ID=0", "bash", script], environment: [:])
    #expect(first.code == 0, "\(first.errors)")
    #expect(study.published == 1)
    try slurm.will("slots", 2)
    #expect(try slurm.run(["sbatch", script]).code == 0)
    #expect(eventually { study.published == 3 })
    let again = try study.run()
    #expect(again.code == 0, "\(again.errors)")
    #expect(again.output.hasPrefix("up to date: 3 stages"), "\(again.output)")
    #expect(try FinishedStudy(in: study.scratch).differences(from: expected) == [])
  }

  @Test("a node whose BLAS has another core is refused, unless that is allowed, which is recorded")
  func otherCore() throws {
    let study = try study(1, profile: ["set-up": "[export OPENBLAS_CORETYPE=Sandybridge]"])
    let refused = try study.run()
    #expect(refused.code == 1, "\(refused.errors)")
    #expect(refused.errors.contains("Sandybridge"), "\(refused.errors)")
    #expect(refused.errors.contains("--allow-mixed"), "\(refused.errors)")
    #expect(study.published == 0)
    let allowed = try study.run("--allow-mixed")
    #expect(allowed.code == 0, "\(allowed.errors)")
    let records = study.scratch.files(named: "done.json", below: "out/stages").values
    #expect(records.allSatisfy { String(decoding: $0, as: UTF8.self).contains("Sandybridge") })
  }
}
