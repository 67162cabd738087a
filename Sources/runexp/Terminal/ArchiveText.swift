import Base
import Experiments
import Pipeline

/// What was put into an archive or taken out of one, in words.
enum ArchiveText {
  /// What an archive holds.
  static func lines(_ report: StudyExport.Report, of study: String, path: String) -> [String] {
    var lines = [
      "wrote \(path): study \(study), \(Amount.count(report.stages, "stage")),"
        + " \(Amount.count(report.runs, "run")), \(Amount.bytes(report.bytes))"
    ]
    if report.evicted > 0 {
      lines.append(
        "  \(Amount.count(report.evicted, "stage")) without outputs: made again when needed")
    }
    if report.absent > 0 {
      lines.append(
        "  \(Amount.count(report.absent, "stage")) of the last plan not in it: no result yet")
    }
    return lines
  }

  /// What an import did or would do.
  static func lines(
    _ plan: StudyImport.Plan, of archive: StudyArchive, into folder: ResultsFolder, isDone: Bool
  ) -> [String] {
    let source = "study \(plan.study) of runexp \(archive.program)"
    guard !plan.isEmpty else {
      return ["\(isDone ? "nothing" : "nothing would be") imported: \(folder.path) has \(source)"]
    }
    let fresh = plan.stages.count - plan.returning
    var lines = [
      "\(isDone ? "imported" : "would import") \(source) into \(folder.path):"
        + " \(Amount.count(fresh, "stage")), \(Amount.count(plan.runs.count, "run")),"
        + " \(Amount.bytes(plan.bytes))"
    ]
    if plan.presentStages + plan.presentRuns > 0 {
      lines.append(
        "  there already: \(Amount.count(plan.presentStages, "stage")),"
          + " \(Amount.count(plan.presentRuns, "run"))")
    }
    if plan.returning > 0 {
      lines.append("  outputs that were removed here come back: \(plan.returning) stages")
    }
    if plan.evicted > 0 {
      lines.append(
        "  \(Amount.count(plan.evicted, "stage")) without outputs: made again when needed")
    }
    return lines
  }
}

extension ArchiveError {
  /// The error as a person reads it.
  var diagnostic: Diagnostic { Diagnostic(.error, description, notes: notes) }
}
