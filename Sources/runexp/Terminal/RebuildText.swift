import Base
import Experiments

/// What a rebuild did, in words.
enum RebuildText {
  /// Writes what was left out to standard error and the rest to standard output.
  static func write(_ report: StoreRebuild.Report, path: String, keptPath: String) {
    for line in faults(report) { Terminal.error(line) }
    for line in lines(report, path: path, keptPath: keptPath) { Terminal.output(line) }
  }

  /// What was left out.
  static func faults(_ report: StoreRebuild.Report) -> [String] {
    report.damaged.map {
      "left out: stage \($0.key.hex.prefix(12)): \($0.reason); the next run of its study computes it"
        + " again"
    } + (report.unreadableRuns + report.unreadableAnnotations).map { "left out: \($0)" }
  }

  /// What was put in, and what became of the old database.
  static func lines(_ report: StoreRebuild.Report, path: String, keptPath: String) -> [String] {
    let amount =
      "\(Amount.count(report.stages, "stage")) and \(Amount.count(report.runs, "run")) of "
      + (report.studies.isEmpty ? "no study" : report.studies.joined(separator: ", "))
      + (report.annotations == 0
        ? "" : ", and \(Amount.count(report.annotations, "tag or note", "tags and notes"))")
    guard let old = report.old else { return ["would build \(path) from \(amount)"] }
    return ["built \(path) from \(amount)"] + text(of: old, keptPath: keptPath)
  }

  private static func text(of old: StoreRebuild.Old, keptPath: String) -> [String] {
    switch old {
    case .absent: []
    case .equal: ["the old store held the same"]
    case .differs(let subjects):
      ["the old store held other \(subjects.joined(separator: ", ")); it is kept as \(keptPath)"]
    case .unreadable(let reason):
      ["the old store could not be read (\(reason)); it is kept as \(keptPath)"]
    }
  }
}
