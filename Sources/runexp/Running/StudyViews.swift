import Base
import Experiments
import Foundation
import Pipeline
import Spec
import Store
import Views

/// The tables, figures and verdicts of a run, and what could not be drawn.
struct DrawnViews {
  /// A figure and its files, the first of them the one to open.
  struct Figure {
    var name: String
    var files: [String]
    var isRedrawn: Bool
    var caption: String
  }

  /// Results by variant; nil when no measurement has a headline.
  var results: TextTable?
  var figures: [Figure] = []
  var claims: [JudgedClaim] = []
  /// Figures that could not be drawn, each with the reason.
  var failures: [(figure: String, reason: String)] = []

  /// The verdicts as JSON.
  var claimsValue: Value { .list(claims.map(\.value)) }
  /// Whether every verdict is the one its claim expects.
  var claimsAreAsExpected: Bool { claims.allSatisfy(\.isAsExpected) }
}

/// Draws a study's figures and judges its claims from what the store holds.
struct StudyViews {
  var study: Study
  var store: ResultsStore
  var folder: ResultsFolder
  /// When each claim's text was first seen, against when its data were.
  var registrations: [String: ClaimRegistration]

  /// Where figures go.
  var figureFolder: String { "\(folder.path)/figures/\(study.name)" }

  /// Evaluates every view on what the store holds and keeps the verdicts, as of `run`.
  func update(run: String, at time: Double) throws -> DrawnViews {
    var drawn = try tables()
    draw(try store.queries(study: study.name), into: &drawn)
    try store.record(drawn.claims.map { $0.record(at: time, run: run) }, study: study.name)
    return drawn
  }

  /// Results and verdicts as of now; nothing is written, so no figure is drawn.
  func tables() throws -> DrawnViews {
    var drawn = DrawnViews()
    let queries = try store.queries(study: study.name)
    drawn.results = try results(queries)
    drawn.claims = try ClaimJudge(queries: queries)
      .judge(study.claims.map(\.value), registrations: registrations)
    return drawn
  }

  private func results(_ queries: StudyQueries) throws -> TextTable? {
    let columns = (study.cells.first?.measures ?? []).flatMap { measure in
      measure.headlines.map {
        ResultColumn(
          title: $0.title, measure: measure.name, metric: $0.metric, filters: $0.filters)
      }
    }
    return columns.isEmpty ? nil : try ResultTable(queries: queries).table(columns)
  }

  private func draw(_ queries: StudyQueries, into drawn: inout DrawnViews) {
    let drawing = FigureDrawing(
      folder: figureFolder, variables: ProcessInfo.processInfo.environment)
    for figure in study.figures.map(\.value) {
      guard let recipe = FigureCatalog.recipe(named: figure.preset) else {
        preconditionFailure("the reader let the unknown preset \(figure.preset) pass")
      }
      do {
        let data = try FigureBuilder(queries: queries)
          .data(for: figure, recipe: recipe, title: study.title)
        let outcome = try drawing.draw(data)
        drawn.figures.append(
          DrawnViews.Figure(
            name: figure.name, files: outcome.files, isRedrawn: outcome.isRedrawn,
            caption: data.caption))
      } catch {
        drawn.failures.append((figure.name, "\(error)"))
      }
    }
  }
}
