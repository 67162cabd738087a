import Base
import Store

/// What the newest run was made from: code, machine, libraries, files, seeds.
struct ProvenanceSection {
  let contents: ReportContents

  /// The section; nothing without runs.
  var markup: Markup {
    guard let run = contents.runs.first else { return .nothing }
    let origin = contents.origin
    return .tag(
      "section", ["id": "provenance"], .tag("h2", [:], "Provenance"),
      .tag("p", ["class": "about"], "Of the newest run, ", .code(run.id), "."),
      .facts(
        [("commit", commit), ("seeds", .text(contents.seeds.joined(separator: ", ")))]
          + origin.environment.map { fact in
            (fact.name.replacing("_", with: " "), Self.value(fact.value))
          }), diff, files)
  }

  private var commit: Markup {
    guard let commit = contents.origin.gitCommit else { return "not recorded" }
    let isDirty = !(contents.origin.gitDiff ?? "").isEmpty
    return [.code(commit), isDirty ? ", with changes that were not committed" : .nothing]
  }

  private var diff: Markup {
    guard let diff = contents.origin.gitDiff, !diff.isEmpty else { return .nothing }
    let lines = diff.split(separator: "\n", omittingEmptySubsequences: false).count
    return .folded(
      "What was not committed (\(Amounts.count(lines, "line")))",
      .verbatim(diff, label: "Changes that were not committed"))
  }

  private var files: Markup {
    guard !contents.origin.files.isEmpty else { return .nothing }
    return [
      .tag("h3", [:], "Files read"),
      .table(
        "Files read besides stages",
        columns: [("file", false), ("as", false), ("size", true), ("SHA-256", false)],
        rows: contents.origin.files.map { file in
          [
            .code(file.path), .text(file.role), .text(file.size.map(Amounts.bytes) ?? "–"),
            .code(file.sha256.hex),
          ]
        }),
    ]
  }

  /// Digests in letters of one width.
  private static func value(_ text: String) -> Markup {
    text.count == 64 && text.allSatisfy(\.isHexDigit) ? .code(text) : .text(text)
  }
}
