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
  /// Zen runs Haswell's kernels. `summary` 1 was pinned anew when what it reads, `measure` 3, changed,
  /// and with `measure` 3 when the study came to hold every metric of interactions.
  /// Data sets, made or derived, and `noop` use no matrix library and have one for `any`.
  static let pinned: [String: [String: String]] = [
    "dataset 1": ["any": "e020333fb1ce3771bd6083de5af3228414dedc48bc2c8e869913b598ed3d6912"],
    "derived-dataset 1": [
      "any": "bd45850a52aafe9e561c97664395d64846f6e5682e167278f59f6b56e4cc9634"
    ],
    "noop 1": ["any": "fb1ae281ea8414f90e077cba715d3764a4582698843629f4cb73a9530dc83a3e"],
    "train 2": [
      "Haswell": "85d1eddf556ee34b7160a901a1c65f90e4f283d6c99309eb7781813aa03bfa88",
      "Zen": "85d1eddf556ee34b7160a901a1c65f90e4f283d6c99309eb7781813aa03bfa88",
    ],
    "average 1": [
      "Haswell": "b35838dc66a5445ff52a459a62d39e541ca725f8f2cb6862b53c4c55c4332bd0",
      "Zen": "b35838dc66a5445ff52a459a62d39e541ca725f8f2cb6862b53c4c55c4332bd0",
    ],
    "tables 1": [
      "Haswell": "e7b13af8970ec48a97ebc75d355ccf6c0ec34eec5555c1795d8cad376ed68e5d",
      "Zen": "e7b13af8970ec48a97ebc75d355ccf6c0ec34eec5555c1795d8cad376ed68e5d",
    ],
    "measure 3": [
      "Haswell": "9647ab3360a5b5042486271aaded057115ef6ebaec5e384addf3d0fb2609f750",
      "Zen": "9647ab3360a5b5042486271aaded057115ef6ebaec5e384addf3d0fb2609f750",
    ],
    "summary 1": [
      "Haswell": "35cd2d6cd068ac9c67ba449b08d78306c4f310be76ce4fc09d47913887a0f77b",
      "Zen": "35cd2d6cd068ac9c67ba449b08d78306c4f310be76ce4fc09d47913887a0f77b",
    ],
    "relate 1": [
      "Haswell": "3940556e8881c6f85d986815a6d43281d517387108f1468b657c2e8e49c93d00",
      "Zen": "3940556e8881c6f85d986815a6d43281d517387108f1468b657c2e8e49c93d00",
    ],
  ]

  /// An MLP and a CNN whose masks are memoised, with and without interaction losses, an average of
  /// weights, every kind of interactions, and relations of them.
  static let study = StudyRunner.tiny(
    """
      sampled: {metric: multi-order-interaction, estimate: sampled, contexts: 2, of: main, at: [2], samples: pool}
      dividends: {metric: harsanyi, of: main, at: [2], samples: pool}
      sparse: {metric: and-or, of: main, at: [2], samples: pool}
      index: {metric: interaction-index, index: fsii, of: main, at: [2], samples: pool}
      parts: {metric: coalition-attribution, coalitions: [[0, 1]], of: main, at: [2], samples: pool}
    relate:
      like: {kind: jaccard, left: dividends, right: sparse}
      law: {kind: correlation, left: {of: strength, metric: S}, right: {of: strength, metric: A}}
    models: {mean: {average: [main@1, main@2]}}
    noop: {count: 3, shape: chain, bytes: 9}
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
      TablesStage.self, MeasureStage.self, SummaryStage.self, RelateStage.self, NoopStage.self,
    ]
    #expect(Set(kinds.map { $0.name }) == Set(StageKinds.catalog.keys))
    let runner = try StudyRunner()
    let graph = try StudyRunner.plan(Self.study).graph
    let report = try runner.run(graph)
    #expect(report.isComplete, "\(report.failures)")
    for kind in kinds {
      let name = "\(kind.name) \(kind.version)"
      let isAlikeEverywhere = kind.name.hasSuffix(DatasetStage.name) || kind is NoopStage.Type
      let core = isAlikeEverywhere ? "any" : BLAS.coreName
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
