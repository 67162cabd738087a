import Base
import Pipeline
import Spec
import Views

/// What a run says at its end: counts, verdicts, paths.
enum RunText {
  /// Prints all of it, and throws the exit status it ends with when that is not 0; `note` is for
  /// people only.
  static func show(
    _ report: RunReport, _ views: DrawnViews, study: Study, run: String?, store: String,
    options: RunOptions, note: String? = nil
  ) throws {
    if options.json {
      Terminal.output(value(report, views, study: study.name, run: run, store: store).json)
    } else {
      for line in lines(report, views, study: study, store: store) { Terminal.output(line) }
      if let note { Terminal.output(note) }
    }
    if let signal = report.interruptedBy { throw ExitStatus(code: 128 + signal) }
    if report.isOutOfTime { throw ExitStatus.outOfTime }
    if !report.isComplete || !views.failures.isEmpty { throw ExitStatus.failed }
    if options.checkClaims, !views.claimsAreAsExpected { throw ExitStatus.claims }
  }

  /// The lines for a person.
  private static func lines(
    _ report: RunReport, _ views: DrawnViews, study: Study, store: String
  ) -> [String] {
    var lines = [summary(report)]
    for failure in report.failures {
      if case .failed(let reason, _) = failure.result {
        lines.append("failed: \(failure.label): \(reason)")
      }
    }
    // Tables, figures and verdicts of a half-done study would read like results.
    guard !report.wasStopped, !report.hasTooManyFailures else { return lines }
    for failure in views.failures { lines.append("figure \(failure.figure): \(failure.reason)") }
    if let results = views.results {
      lines += ["", "last checkpoint, mean ± sd over seeds:"] + results.lines.map { "  " + $0 }
    }
    if !views.claimLines.isEmpty {
      lines += ["", "claims:"] + views.claimLines.map { "  " + $0 }
    }
    lines += [""] + files(views, store)
    return lines
  }

  /// `up to date: …` or what was done, in one line.
  static func summary(_ report: RunReport) -> String {
    if report.planned == 0 {
      return "up to date: \(Amount.count(report.cached, "stage")), nothing to do"
    }
    var text =
      "\(report.finished) of \(Amount.count(report.planned, "stage")) run in "
      + Amount.duration(report.wallSeconds) + ", \(report.cached) cached, \(report.failed) failed"
    if report.skipped > 0 { text += ", \(report.skipped) skipped" }
    if report.stopped > 0 {
      text += ", \(report.stopped) stopped: the same command goes on from here"
    }
    return text
  }

  private static func files(_ views: DrawnViews, _ store: String) -> [String] {
    var lines = views.figures.compactMap { figure in
      figure.files.first.map {
        "figure \(figure.name): \($0)\(figure.isRedrawn ? "" : " (unchanged)")"
      }
    }
    lines.append("store: \(store)")
    return lines
  }

  /// The same as one JSON value.
  private static func value(
    _ report: RunReport, _ views: DrawnViews, study: String, run: String?, store: String
  ) -> Value {
    .map([
      "schema": 1, "study": .text(study), "run": run.map { .text($0) } ?? .null,
      "stages": .map([
        "planned": .integer(report.planned), "finished": .integer(report.finished),
        "cached": .integer(report.cached), "failed": .integer(report.failed),
        "skipped": .integer(report.skipped), "stopped": .integer(report.stopped),
      ]),
      "stage_seconds": .number(report.wallSeconds), "store": .text(store),
      "results": views.results.map(\.value) ?? .null,
      "figure_failures": .list(
        views.failures.map { .map(["name": .text($0.figure), "reason": .text($0.reason)]) }),
      "failures": .list(
        report.failures.compactMap { failure in
          guard case .failed(let reason, let output) = failure.result else { return nil }
          return .map([
            "stage": .text(failure.label), "reason": .text(reason), "output": .text(output),
          ])
        }),
      "figures": .list(
        views.figures.map {
          .map([
            "name": .text($0.name), "files": .list($0.files.map { .text($0) }),
            "redrawn": .boolean($0.isRedrawn), "caption": .text($0.caption),
          ])
        }),
      "claims": views.claims,
    ])
  }
}

extension TextTable {
  /// The table as a list of rows by column title.
  fileprivate var value: Value {
    .list(
      rows.map { row in
        .map(
          Dictionary(zip(columns.map(\.title), row.map { .text($0) })) { first, _ in first })
      })
  }
}
