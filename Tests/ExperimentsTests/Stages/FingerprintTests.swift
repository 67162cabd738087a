import Base
import Neural
import Pipeline
import Testing

@testable import Experiments

/// The bytes of every kind of stage, pinned beside the kind's version: keys promise that the same
/// version gives the same bytes.
@Suite("fingerprints of stage kinds")
struct FingerprintTests {
  /// The fingerprint of a kind at a version, by core type of the matrix library.
  ///
  /// Zen runs Haswell's kernels. `summary` 1 was pinned anew when what it reads, `measure` 3, changed.
  /// Data sets, made or derived, use no matrix library and have one for `any`.
  static let pinned: [String: [String: String]] = [
    "dataset 1": ["any": "e020333fb1ce3771bd6083de5af3228414dedc48bc2c8e869913b598ed3d6912"],
    "derived-dataset 1": [
      "any": "bd45850a52aafe9e561c97664395d64846f6e5682e167278f59f6b56e4cc9634"
    ],
    "train 2": [
      "Haswell": "85d1eddf556ee34b7160a901a1c65f90e4f283d6c99309eb7781813aa03bfa88",
      "Zen": "85d1eddf556ee34b7160a901a1c65f90e4f283d6c99309eb7781813aa03bfa88",
    ],
    "average 1": [
      "Haswell": "b35838dc66a5445ff52a459a62d39e541ca725f8f2cb6862b53c4c55c4332bd0",
      "Zen": "b35838dc66a5445ff52a459a62d39e541ca725f8f2cb6862b53c4c55c4332bd0",
    ],
    "measure 3": [
      "Haswell": "34232df6b96bb2d6b6bde2e1569083729a8707b21740dc190c7d6a967fd0cbf4",
      "Zen": "34232df6b96bb2d6b6bde2e1569083729a8707b21740dc190c7d6a967fd0cbf4",
    ],
    "summary 1": [
      "Haswell": "40906b1bbb6b6550d2ab0477cf7e152a9b9a9eecbd79e3c86fcf9fa8a0f53fdb",
      "Zen": "40906b1bbb6b6550d2ab0477cf7e152a9b9a9eecbd79e3c86fcf9fa8a0f53fdb",
    ],
  ]

  /// An MLP and a CNN whose masks are memoised, with and without interaction losses, and an average of
  /// weights.
  static let study = StudyRunner.tiny(
    """
    models: {mean: {average: [main@1, main@2]}}
    data:
      changed: {from: main, transform: [{label-noise: {fraction: 0.3}}, {subset: {count: 9}}, {shift: {random: 3}}, flip, {noise: {kind: uniform, deviation: 0.2}}]}
    variants:
      plain: {}
      losses: {training.interaction_loss: [{kind: suppress, between: [0.0, 0.5], weight: 1, players: patches}, {kind: encourage, between: [0.3, 0.8], weight: 1, players: patches}]}
      images: {architecture: {name: cnn, filters: [3], hidden: [6]}, players.patches.grid: [3, 3]}
    """)

  @Test("the bytes of a kind change with its version alone")
  func bytes() throws {
    // What a kind reads stands before it, so a change is told at the kind where it begins.
    let kinds: [any StageKind.Type] = [
      DatasetStage.self, DerivedDataStage.self, TrainStage.self, AverageStage.self,
      MeasureStage.self, SummaryStage.self,
    ]
    #expect(Set(kinds.map { $0.name }) == Set(StageKinds.catalog.keys))
    let runner = try StudyRunner()
    let graph = try StudyRunner.plan(Self.study).graph
    let report = try runner.run(graph)
    #expect(report.isComplete, "\(report.failures)")
    for kind in kinds {
      let name = "\(kind.name) \(kind.version)"
      let core = kind.name.hasSuffix(DatasetStage.name) ? "any" : BLAS.coreName
      let found = try Self.fingerprint(of: kind.name, graph, runner)
      let pins = try #require(
        Self.pinned[name], "no fingerprint of \(name) is pinned; found \(found) on core \(core)")
      guard let wanted = pins[core] else {
        print("not checked: no fingerprint of \(name) on core \(core); found \(found)")
        continue
      }
      try #require(
        found == wanted,
        """
        stage kind \(kind.name), version \(kind.version), gives other bytes on core \(core). If \
        its results changed on purpose, raise the version, so that no old result passes for a new \
        one; if they could not stay (another compiler, C library or OpenBLAS), pin \(found) and \
        explain the pin.
        """)
    }
  }

  /// SHA-256 over the digests of the outputs of all stages of a kind, by label.
  private static func fingerprint(of kind: String, _ graph: StageGraph, _ runner: StudyRunner)
    throws -> String
  {
    var lines: [String] = []
    for node in graph.nodes where node.kind == kind {
      let record = try runner.stage(node.label, in: graph).record()
      lines += record.outputs.map { "\(node.label) \($0.name) \($0.sha256.hex)\n" }
    }
    return ContentHash(of: Array(lines.sorted().joined().utf8)).hex
  }
}
