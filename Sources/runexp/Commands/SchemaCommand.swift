import ArgumentParser
import Experiments
import Spec

/// Prints the JSON Schema of the spec, for editors.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of the spec, for editors.",
    discussion: """
      Examples:
        runexp schema > runexp.schema.json
        # first line of a spec, for editors with a YAML language server:
        # yaml-language-server: $schema=runexp.schema.json
      """)

  func run() throws { Terminal.output(SpecSchema.jsonText(vocabulary: .runexp)) }
}
