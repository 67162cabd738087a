import ArgumentParser
import Base
import Pipeline
import Store

/// Says what gave a number, a figure, a verdict or a file.
struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Say what gave a figure, a number, a claim or a file; or what depends on it.",
    discussion: """
      It reads the store alone: the spec file need not exist any more. WHAT is figure:NAME or a
      figure's file, claim:NAME, a measure with or without metric and values it is held at, a cell,
      a stage's label or key, a run, or the path of a file in the results folder or of data.

      Examples:
        runexp trace results/figures/bottleneck/strength-by-order.svg
        runexp trace 'strength.J[variant=normal,context_order=0,checkpoint=last]' --json
      """)

  @Argument(help: ArgumentHelp("What to trace.", valueName: "what"))
  var what: String

  @OptionGroup var place: ResultsOptions

  @Option(help: "The study, where it is not that of the newest run.")
  var study: String?

  @Flag(help: "Say what depends on it instead.")
  var forward = false

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Print a graph for Graphviz.")
  var dot = false

  mutating func validate() throws {
    if json, dot { throw ValidationError("--json and --dot exclude each other") }
  }

  func run() throws {
    let store = try place.recorded()
    let finder = TraceFinder(
      store: store, folder: place.folder, study: study, isForward: forward)
    let text = TraceText(trace: try finder.trace(what))
    if json { return Terminal.output(text.value.json) }
    if dot { return Terminal.write(text.dot, to: 1) }
    text.lines.forEach(Terminal.output)
  }
}

extension ResultsOptions {
  /// The store, open for reading; throws when there is none, or one of an older program.
  func recorded() throws -> ResultsStore {
    try folder.requireExisting()
    guard let store = try RecordedHistory(self).store else {
      let isOld = try self.store().openForReading() != nil
      throw Diagnostic(
        .error,
        isOld
          ? "the store of \(folder.path) is of an older program"
          : "there is no store in \(folder.path) yet",
        notes: [
          isOld ? "bring it up to date: runexp rebuild" : "run a spec, or: runexp rebuild"
        ])
    }
    return store
  }
}
