import Base
import Experiments
import Foundation
import Pipeline
import Spec
import Store
import Views

/// What a report of a study says, gathered without writing into its results folder.
struct StudyReport {
  let folder: ResultsFolder
  let store: ResultsStore
  /// The study: as its newest run had it, or as a spec has it now.
  let study: Study
  /// The text of that spec when it is not the newest run's.
  let changedSpec: String?
  /// What the ids in the study's figures begin with, on a page with other studies.
  var prefix = ""

  /// The contents, with figures as the results folder has them when they are of the store's numbers, else
  /// drawn now into a folder that is gone afterwards.
  func contents() throws -> ReportContents {
    var contents = try ReportContents(
      of: try store.queries(study: study.name), trainingMeasure: StudyPlan.trainingMeasure)
    // Files the plan is keyed by may be gone by now: then less is known, and nothing wrong.
    let planned = try? HalvedPlan(StudyPlanner.plan(study), in: store).planned
    if let planned { contents.complete(inputs: planned) }
    contents.title = study.title
    contents.citations = study.cite
    contents.reportedSpec = changedSpec
    let views = StudyViews(
      study: study, store: store, folder: folder,
      registrations: try store.registrations(study: study.name))
    let scratch = NSTemporaryDirectory() + "/runexp-report-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let drawn: DrawnViews
    if let standing = try standing(views, planned) {
      drawn = standing
    } else {
      var fresh = try views.figures(in: scratch)
      fresh.claims = try judged(views, planned)
      drawn = fresh
    }
    contents.claims = (drawn.claims.list ?? []).compactMap { ReportedClaim($0) }
    contents.figures = study.figures.enumerated().map { index, figure in
      reported(figure.value.name, in: drawn, scratch: scratch, number: index + 1)
    }
    return contents
  }

  /// What was drawn when the store came to hold what it holds; nil where that is not known.
  private func standing(_ views: StudyViews, _ planned: StudyPlan?) throws -> DrawnViews? {
    let state = try store.state(of: study.name)
    guard !state.hasUnendedRun, let digest = planned?.recordedDigest, state.plan == digest.hex
    else { return nil }
    return DrawnViews(
      cachedIn: folder, study: study.name, digest: views.digest(ofPlan: digest))
  }

  /// The claims judged now; those whose measurement the spec changed since its run are stale.
  private func judged(_ views: StudyViews, _ planned: StudyPlan?) throws -> Value {
    guard let planned else { return try views.tables().claims }
    let now = SystemClock().wallSeconds
    return .list(try StandingClaims(planned, in: store, at: now).claims.map(\.value))
  }

  private func reported(_ name: String, in drawn: DrawnViews, scratch: String, number: Int)
    -> ReportedFigure
  {
    guard let figure = drawn.figures.first(where: { $0.name == name }) else {
      let problem = drawn.failures.first { $0.figure == name }?.reason
      return ReportedFigure(
        name: name, csv: Self.text("\(scratch)/\(FigureDrawing.stem(name)).csv"),
        problem: problem ?? "it is not in the results")
    }
    var reported = ReportedFigure(
      name: name, caption: figure.caption, table: figure.reading,
      csv: figure.files.first { $0.hasSuffix(".csv") }.flatMap(Self.text))
    guard let file = figure.files.first(where: { $0.hasSuffix(".svg") }) else {
      reported.problem = "no SVG was drawn"
      return reported
    }
    do {
      let bytes = try LocalFileSystem().read(file, limit: 1 << 26)
      reported.picture = try InlineFigure(bytes, prefix: "\(prefix)figure-\(number)-")
    } catch {
      reported.problem = "\(file): \(error)"
    }
    return reported
  }

  private static func text(_ path: String) -> String? {
    (try? LocalFileSystem().read(path, limit: 1 << 26)).map { String(decoding: $0, as: UTF8.self) }
  }
}

extension ReportContents {
  /// Adds the inputs of stages that have no result yet, which only the plan knows.
  fileprivate mutating func complete(inputs planned: StudyPlan) {
    let places = Dictionary(
      stages.indices.map { (stages[$0].key, $0) }, uniquingKeysWith: { first, _ in first })
    for index in stages.indices where !stages[index].isFinished {
      guard let key = ContentHash(hex: stages[index].key), let node = planned.graph[key] else {
        continue
      }
      stages[index].inputs = node.inputs.values.joined().compactMap { places[$0.hex] }.sorted()
    }
  }
}
