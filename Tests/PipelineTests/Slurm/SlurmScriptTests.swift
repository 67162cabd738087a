import Base
import Testing

@testable import Pipeline

@Suite("the script of a submission")
struct SlurmScriptTests {
  @Test("is read by people, run again by hand, and keeps blanks, quotes and percent signs apart")
  func text() {
    var profile = ClusterProfile()
    profile.partition = "main"
    profile.account = "lab"
    profile.constraint = "haswell&avx2"
    profile.setUp = ["module load openblas"]
    profile.sbatch = ["--exclusive"]
    profile.throttle = 7
    let options = SlurmExecutor.Options(
      study: "tiny", run: "r", profile: profile, program: "/s/bin/ab/runexp",
      workingFolder: "/home/o'neil")
    let batch = SlurmBatch(
      folder: "/s/my 100%/runs/r/slurm/0001", study: "tiny", name: "runexp-r-1",
      request: SlurmRequest(cpus: 2, mebibytes: 512, minutes: 90), throttle: 7,
      tasks: [[node("a").key], [node("b").key, node("c").key]])
    let stages = ["a", "b", "c"].map { name in
      ClusterStage(
        StageRequest(
          node(name), preferred: [:], results: ResultsFolder("/s"),
          attempt: AttemptID(host: "h", pid: 1, start: 1, counter: 1), binary: nil,
          environment: [:]), StageEstimate(), profile)
    }
    let array = SlurmArray(
      tasks: [[stages[0]], [stages[1], stages[2]]],
      request: SlurmRequest(cpus: 2, mebibytes: 512, minutes: 90))
    #expect(
      SlurmScript(batch, array, options).text == """
        #!/bin/bash
        # runexp: study tiny, 3 write stages in 2 tasks
        # To run it again by hand: sbatch '/s/my 100%/runs/r/slurm/0001/script.sh'
        # or one task here: SLURM_ARRAY_TASK_ID=0 bash '/s/my 100%/runs/r/slurm/0001/script.sh'
        # Stages that have their results are passed over.
        #SBATCH --job-name=runexp-r-1
        #SBATCH --array=0-1%7
        #SBATCH --partition=main
        #SBATCH --account=lab
        #SBATCH --constraint=haswell&avx2
        #SBATCH --time=90
        #SBATCH --mem=512M
        #SBATCH --nodes=1
        #SBATCH --ntasks=1
        #SBATCH --cpus-per-task=2
        #SBATCH --requeue
        #SBATCH --open-mode=append
        #SBATCH --output="/s/my 100%%/runs/r/slurm/0001/output/%a.log"
        #SBATCH --exclusive

        module load openblas
        cd '/home/o'\\''neil' || exit 1
        exec /s/bin/ab/runexp node '/s/my 100%/runs/r/slurm/0001' "$SLURM_ARRAY_TASK_ID"

        """)
  }

  @Test("a batch is read back as it was written")
  func batch() throws {
    let batch = SlurmBatch(
      folder: "/f", study: "tiny", name: "n",
      request: SlurmRequest(cpus: 1, mebibytes: 2, minutes: 3),
      throttle: 4, tasks: [[node("a").key], [node("b").key]])
    #expect(SlurmBatch(try Value(json: batch.value.jsonBytes), folder: "/f") == batch)
    #expect(SlurmBatch(["schema": 1], folder: "/f") == nil)
  }
}
