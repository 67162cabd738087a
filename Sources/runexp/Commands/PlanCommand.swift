import ArgumentParser
import Base
import Experiments
import Pipeline
import Spec

/// Shows what a run would do and why; runs and writes nothing.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what would run, and why; nothing is run or written.",
    discussion: """
      Examples:
        runexp plan configs/bottleneck.yaml
        runexp plan configs/bottleneck.yaml --json | jq .to_run
      """)

  @OptionGroup var options: SpecOptions
  @OptionGroup var place: ResultsOptions

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Exit 3 if work would be done.")
  var check = false

  func run() throws {
    let study = try options.study()
    let planned = try StudyPlanner.plan(study)
    let plan = place.plan(planned.graph)
    try Self.show(plan, of: planned, json: json, check: check)
  }

  /// Prints the plan; ends with exit code 3 when `check` and there is work.
  static func show(_ plan: Plan, of study: StudyPlan, json: Bool, check: Bool) throws {
    if json {
      Terminal.output(
        PlanText.value(plan, study: study.study.name, routes: study.routes).json)
    } else {
      for line in PlanText.lines(plan, routes: study.routes) { Terminal.output(line) }
    }
    if check, plan.count(.run) > 0 { throw ExitStatus.workLeft }
  }
}
