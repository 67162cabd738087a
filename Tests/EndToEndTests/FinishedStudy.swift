import Foundation
import Testing

/// All that a finished study leaves and that must not depend on how it got there.
///
/// That is rows, artifacts and the numbers of its figures; times, attempts and journals are left
/// out.
struct FinishedStudy: Equatable {
  /// Every metric row, in an order of its own.
  var rows: [String]
  /// The outputs of every stage, by `key/name`.
  var artifacts: [String: Data]
  /// The CSV file of every figure.
  var figures: [String: Data]

  /// Reads what is in the results folder `out` of `scratch`.
  init(in scratch: ScratchFolder, results: String = "out") throws {
    let root = scratch.path + "/" + results
    let columns = [
      "study", "variant", "cell", "seed", "model", "reference", "measure", "name", "split",
      "checkpoint", "step", "layer", "sample", "class", "label_kind", "part", "context_order",
      "interaction_order", "value", "std_error", "count", "exact", "unit",
    ].map { "\"\($0)\"" }.joined(separator: ", ")
    rows = try Rows.of(
      "SELECT \(columns) FROM metrics ORDER BY \(columns)", in: root + "/runexp.sqlite")
    artifacts = [:]
    for (path, data) in scratch.files(named: "done.json", below: results + "/stages")
    where !path.hasPrefix("damaged/") {
      let record = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let key = try #require(record["key"] as? String)
      for output in try #require(record["outputs"] as? [[String: Any]]) {
        let name = try #require(output["name"] as? String)
        artifacts["\(key)/\(name)"] = try Data(
          contentsOf: URL(fileURLWithPath: "\(root)/stages/\(key.prefix(2))/\(key)/\(name)"))
      }
    }
    figures = [:]
    let folder = root + "/figures"
    for case let name as String in FileManager.default.enumerator(atPath: folder) ?? .init()
    where name.hasSuffix(".csv") {
      figures[name] = FileManager.default.contents(atPath: folder + "/" + name)
    }
  }

  /// What is not as in `other`, for a person; empty when all is.
  func differences(from other: FinishedStudy) -> [String] {
    var lines: [String] = []
    if rows != other.rows {
      let here = Dictionary(rows.map { ($0, 1) }, uniquingKeysWith: +)
      let there = Dictionary(other.rows.map { ($0, 1) }, uniquingKeysWith: +)
      let changed = Set(here.keys).union(there.keys).filter { here[$0] != there[$0] }.sorted()
      lines.append("\(changed.count) rows differ, such as \(changed.first ?? "their order")")
    }
    lines += Self.differences(artifacts, other.artifacts)
    lines += Self.differences(figures, other.figures)
    return lines
  }

  private static func differences(_ some: [String: Data], _ others: [String: Data]) -> [String] {
    Set(some.keys).union(others.keys).filter { some[$0] != others[$0] }.sorted().map { name in
      some[name] == nil
        ? "missing: \(name)" : others[name] == nil ? "new: \(name)" : "other: \(name)"
    }
  }
}

/// Checks that nothing is left of runs that were killed.
func expectNoRemains(
  in scratch: ScratchFolder, results: String = "out",
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let root = scratch.path + "/" + results
  let attempts = (try? FileManager.default.contentsOfDirectory(atPath: root + "/stages/tmp")) ?? []
  #expect(attempts == [], "attempts are left", sourceLocation: sourceLocation)
  #expect(
    try Rows.of("SELECT name FROM run WHERE status = 'running'", in: root + "/runexp.sqlite") == [],
    "runs are left running", sourceLocation: sourceLocation)
  #expect(
    try Rows.of("PRAGMA integrity_check", in: root + "/runexp.sqlite")
      == ["[integrity_check:\"ok\"]"], sourceLocation: sourceLocation)
  #expect(
    Processes.workers(in: scratch.path) == [], "workers are alive", sourceLocation: sourceLocation)
}
