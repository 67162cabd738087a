import ArgumentParser
import Experiments
import Pipeline
import Spec

/// Draws the stages of a spec and what they need from each other.
struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Draw the stages of a spec, for Graphviz, Mermaid or scripts.",
    discussion: """
      Examples:
        runexp graph configs/bottleneck.yaml | dot -Tsvg > graph.svg
        runexp graph configs/bottleneck.yaml --format mermaid
      """)

  @OptionGroup var options: SpecOptions
  @OptionGroup var place: ResultsOptions

  @Option(help: "The language.")
  var format = GraphText.dot

  func run() throws {
    let planned = try StudyPlanner.plan(try options.study())
    let plan = place.plan(planned.graph)
    Terminal.write(format.text(plan, title: planned.study.name), to: 1)
  }
}

extension GraphText: ExpressibleByArgument {}
