import Base
import Store

/// What failed, what therefore was not run, and what the study leaves out.
struct TroubleSection {
  let contents: ReportContents

  /// The section; it says so where there is nothing to tell.
  var markup: Markup {
    let others = contents.troubles.filter { $0.state != RunStageState.failed.rawValue }
    let exclusions = contents.origin.exclusions
    let isQuiet = contents.troubles.isEmpty && exclusions.isEmpty
    return .tag(
      "section", ["id": "failures"], .tag("h2", [:], "Failures and exclusions"),
      isQuiet ? .tag("p", [:], "No stage of the plan failed, and nothing was left out.") : .nothing,
      .group(contents.failures.map(failure)), rest(others), left(exclusions))
  }

  private func failure(_ failure: StageTrouble) -> Markup {
    .tag(
      "article", ["class": "failure"], .tag("h3", [:], .code(failure.label)),
      .tag("p", ["class": "reason"], .text(failure.reason)),
      .tag(
        "p", ["class": "about"],
        .text("Tried \(Amounts.count(failure.attempts, "time")), last by run \(failure.run).")),
      failure.output.flatMap { output -> Markup? in
        let lines = output.split(whereSeparator: \.isNewline).suffix(20).joined(separator: "\n")
        return lines.isEmpty
          ? nil
          : .folded(
            "Last lines it printed", .verbatim(lines, label: "Last lines of \(failure.label)"))
      } ?? .nothing)
  }

  private func rest(_ others: [StageTrouble]) -> Markup {
    guard !others.isEmpty else { return .nothing }
    return .folded(
      "Not run or not to the end (\(Amounts.count(others.count, "stage")))",
      .table(
        "Stages without a result", columns: [("stage", false), ("state", false), ("why", false)],
        rows: others.map { [.code($0.label), .text($0.state), .text($0.reason)] }))
  }

  private func left(_ exclusions: [Exclusion]) -> Markup {
    guard !exclusions.isEmpty else { return .nothing }
    return [
      .tag("h3", [:], "Left out"),
      .table(
        "What the study leaves out", columns: [("what", false), ("why", false)],
        rows: exclusions.map { [.code($0.subject), .text($0.reason)] }),
    ]
  }
}
