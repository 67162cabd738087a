import ArgumentParser
import Base
import Experiments
import Pipeline
import Spec
import Store

/// A stage of a spec, or of the newest run's where none is named.
struct StageOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The spec (else that of the newest run in the results folder), and the stage: its label or"
        + " the beginning of its key.",
      valueName: "[spec] stage"))
  var names: [String]

  @OptionGroup var changes: OverrideOptions

  mutating func validate() throws {
    guard (1...2).contains(names.count) else {
      throw ValidationError(
        "name one stage, and before it the spec unless the newest run's is meant")
    }
    if names.count == 1, !changes.overrides.isEmpty {
      throw ValidationError("--set changes a spec: name it before the stage")
    }
  }

  /// What a person calls the stage.
  var name: String { names[names.count - 1] }

  /// The study planned, and what to call its spec.
  func planned(_ history: RecordedHistory) throws -> (plan: StudyPlan, spec: String) {
    if names.count == 2 {
      let study = try SpecOptions.study(at: names[0], overrides: changes.overrides)
      return (try StudyPlanner.plan(study), names[0])
    }
    guard let store = history.store, let run = try store.runs(limit: 1).first else {
      throw Diagnostic(
        .error, "no run in \(history.folder.path) whose spec could be taken",
        notes: ["name the spec before the stage, or another folder with --results"])
    }
    let recorded = RecordedSpec(run: run.id, text: try store.resolvedSpec(ofRun: run.id))
    return (try StudyPlanner.plan(try recorded.study()), recorded.name)
  }

  /// The stage a person names, of a study's graph.
  static func stage(_ name: String, of planned: StudyPlan) throws -> StageNode {
    switch planned.graph.find(name) {
    case .found(let node): return node
    case .ambiguous(let nodes):
      let shown = nodes.prefix(8).map { "\($0.key.hex.prefix(16)) \($0.label)" }
      let more = nodes.count > shown.count ? ["and \(nodes.count - shown.count) more"] : []
      throw Diagnostic(
        .error, "\(nodes.count) stages have a key that begins with `\(name)`",
        notes: shown + more)
    case .unknown(let nearest):
      throw Diagnostic(
        .error, "study \(planned.study.name) has no stage `\(name)`",
        notes: (nearest.map { ["did you mean `\($0)`?"] } ?? [])
          + ["`runexp plan SPEC` lists its stages"])
    }
  }
}
