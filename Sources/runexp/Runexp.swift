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
      RunCommand.self,
      ValidateCommand.self,
      PlanCommand.self,
      ExplainCommand.self,
      GraphCommand.self,
      StatusCommand.self,
      AttachCommand.self,
      CancelCommand.self,
      LogsCommand.self,
      ListCommand.self,
      SweepCommand.self,
      ShowCommand.self,
      QueryCommand.self,
      DiffCommand.self,
      TraceCommand.self,
      InspectCommand.self,
      TagCommand.self,
      NoteCommand.self,
      FiguresCommand.self,
      ClaimsCommand.self,
      ReportCommand.self,
      ExportCommand.self,
      ImportCommand.self,
      ConfigCommand.self,
      InitCommand.self,
      CatalogCommand.self,
      SchemaCommand.self,
      GameCommand.self,
      VerifyCommand.self,
      RebuildCommand.self,
      CollectCommand.self,
      RemoveCommand.self,
      DoctorCommand.self,
      CompletionCommand.self,
      WorkerCommand.self,
      NodeCommand.self,
    ])
}

/// The version of the program, as `--version` prints it.
enum Version {
  /// The release.
  static let text = "0.1.0"

  /// The Swift compiler that made the program, as far as a program can tell: `6.3`.
  static let compiler: String = {
    #if compiler(>=6.4)
      "6.4 or newer"
    #elseif compiler(>=6.3)
      "6.3"
    #else
      "6.2"
    #endif
  }()
}
