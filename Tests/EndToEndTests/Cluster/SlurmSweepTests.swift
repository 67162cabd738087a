import Foundation
import TestSupport
import Testing

extension RealSlurmTests {
  /// A sweep of the bottleneck's kind: small networks, 24 cells.
  @Suite("a sweep")
  struct SweepTests {
    private static let spec = TinyStudy.text.replacing(
      "seed: [0, 1]", with: "seed: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]")

    @Test("24 cells on two nodes and on one are, bit for bit, those of one process and of two")
    func bits() throws {
      let slurm = try LocalSlurm.shared()
      defer { try? slurm.clear() }
      let study = try ClusterStudy(Self.spec, on: slurm.environment)
      let expected = try study.local("-j", "1")
      #expect(try study.local("-j", "2").differences(from: expected) == [])
      #expect(
        try Rows.of(
          "SELECT DISTINCT cell FROM metrics", in: study.scratch.path + "/out/runexp.sqlite"
        ).count == 24)
    }
  }
}
