import Base
import Store

/// What the studies cost, a row each.
struct CostOverview {
  let studies: [ReportContents]

  /// The section.
  var markup: Markup {
    .tag(
      "section", ["id": "cost"], .tag("h2", [:], "Cost"),
      .tag(
        "p", ["class": "about"],
        "What each study's finished stages took when they were computed, and its last run."),
      .table(
        "Cost by study",
        columns: [
          ("study", false), ("cells", true), ("stages", true), ("processor", true),
          ("peak memory", true), ("files", true), ("last run", false), ("commit", false),
        ],
        rows: studies.map(row), foot: foot))
  }

  private func row(_ contents: ReportContents) -> [Markup] {
    let prefix = ReportCollection.prefix(of: contents.study)
    let run = contents.runs.first
    return [.tag("a", ["href": "#\(prefix)study"], .text(contents.study))]
      + numbers([contents]) + [
        .text(run.map { DateText.text($0.endedAt ?? $0.startedAt) } ?? "–"),
        run?.gitCommit.map { .code(String($0.prefix(12))) } ?? "–",
      ]
  }

  private var foot: [Markup] { ["all"] + numbers(studies) + ["", ""] }

  private func numbers(_ studies: [ReportContents]) -> [Markup] {
    let stages = studies.flatMap(\.stages).filter(\.isFinished)
    return [
      .text(Amounts.grouped(studies.reduce(0) { $0 + $1.cells.count })),
      .text(Amounts.grouped(stages.count)),
      .text(Amounts.duration(ExactSum.of(stages.compactMap(\.cpuSeconds)))),
      .text(stages.compactMap(\.peakBytes).max().map(Amounts.bytes) ?? "–"),
      .text(Amounts.bytes(stages.reduce(0) { $0 + $1.bytes })),
    ]
  }
}
