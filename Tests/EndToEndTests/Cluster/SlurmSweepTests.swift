import Foundation
import TestSupport
import Testing

extension RealSlurmTests {
  /// A sweep of the bottleneck's kind: small networks, 24 cells.
  @Suite("a sweep")
  struct SweepTests {
    private static let spec = TinyStudy.text
      .replacing("seed: [0, 1]", with: "seed: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]")
      .replacing("checkpoints: [0, 1, 2]", with: "checkpoints: [0, 2]")
      .replacing(
        "order-interaction, of: main, at: all", with: "order-interaction, of: main, at: last")

    @Test("24 cells on two nodes and on one are, bit for bit, those of one process and of two")
    func bits() throws {
      let slurm = try LocalSlurm.shared()
      defer { try? slurm.clear() }
      let study = try ClusterStudy(Self.spec, on: slurm.environment)
      let expected = try study.local("-j", "1")
      #expect(try study.local("-j", "2").differences(from: expected) == [])
      #expect(expected.artifacts.count > 150 && !expected.figures.isEmpty)
      try expectSame(expected, study, nodes: ["node1", "node2"], slurm)
      let one = try ClusterStudy(
        Self.spec, on: slurm.environment, profile: ["sbatch": "[--nodelist=node2]"])
      try expectSame(expected, one, nodes: ["node2"], slurm)
    }

    /// Runs the study and compares all it left.
    private func expectSame(
      _ expected: FinishedStudy, _ study: ClusterStudy, nodes: Set<String>, _ slurm: LocalSlurm
    ) throws {
      let run = try study.run()
      #expect(run.code == 0, "\(run.errors)")
      try study.expectSound(expected)
      try study.expectNothingTwice()
      let store = study.scratch.path + "/out/runexp.sqlite"
      #expect(try Rows.of("SELECT DISTINCT cell FROM metrics", in: store).count == 24)
      let name = try #require(
        try Rows.of("SELECT name FROM run", in: store).first?.split(separator: "\"")[1])
      let tasks = try slurm.tasks("%j %N %T").filter { $0.contains("\(name)") }
      #expect(tasks.allSatisfy { $0.hasSuffix(" COMPLETED") }, "\(tasks)")
      #expect(Set(tasks.map { String($0.split(separator: " ")[1]) }) == nodes)
    }
  }
}
