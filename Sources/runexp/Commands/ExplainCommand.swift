import ArgumentParser
import Base
import Experiments
import Pipeline
import Spec

/// Says why one stage would run, or where its result comes from.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say why a stage would run, or where its result comes from.",
    usage: "runexp explain [SPEC] STAGE [--set path=value ...] [--results DIR] [--json]",
    discussion: """
      Examples:
        runexp explain configs/bottleneck.yaml train/low-order/seed=0@5
        runexp explain 3f2a91 --json | jq .cause
      """)

  @OptionGroup var options: StageOptions
  @OptionGroup var place: ResultsOptions

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let history = try RecordedHistory(place)
    let (planned, _) = try options.planned(history)
    let node = try StageOptions.stage(options.name, of: planned)
    let plan = place.plan(planned.graph)
    guard let entry = plan.entries.first(where: { $0.node.key == node.key }) else {
      preconditionFailure("a plan has an entry for every stage")
    }
    let earlier = try history.earlierStages(of: planned.study.name)
    let explanation = Explanation(entry, in: plan, earlier: earlier)
    if json { return Terminal.output(explanation.value.json) }
    for line in explanation.lines { Terminal.output(line) }
  }
}
