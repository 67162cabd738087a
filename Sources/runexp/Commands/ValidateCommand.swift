import ArgumentParser
import Base
import Experiments
import Pipeline
import Spec

/// Checks a spec: every fault of the file in one pass, nothing written.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check a spec; every fault in one pass, nothing is written.",
    discussion: """
      Examples:
        runexp validate configs/bottleneck.yaml
        runexp validate configs/bottleneck.yaml --set training.batch=64
      """)

  @OptionGroup var options: SpecOptions

  func run() throws {
    let study = try options.study()
    let plan = try StudyPlanner.plan(study)
    Terminal.output(
      "\(options.spec): no faults; \(Amount.count(study.cells.count, "cell")), "
        + "\(Amount.count(plan.graph.count, "stage"))")
    for reason in plan.unbuilt { Terminal.output("  \(reason)") }
  }
}
