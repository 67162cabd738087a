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
    try RunText.show(
      RunReport(upToDate: plan), try tables(), study: study, run: nil, store: place.path,
      options: options)
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
