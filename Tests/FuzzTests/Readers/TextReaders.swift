import Base
import Experiments
import Spec
import TestSupport

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
    name: "spec", cases: 600, corpus: { [Array(TinyStudy.text.utf8), Array(tableStudy.utf8)] },
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
