import Base
import Store

/// The top of the page: what was studied, how far it is, and the verdicts in a line.
struct HeaderSection {
  let contents: ReportContents

  /// The section.
  var markup: Markup {
    .tag(
      "header", ["class": "top"],
      .tag("p", ["class": "eyebrow"], "Study ", .code(contents.study)),
      .tag("h1", [:], .text(contents.title)), citations,
      .tag("p", ["class": "lead"], .text(state)), VerdictMark.badges(contents.claims))
  }

  private var citations: Markup {
    guard !contents.citations.isEmpty else { return .nothing }
    let sources = contents.citations.map { Citation(text: $0).markup }
    return .tag("p", ["class": "sources"], "After ", .list(sources, between: ", "))
  }

  /// Runs, cells, stages, what failed and what was left out, in a few sentences.
  var state: String {
    var sentences: [String] = []
    let cells = Amounts.count(contents.cells.count, "cell")
    let groups = contents.groups
    let seeds = contents.seeds.count
    let made =
      groups.count > 1 && seeds > 1
      ? " (\(groups.count) variants × \(seeds) seeds)" : seeds > 1 ? " (\(seeds) seeds)" : ""
    sentences.append("\(Amounts.count(contents.runs.count, "run")) of \(cells)\(made).")
    let (finished, planned) = (contents.finishedStages, contents.stages.count)
    sentences.append(
      planned == 0
        ? "No stage is planned yet."
        : finished == planned
          ? "All \(Amounts.count(planned, "stage")) of the plan finished."
          : "\(finished) of \(Amounts.count(planned, "stage")) of the plan finished.")
    let failed = contents.failures.count
    if failed > 0 {
      let skipped = contents.troubles.count { $0.state == RunStageState.skipped.rawValue }
      sentences.append(
        "\(Amounts.count(failed, "stage")) failed"
          + (skipped > 0 ? ", and \(skipped) that need them were not run." : "."))
    }
    let excluded = contents.origin.exclusions.count
    sentences.append(excluded > 0 ? "\(excluded) excluded." : "Nothing excluded.")
    if let run = contents.runs.first {
      let running = run.endedAt == nil && run.status == RunStatus.running.rawValue
      sentences.append(
        running
          ? "The last run began \(DateText.text(run.startedAt)) and has not ended."
          : "The last run ended \(DateText.text(run.endedAt ?? run.startedAt)) (\(run.status)).")
    }
    return sentences.joined(separator: " ")
  }
}
