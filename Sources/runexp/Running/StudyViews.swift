import Base
import Experiments
import Foundation
import Pipeline
import Spec
import Store
import Views

/// Draws a study's figures and judges its claims from what the store holds.
struct StudyViews {
  var study: Study
  var store: ResultsStore
  var folder: ResultsFolder
  /// When each claim's text was first seen, against when its data were.
  var registrations: [String: ClaimRegistration]

  /// What everything drawn depends on, when the store holds the plan `digest` tells: the views asked
  /// for, this program and gnuplot.
  func digest(ofPlan digest: ContentHash) -> ContentHash {
    let gnuplot = ExternalProgram(
      named: "gnuplot", variables: ProcessInfo.processInfo.environment)
    // Sets print their members in another order each time.
    let figures = study.figures.map { figure in
      "\(figure.value.name) \(figure.value.source) \(figure.value.title ?? "")"
        + " \(figure.value.log.map(\.rawValue).sorted()) \(String(describing: figure.value.published))"
        + (figure.value.published.map { DrawnViews.identity(of: $0.file) } ?? "")
    }
    let parts: [Value] = [
      .text(digest.hex), .list(figures.map { .text($0) }),
      .text("\(study.claims.map(\.value))"),
      .text("\(study.cells.first?.measures.map(\.headlines) ?? [])"), .text(study.title),
      .text(DrawnViews.identity(of: "/proc/self/exe")),
      .text(gnuplot.map { DrawnViews.identity(of: $0.path) } ?? "none"),
    ]
    return Value.list(parts).contentHash
  }

  /// Evaluates every view on what the store holds and keeps the verdicts as of `run`; without a run, what
  /// was judged before is judged again and stays as it is.
  func update(run: String?, at time: Double) throws -> DrawnViews {
    let queries = try store.queries(study: study.name)
    let claims = try judged(queries, at: time)
    var drawn = try tables(queries, claims)
    try draw(in: StudyFigures.folder(of: study.name, in: folder), into: &drawn)
    if let run {
      try store.record(claims.map { $0.record(at: time, run: run) }, study: study.name)
    }
    return drawn
  }

  /// Results and verdicts as of now; nothing is written, so no figure is drawn.
  func tables() throws -> DrawnViews {
    let queries = try store.queries(study: study.name)
    return try tables(queries, try judged(queries, at: SystemClock().wallSeconds))
  }

  /// The figures drawn into `folder`, and what could not be drawn; nothing is kept.
  func figures(in folder: String) throws -> DrawnViews {
    var drawn = DrawnViews()
    try draw(in: folder, into: &drawn)
    return drawn
  }

  private func judged(_ queries: StudyQueries, at time: Double) throws -> [JudgedClaim] {
    try ClaimJudge(queries: queries)
      .judge(
        study.claims.map(\.value), registrations: registrations,
        kept: try store.verdicts(study: study.name), at: time)
  }

  /// Where each claim stands in its spec.
  static func places(of study: Study) -> [String: String] {
    Dictionary(
      study.claims.map { ($0.value.name, "\($0.span.file):\($0.span.line):\($0.span.column)") },
      uniquingKeysWith: { first, _ in first })
  }

  private func tables(_ queries: StudyQueries, _ claims: [JudgedClaim]) throws -> DrawnViews {
    var drawn = DrawnViews()
    drawn.results = try results(queries)
    drawn.claims = .list(claims.map(\.value))
    drawn.claimLines =
      claims.isEmpty
      ? []
      : ClaimTable.table(claims).lines
        + ClaimTable.notes(claims, places: Self.places(of: study))
        + [ClaimTable.selfTest(claims)].compactMap(\.self)
    drawn.claimsAreAsExpected = claims.allSatisfy(\.isAsExpected)
    return drawn
  }

  /// Results by variant; none where more than seeds is swept, since a variant has no one number then.
  private func results(_ queries: StudyQueries) throws -> TextTable? {
    guard !study.coordinates.contains(where: { $0.path != "seed" && $0.values.count > 1 })
    else { return nil }
    var columns = (study.cells.first?.measures ?? []).flatMap { measure in
      measure.headlines.map {
        ResultColumn(
          title: $0.title, measure: measure.name, metric: $0.metric, filters: $0.filters)
      }
    }
    // Two measurements of one metric are told apart by their names.
    let titles = Dictionary(grouping: columns, by: \.title)
    for place in columns.indices where titles[columns[place].title, default: []].count > 1 {
      columns[place].title = "\(columns[place].measure) \(columns[place].title)"
    }
    return columns.isEmpty ? nil : try ResultTable(queries: queries).table(columns)
  }

  private func draw(in folder: String, into drawn: inout DrawnViews) throws {
    let drawing = FigureDrawing(
      folder: folder, variables: ProcessInfo.processInfo.environment)
    let figures = try StudyFigures(study, in: self.folder, store: store)
    for request in study.figures.map(\.value) {
      do {
        let data = try figures.data(of: request)
        let outcome = try drawing.draw(data, provenance: figures.provenance(of: request))
        drawn.figures.append(
          DrawnViews.Figure(
            name: request.name, files: outcome.files, isRedrawn: outcome.isRedrawn,
            caption: data.caption, reading: data.reading))
      } catch {
        drawn.failures.append((request.name, "\(error)"))
      }
    }
  }
}
