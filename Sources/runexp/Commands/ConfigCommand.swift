import ArgumentParser
import Base
import Experiments
import Spec

/// Prints the spec as it is understood: the long form, each line with its origin.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Print the resolved spec, the long form with the origin of each line.",
    discussion: """
      Examples:
        runexp config configs/bottleneck.yaml
        runexp config configs/bottleneck-mnist.yaml --set sweep.seed=[0]
      """)

  @OptionGroup var options: SpecOptions

  func run() throws {
    let reader = SpecReader(files: LocalFileSystem(), vocabulary: .runexp)
    let text = try reader.longForm(at: options.spec, overrides: options.overrides)
    Terminal.write(text, to: 1)
  }
}
