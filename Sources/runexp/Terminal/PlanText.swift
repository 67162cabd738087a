import Base
import Experiments
import Foundation
import Pipeline
import Spec

/// A plan in words and as JSON.
struct PlanText {
  let plan: Plan
  let study: StudyPlan
  /// Why each stage that has no result will run, or cannot.
  let causes: [ContentHash: StageCause]
  /// What running them costs; nil when nothing is to run.
  let forecast: ForecastText?
  /// What successive halving decided; nil where nothing is halved.
  let halving: HalvingText?

  init(
    _ plan: Plan, of study: StudyPlan, halving: HalvingText? = nil, earlier: EarlierStages,
    forecast: ForecastText?
  ) {
    self.plan = plan
    self.study = study
    self.halving = halving
    self.forecast = forecast
    var finder = CauseFinder(plan.graph, earlier: earlier)
    var causes: [ContentHash: StageCause] = [:]
    for entry in plan.entries { causes[entry.node.key] = finder.cause(of: entry) }
    self.causes = causes
  }

  /// One line per stage – state, label, cost, cause, how masked inputs are evaluated –, the counts,
  /// and what all costs.
  ///
  /// On a terminal of `columns` a cause is cut to fit.
  func lines(columns: Int? = nil) -> [String] {
    let width = plan.entries.map { $0.node.label.count }.max() ?? 0
    // Where nothing is known of any stage, a column of question marks would tell nothing.
    let isForecast = forecast?.forecast.costs.isEmpty == false
    let costs = plan.entries.map { entry in
      guard isForecast, entry.state == .run, let forecast else { return "" }
      return forecast.cost(of: entry.node.key)
    }
    let costWidth = isForecast ? (costs.map(\.count).max() ?? 0) + 2 : 0
    return zip(plan.entries, costs).map { entry, cost in
      let state = entry.state.rawValue.padding(to: 8)
      let masks = study.routes[entry.node.key].map { "; masks: \($0)" } ?? ""
      let named = state + entry.node.label.padding(to: width + 2)
      let costed = isForecast ? named + cost.padding(to: costWidth) : named
      let line = "\(costed)\(cause(of: entry))\(masks)"
      guard let columns, line.count > columns else { return line }
      return line.prefix(columns - 1) + "…"
    } + excluded + (halving?.lines ?? []) + [counts] + (forecast?.lines ?? [])
  }

  /// The cells the spec leaves out, each with its reason.
  private var excluded: [String] {
    study.study.excluded.map { "excluded \($0.label): \($0.reason)" }
  }

  /// The first line of the cause, since reasons of failures may have several.
  private func cause(of entry: Plan.Entry) -> Substring {
    (causes[entry.node.key]?.text ?? entry.reason.text).prefix { !$0.isNewline }
  }

  /// `3 to run, 2 cached, 0 blocked`.
  private var counts: String {
    "\(Amount.count(plan.entries.count, "stage")): \(plan.count(.run)) to run, "
      + "\(plan.count(.cached)) cached, \(plan.count(.blocked)) blocked"
  }

  /// The plan as a JSON value.
  var value: Value {
    .map([
      "schema": 1, "study": .text(study.study.name), "to_run": .integer(plan.count(.run)),
      "cached": .integer(plan.count(.cached)), "blocked": .integer(plan.count(.blocked)),
      "predicted": forecast?.value ?? .null, "halving": halving?.value ?? .null,
      "excluded": .list(
        study.study.excluded.map { ["cell": .text($0.label), "reason": .text($0.reason)] }),
      "stages": .list(
        plan.entries.map { entry in
          let cause = causes[entry.node.key]
          var stage: [String: Value] = [
            "key": .text(entry.node.key.hex), "label": .text(entry.node.label),
            "kind": .text(entry.node.kind), "state": .text(entry.state.rawValue),
            "reason": .text(cause?.text ?? entry.reason.text), "cause": cause?.value ?? .null,
            "predicted": forecast?.value(of: entry.node.key) ?? .null,
          ]
          if let route = study.routes[entry.node.key] { stage["masks"] = .text(route) }
          return .map(stage)
        }),
    ])
  }
}

extension String {
  /// The text with spaces behind it, at least one, up to `width` characters.
  func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
