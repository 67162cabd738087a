import Base
import Store

/// The study's runs, newest first.
struct RunSection {
  let runs: [RunAccount]

  /// The section; nothing without runs.
  var markup: Markup {
    guard !runs.isEmpty else { return .nothing }
    return .tag(
      "section", ["id": "runs"], .tag("h2", [:], "Runs"),
      .table(
        "Runs, newest first",
        columns: [
          ("run", false), ("ended", false), ("began", false), ("took", true), ("to run", true),
          ("cached", true), ("finished", true), ("failed", true), ("workers", true),
          ("host", false), ("commit", false),
        ],
        rows: runs.map { run in
          func number(_ number: Int?) -> Markup { .text(number.map(Amounts.grouped) ?? "–") }
          return [
            .code(run.id), .text(run.status), .text(DateText.text(run.startedAt)),
            .text(run.endedAt.map { Amounts.duration($0 - run.startedAt) } ?? "–"),
            number(run.planned), number(run.cached), number(run.finished), number(run.failed),
            number(run.jobs), .text(run.host ?? "–"),
            run.gitCommit.map { .code(String($0.prefix(12))) } ?? "–",
          ]
        }),
      .folded(
        "Command lines",
        .tag(
          "ul", ["class": "commands"],
          runs.map { .tag("li", [:], .code($0.command)) })))
  }
}
