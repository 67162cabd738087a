import Base
import Experiments
import Pipeline

/// What a verification found, in words and as JSON.
struct VerifyText {
  var report: ResultsVerification.Report
  var folder: ResultsFolder
  var isDeep: Bool
  /// Where the store would be; nil when there is one.
  var storePath: String?
  /// Files of runs that cannot be read.
  var unreadableRuns: [FileError]
  /// Whether what a plain run does not notice was taken out of its way.
  var isMended = false
  /// Why it was not.
  var obstacle: String?
  /// What was computed again, and what it gave.
  var sample: [(record: StageRecord, outcome: StageReruns.Outcome)] = []
  /// What chose the sample.
  var seed: UInt64 = 0

  /// Whether something is damaged or a rerun was not identical.
  var hasFaults: Bool {
    !report.damages.isEmpty || !unreadableRuns.isEmpty
      || sample.contains { $0.outcome != .identical }
  }

  /// The lines for a person, the counts last.
  var lines: [String] {
    var lines = report.damages.map { damage in
      "damaged: \(damage.label): \(damage.fault.text); \(next(damage))"
    }
    lines += unreadableRuns.map {
      "damaged: \($0); what it said of its run is lost: remove it, or `runexp rebuild` leaves it out"
    }
    lines += report.journals.map {
      "note: \($0.label): \($0.name) has other bytes than were recorded; the results are whole"
    }
    if let obstacle { lines.append("not mended: \(obstacle)") }
    if let storePath {
      lines.append("note: there is no store \(storePath): `runexp rebuild` makes it")
    }
    if report.uncollected > 0 {
      lines.append(
        "note: \(Amount.count(report.uncollected, "stage")) not in the store yet: the next run of the"
          + " study, or `runexp rebuild`, brings them in")
    }
    if !sample.isEmpty { lines.append("computed again (--seed \(seed)):") }
    for (record, outcome) in sample { lines.append("  \(record.label): \(Self.text(outcome))") }
    return lines + [counts]
  }

  private var counts: String {
    var text =
      "\(Amount.count(report.checked, "stage")) \(isDeep ? "read in full" : "checked"), "
      + "\(report.damages.count) damaged"
    if report.evicted > 0 { text += ", \(report.evicted) evicted" }
    if report.absent > 0 { text += ", \(report.absent) of the plan without a result" }
    if !sample.isEmpty {
      let same = sample.count { $0.outcome == .identical }
      text += "; \(same) of \(sample.count) computed again identical"
    }
    return text
  }

  /// What happens next to a damaged stage.
  private func next(_ damage: ResultsVerification.Damage) -> String {
    if let path = damage.keptPath { return "kept in \(path), the next run computes it again" }
    guard damage.needsMending(isDeep: isDeep) else { return "the next run computes it again" }
    guard isMended else {
      return "run verify\(isDeep ? " --deep" : "") without --dry-run and with no run in the folder"
    }
    return switch damage.fault {
    case .staleRows, .rows: "the next run reads them again"
    case .folder, .missing: "it holds now"
    }
  }

  private static func text(_ outcome: StageReruns.Outcome) -> String {
    switch outcome {
    case .identical: "identical"
    case .differs(let names): "differs: \(names.joined(separator: ", "))"
    case .failed(let reason): "not computed: \(reason)"
    }
  }

  /// The same as one JSON value.
  var value: Value {
    .map([
      "schema": 1, "checked": .integer(report.checked), "deep": .boolean(isDeep),
      "evicted": .integer(report.evicted), "absent": .integer(report.absent),
      "uncollected": .integer(report.uncollected),
      "mended": .boolean(isMended), "obstacle": obstacle.map { .text($0) } ?? .null,
      "damaged": .list(
        report.damages.map { damage in
          [
            "key": .text(damage.key.hex), "label": .text(damage.label),
            "fault": .text(damage.fault.text), "next": .text(next(damage)),
          ]
        }),
      "damaged_journals": .list(
        report.journals.map { ["label": .text($0.label), "name": .text($0.name)] }),
      "unreadable_runs": .list(unreadableRuns.map { .text("\($0)") }),
      "seed": sample.isEmpty ? .null : .text("\(seed)"),
      "sample": .list(
        sample.map { record, outcome in
          [
            "key": .text(record.key.hex), "label": .text(record.label),
            "identical": .boolean(outcome == .identical), "result": .text(Self.text(outcome)),
          ]
        }),
    ])
  }
}
