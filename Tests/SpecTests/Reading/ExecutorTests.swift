import Base
import Spec
import Testing

@Suite("where stages are computed")
struct ExecutorTests {
  private static let start = """
    runexp: 1
    name: s
    dataset: glyphs
    architecture: mlp
    training: {epochs: 2}

    """

  @Test("a name, or a mapping with what is asked of the cluster")
  func forms() throws {
    #expect(try study(Self.start).executor == nil)
    #expect(try study(Self.start + "executor: local").executor == .local)
    #expect(try study(Self.start + "executor: slurm").executor == .slurm(ClusterProfile()))
    var profile = ClusterProfile()
    profile.partition = "main"
    profile.time = 7200
    profile.memory = 4 << 30
    profile.cpus = 4
    profile.arraySize = 50
    profile.throttle = 8
    profile.pack = 600
    profile.margin = 1.5
    profile.poll = 5
    profile.settle = 30
    profile.setUp = ["module load openblas"]
    profile.sbatch = ["--exclusive"]
    profile.results = "/scratch/r"
    profile.store = "/tmp/s.sqlite"
    let text = """
      executor:
        name: slurm
        partition: main
        time: 2h
        memory: 4GiB
        cpus: 4
        array-size: 50
        throttle: 8
        pack: 10min
        margin: 1.5
        poll: 5s
        settle: 30s
        set-up: module load openblas
        sbatch: [--exclusive]
        results: /scratch/r
        store: /tmp/s.sqlite
      """
    #expect(try study(Self.start + text).executor == .slurm(profile))
  }

  @Test("a profile's file is the same mapping; what it does not say is as everywhere")
  func files() throws {
    var profile = ClusterProfile()
    profile.account = "lab"
    #expect(
      try ExecutorChoice.profile("account: lab", file: "clusters/a.yaml") == .slurm(profile))
  }

  @Test("no part of it reaches a stage")
  func keepsCells() throws {
    let plain = try study(Self.start)
    let cluster = try study(Self.start + "executor: {partition: main}")
    #expect(plain.cells.map(\.label) == cluster.cells.map(\.label))
    #expect(
      plain.cells.flatMap { $0.models.map(\.parameters) }
        == cluster.cells.flatMap { $0.models.map(\.parameters) })
  }

  @Test(
    "faults name the place and what is legal",
    arguments: [
      (
        "executor: slrm",
        """
        study.yaml:6:11: error: `name` cannot be `slrm`
          executor: slrm
                    ^~~~
          did you mean `slurm`?
          legal values: local, slurm
        """
      ),
      (
        "executor: {partiton: main}",
        """
        study.yaml:6:12: error: unknown key `partiton` in executor
          executor: {partiton: main}
                     ^~~~~~~~
          did you mean `partition`?
          legal keys: name, partition, account, qos, constraint, time, memory, cpus, array-size, \
        throttle, pack, margin, poll, settle, set-up, sbatch, results, store
        """
      ),
      (
        "executor: {time: soon}",
        """
        study.yaml:6:18: error: `time` must be a duration such as 90s, 15min, 2h or a number of \
        seconds, not the text `soon`
          executor: {time: soon}
                           ^~~~
        """
      ),
    ])
  func faults(_ line: String, _ text: String) {
    #expect(throws: DiagnosticList.self) { try study(Self.start + line) }
    do { _ = try study(Self.start + line) } catch {
      #expect((error as? DiagnosticList)?.text == text)
    }
  }
}
