import Base
import Pipeline
import Spec
import Store

/// A run of a study whose results folder may only be read: shown when there is nothing to do.
struct ReadOnlyRun {
  var study: Study
  var folder: ResultsFolder
  var place: StorePlace

  /// Shows results and verdicts as they are; throws `fault`, why nothing can be written, when work
  /// is left.
  func show(_ plan: Plan, options: RunOptions, fault: FileError) throws {
    guard plan.count(.cached) == plan.entries.count else { throw fault }
    Terminal.error("\(fault): nothing is recorded and no figure drawn")
    let report = RunReport(upToDate: plan)
    let views = try tables()
    if options.json {
      Terminal.output(
        RunText.value(report, views, study: study.name, run: nil, store: place.path).json)
    } else {
      for line in RunText.lines(report, views, study: study, store: place.path) {
        Terminal.output(line)
      }
    }
    if options.checkClaims, !views.claimsAreAsExpected { throw ExitStatus.claims }
  }

  private func tables() throws -> DrawnViews {
    guard let store = try place.openForReading(), try store.studies().contains(study.name) else {
      return DrawnViews()
    }
    return try StudyViews(
      study: study, store: store, folder: folder,
      registrations: try store.registrations(study: study.name)
    ).tables()
  }
}
