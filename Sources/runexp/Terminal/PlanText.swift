import Base
import Pipeline

/// A plan in words and as JSON.
enum PlanText {
  /// One line per stage – state, label, reason, how masked inputs are evaluated – and the counts.
  static func lines(_ plan: Plan, routes: [ContentHash: String]) -> [String] {
    let width = plan.entries.map { $0.node.label.count }.max() ?? 0
    return plan.entries.map { entry in
      let state = entry.state.rawValue.padding(to: 8)
      let masks = routes[entry.node.key].map { "; masks: \($0)" } ?? ""
      return "\(state)\(entry.node.label.padding(to: width + 2))\(entry.reason.text)\(masks)"
    } + [counts(plan)]
  }

  /// `3 to run, 2 cached, 0 blocked`.
  static func counts(_ plan: Plan) -> String {
    "\(Amount.count(plan.entries.count, "stage")): \(plan.count(.run)) to run, "
      + "\(plan.count(.cached)) cached, \(plan.count(.blocked)) blocked"
  }

  /// The plan as a JSON value.
  static func value(_ plan: Plan, study: String, routes: [ContentHash: String]) -> Value {
    .map([
      "schema": 1, "study": .text(study), "to_run": .integer(plan.count(.run)),
      "cached": .integer(plan.count(.cached)), "blocked": .integer(plan.count(.blocked)),
      "stages": .list(
        plan.entries.map { entry in
          var stage: [String: Value] = [
            "key": .text(entry.node.key.hex), "label": .text(entry.node.label),
            "kind": .text(entry.node.kind), "state": .text(entry.state.rawValue),
            "reason": .text(entry.reason.text),
          ]
          if let route = routes[entry.node.key] { stage["masks"] = .text(route) }
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
