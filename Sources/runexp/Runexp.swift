import ArgumentParser

/// The command `runexp` and its verbs.
struct Runexp: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runexp",
    abstract: "Trains networks, measures what they encode, draws the figures, judges the claims.",
    discussion: """
      `runexp SPEC.yaml` is short for `runexp run SPEC.yaml`.

      Examples:
        runexp configs/bottleneck.yaml
        runexp run configs/bottleneck.yaml -j 1 --set training.epochs=5
      """,
    version: Version.text,
    subcommands: [
      RunCommand.self, ValidateCommand.self, PlanCommand.self, ExplainCommand.self,
      GraphCommand.self, StatusCommand.self, LogsCommand.self, TagCommand.self, NoteCommand.self,
      QueryCommand.self, ListCommand.self, ShowCommand.self, ConfigCommand.self, InitCommand.self,
      CatalogCommand.self, SchemaCommand.self, GameCommand.self,
      VerifyCommand.self, RebuildCommand.self, CollectCommand.self, RemoveCommand.self,
      DoctorCommand.self, CompletionCommand.self, WorkerCommand.self,
    ])
}

/// The version of the program, as `--version` prints it.
enum Version {
  /// The release.
  static let text = "0.1.0"
}
