import Base
import Experiments
import Pipeline
import Store

/// What was or would be removed, in words and as JSON.
enum RemovalText {
  // MARK: gc

  /// A line for each thing, the total last.
  static func lines(_ plan: GarbageCollection.Plan, isDone: Bool) -> [String] {
    let verb = isDone ? "removed" : "would remove"
    var lines = plan.items.map { item in
      let what =
        switch item.subject {
        case .outputs: "outputs of \(item.name) (\(item.outputs.joined(separator: ", ")))"
        case .damaged: "damaged stage \(item.name)"
        case .attempt: "abandoned attempt \(item.name)"
        case .failure: "journals of a failure that was overcome \(item.name)"
        case .cache: "cache entry \(item.name)"
        case .program: "program \(item.name)"
        }
      return "\(verb) \(what): \(Amount.bytes(item.bytes))"
    }
    if plan.keptRuns.isEmpty {
      lines.append("no outputs are removed: no run in runs/ says what is in use")
    } else {
      lines.append(
        "kept: \(Amount.count(plan.keptStages, "stage")) of "
          + "\(Amount.count(plan.keptRuns.count, "run")) (\(plan.keptRuns.joined(separator: ", ")))"
      )
    }
    let evicted = plan.items.count { $0.subject == .outputs }
    lines.append(
      plan.items.isEmpty
        ? "nothing to remove"
        : "\(isDone ? "freed" : "would free") \(Amount.bytes(plan.bytes)); "
          + "\(Amount.count(evicted, "stage")) \(isDone ? "" : "to be ")evicted")
    return lines
  }

  /// The same as one JSON value.
  static func value(_ plan: GarbageCollection.Plan, isDone: Bool) -> Value {
    .map([
      "schema": 1, "removed": .boolean(isDone), "bytes": .integer(plan.bytes),
      "kept_runs": .list(plan.keptRuns.map { .text($0) }),
      "kept_stages": .integer(plan.keptStages),
      "items": .list(
        plan.items.map { item in
          [
            "subject": .text(item.subject.rawValue), "name": .text(item.name),
            "outputs": .list(item.outputs.map { .text($0) }), "bytes": .integer(item.bytes),
          ]
        }),
    ])
  }

  // MARK: rm

  /// What goes and what stays of a study.
  static func lines(_ plan: StudyRemoval.Plan, isDone: Bool) -> [String] {
    var lines = ["\(isDone ? "removed" : "would remove") study \(plan.study):"]
    lines.append(
      "  \(Amount.count(max(plan.runs.count, plan.extent.runs), "run")), "
        + "\(Amount.count(plan.extent.cells, "cell")) of the plan, "
        + "\(Amount.count(plan.stages.count, "stage")) (\(Amount.bytes(plan.stageBytes)))")
    if plan.extent.claims > 0 {
      lines.append(
        "  \(Amount.count(plan.extent.claims, "registered claim")): written again, they count as made"
          + " after their data")
    }
    if let figures = plan.figures {
      lines.append("  figures \(figures.path) (\(Amount.bytes(figures.bytes)))")
    }
    if !plan.annotations.isEmpty {
      let tags = plan.annotations.count { $0.kind == .tag }
      lines.append(
        "  \(Amount.count(tags, "tag")), \(Amount.count(plan.annotations.count - tags, "note"))")
    }
    if plan.sharedStages > 0 {
      lines.append(
        "  \(Amount.count(plan.sharedStages, "stage")) stay: other studies use them")
    }
    return lines
  }
}
