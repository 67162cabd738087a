import Base
import Experiments
import Spec

extension FuzzReader {
  static let textReaders: [FuzzReader] = [json, spec]

  private static let json = FuzzReader(
    name: "json", cases: 4000,
    corpus: {
      [
        #"{"a": [1, -2.5e3, true, null], "b": {"c": "text \u00e9\ud83d\ude00\n"}}"#,
        #"[[[[]]], {}, "", 0, -0.0, 9223372036854775807, 1e-7]"#, #""ü\\\"""#,
        String(repeating: "[", count: 150) + String(repeating: "]", count: 150),
      ].map { Array($0.utf8) }
    },
    tokens: [
      "{", "}", "[", "]", "\"", ":", ",", "\\u", "\\ud800", "true", "nul", "1e", "-", "[[[",
    ],
    accepts: { bytes in
      guard let value = try? Value(json: bytes) else { return false }
      let again = try Value(json: value.jsonBytes)
      try require(again == value, "\(value) is read back as \(again)")
      return true
    })

  /// A debug build reads a spec in milliseconds, so there are fewer cases.
  private static let spec = FuzzReader(
    name: "spec", cases: 600, corpus: { [Array(study.utf8), Array(tableStudy.utf8)] },
    tokens: [
      "[", "]", "{", "}", ": ", ", ", "- ", "&a ", "*a ", "<<: *a", "\n", "\t", "  ", "#", "'",
      "\"",
      "null", ".nan", ".inf", "1e999", "99999999999999999999", "@last", "main", "seed", "\u{FEFF}",
      "\u{2028}", "---\n", "variant", "|\n", "%", "!!int ", "? ", "extends: study.yaml\n",
    ],
    accepts: { bytes in
      var files = InMemoryFileSystem([:])
      files.files["study.yaml"] = bytes
      let reader = SpecReader(files: files, vocabulary: .runexp)
      let study: Study
      do throws(DiagnosticList) { study = try reader.study(at: "study.yaml") } catch {
        try require(!error.text.isEmpty, "refused without a word")
        return false
      }
      // The long form says the same study.
      files.files["study.yaml"] = Array(try reader.longForm(at: "study.yaml").utf8)
      let again = try SpecReader(files: files, vocabulary: .runexp).study(at: "study.yaml")
      try require(
        again.name == study.name && again.cells.count == study.cells.count,
        "the long form has other cells")
      return true
    })

  private static let study = """
    runexp: 1
    name: small
    title: A study for tests
    cite: ["arXiv:2111.06236"]
    dataset: {name: glyphs, train: 200, test: 50}
    architecture: {name: mlp, hidden: [16]}
    players: {patches: {grid: [2, 3]}}
    baseline: channel-mean
    training:
      epochs: 2
      batch: 32
      optimizer: {name: sgd, momentum: 0.9, weight_decay: 5.0e-4}
      learning_rate: {schedule: log, from: 0.05, to: 0.01}
      checkpoints: [0, 1, 2]
    variants:
      normal: {}
      high: {training.interaction_loss: {kind: suppress, between: [0.0, 0.5], weight: 1, players: patches}}
    sweep: {seed: [0, 1]}
    samples: {pool: {from: main.train, per-class: 3}}
    measure:
      strength: {metric: multi-order-interaction, of: main, at: all, samples: pool, players: patches, output: log-odds, label: true}
      accuracy: {metric: accuracy, of: main, at: all, split: [train, test]}
    figures:
      strength-by-order: {preset: multi-order-strength, measure: strength, series: variant, at: last}
    """

  private static let tableStudy = """
    runexp: 1
    name: tables
    dataset: {name: csv, path: t.csv, label: y, numeric: [a, b]}
    architecture: {name: mlp, hidden: [4]}
    training: {epochs: 1, batch: 8, optimizer: {name: sgd}, learning_rate: 0.1}
    measure:
      accuracy: {metric: accuracy, of: main, split: test}
    """
}
