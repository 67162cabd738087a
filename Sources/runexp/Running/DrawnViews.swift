import Base
import Foundation
import Pipeline
import Views

/// The tables, figures and verdicts of a run, and what could not be drawn.
///
/// They are kept in the results folder's cache, so that a run with nothing to do shows them again
/// without looking at a row: intervals over seeds and images take seconds.
struct DrawnViews {
  /// A figure and its files, the first of them the one to open.
  struct Figure {
    var name: String
    var files: [String]
    var isRedrawn: Bool
    var caption: String
    /// The figure as a table for people, where it has one.
    var reading: TextTable?
  }

  /// Results by variant; nil when no measurement has a headline.
  var results: TextTable?
  var figures: [Figure] = []
  /// The verdicts as JSON.
  var claims: Value = .list([])
  /// The verdicts as a table, with what has to be noted; empty when there are none.
  var claimLines: [String] = []
  /// Whether every verdict is the one its claim expects.
  var claimsAreAsExpected = true
  /// Figures that could not be drawn, each with the reason.
  var failures: [(figure: String, reason: String)] = []
}

extension DrawnViews {
  /// What tells a file from every other one, in words; a file that is not there has none.
  static func identity(of path: String) -> String {
    FileIdentity(of: path)?.description ?? ""
  }

  private static func path(_ folder: ResultsFolder, study: String) -> String {
    "\(folder.cache)/views-\(study).json"
  }

  /// What was drawn of a study, if it depended on what `digest` tells and its files are as they were.
  init?(cachedIn folder: ResultsFolder, study: String, digest: ContentHash) {
    guard
      let data = FileManager.default.contents(atPath: Self.path(folder, study: study)),
      let value = try? Value(json: Array(data)), value["digest"]?.text == digest.hex,
      let figures = value["figures"]?.list, let claims = value["claims"],
      let lines = value["claim_lines"]?.list, let areAsExpected = value["as_expected"]?.boolean,
      let files = value["files"]?.map,
      files.allSatisfy({ Self.identity(of: $0.key) == $0.value.text })
    else { return nil }
    self.claims = claims
    claimLines = lines.compactMap(\.text)
    claimsAreAsExpected = areAsExpected
    self.figures = figures.compactMap { figure in
      guard let name = figure["name"]?.text, let files = figure["files"]?.list,
        let caption = figure["caption"]?.text
      else { return nil }
      return Figure(
        name: name, files: files.compactMap(\.text), isRedrawn: false, caption: caption,
        reading: figure["reading"].flatMap(Self.table))
    }
    results = value["results"].flatMap(Self.table)
  }

  /// Keeps what was drawn; what could not be drawn is tried again the next time.
  func keep(in folder: ResultsFolder, study: String, digest: ContentHash) {
    guard failures.isEmpty else { return }
    let files = figures.flatMap(\.files).map { ($0, Value.text(Self.identity(of: $0))) }
    let value: Value = .map([
      "digest": .text(digest.hex), "claims": claims,
      "claim_lines": .list(claimLines.map { .text($0) }),
      "as_expected": .boolean(claimsAreAsExpected),
      "files": .map(Dictionary(files) { first, _ in first }),
      "figures": .list(
        figures.map {
          .map([
            "name": .text($0.name), "files": .list($0.files.map { .text($0) }),
            "caption": .text($0.caption), "reading": $0.reading.map(Self.value) ?? .null,
          ])
        }),
      "results": results.map(Self.value) ?? .null,
    ])
    // It only saves time.
    try? FileManager.default.createDirectory(
      atPath: folder.cache, withIntermediateDirectories: true)
    try? Data(value.jsonBytes).write(
      to: URL(fileURLWithPath: Self.path(folder, study: study)), options: .atomic)
  }

  private static func value(_ table: TextTable) -> Value {
    [
      "columns": .list(
        table.columns.map {
          ["title": .text($0.title), "right": .boolean($0.alignment == .right)]
        }),
      "rows": .list(table.rows.map { .list($0.map { .text($0) }) }),
    ]
  }

  private static func table(_ value: Value) -> TextTable? {
    guard let columns = value["columns"]?.list, let rows = value["rows"]?.list else { return nil }
    return TextTable(
      columns: columns.map { column in
        TextTable.Column(
          column["title"]?.text ?? "", column["right"]?.boolean == true ? .right : .left)
      }, rows: rows.map { ($0.list ?? []).compactMap(\.text) })
  }
}
