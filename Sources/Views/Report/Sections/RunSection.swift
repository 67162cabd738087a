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
          ("run", false), ("ended", false), ("began", false), ("took", true), ("finished", true),
          ("cached", true), ("failed", true), ("commit", false),
        ],
        rows: runs.map { run in
          func number(_ number: Int?) -> Markup { .text(number.map(Amounts.grouped) ?? "–") }
          return [
            .code(run.id), .text(run.status), .text(DateText.text(run.startedAt)),
            .text(run.endedAt.map { Amounts.duration($0 - run.startedAt) } ?? "–"),
            number(run.finished), number(run.cached), number(run.failed),
            run.gitCommit.map { .code(String($0.prefix(12))) } ?? "–",
          ]
        }),
      .folded(
        "Command lines and hosts",
        .tag(
          "ul", ["class": "commands"],
          runs.map { run in
            let place = [run.host.map { "on \($0)" }, run.jobs.map { Amounts.count($0, "worker") }]
              .compactMap { $0 }.joined(separator: ", ")
            return .tag(
              "li", [:], .code(run.command),
              place.isEmpty ? .nothing : .tag("span", ["class": "about"], .text(" \(place)")))
          })))
  }
}
