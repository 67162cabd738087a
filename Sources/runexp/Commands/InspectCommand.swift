import ArgumentParser
import Base
import Experiments
import Foundation
import Pipeline
import Spec
import Store
import Views

/// Shows what a network makes of one sample.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show one sample with its players, what a checkpoint says of it, and what interacts.",
    discussion: """
      The interactions are those a measurement recorded of the sample; else, of at most \
      \(SampleInspector.mostPlayers) players, the network is asked now. Nothing is recorded.

      Examples:
        runexp inspect bottleneck --model main@20 --sample main.test/17
        runexp inspect bottleneck --model main@last --sample main.train/3 --seed 1 -o sample.svg
      """)

  @Argument(help: "The study's name.")
  var study: String

  @Option(help: ArgumentHelp("The model and its epoch, or @last.", valueName: "name@epoch"))
  var model: String

  @Option(
    help: ArgumentHelp(
      "The sample: data, split, and its number in `metrics`.", valueName: "data.split/number"))
  var sample: String

  @Option(
    help: ArgumentHelp(
      "The cell, by its label; the first that fits unless given.", valueName: "label"))
  var cell: String?

  @Option(help: "The variant.")
  var variant: String?

  @Option(help: "The swept seed.")
  var seed: Int?

  @Option(help: ArgumentHelp("The players, as the spec names them.", valueName: "name"))
  var players: String?

  @Option(help: ArgumentHelp("How many interactions are shown.", valueName: "K"))
  var top = 10

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Draw it into an SVG file too.", valueName: "file"),
    completion: .file(extensions: ["svg"]))
  var output: String?

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var place: ResultsOptions

  mutating func validate() throws {
    if !(1...1000).contains(top) {
      throw ValidationError("--top must be a number from 1 to 1000, not \(top)")
    }
    if let output, !output.hasSuffix(".svg") {
      throw ValidationError("-o writes .svg files only, not \(output)")
    }
  }

  func run() throws {
    var question = try InspectionQuestion(model: model, sample: sample, top: top)
    question.cell = cell
    question.variant = variant
    question.seed = seed
    question.players = players
    let folder = place.folder
    try folder.requireExisting()
    let store = try RecordedHistory(place).store
    let known = try KnownStudies(in: folder, store: store)
    try known.require(study, in: folder)
    guard let store, let last = known.documents.last(where: { $0.study == study }) else {
      throw Diagnostic(
        .error, "no run of study \(study) has a file in \(folder.path)",
        notes: ["run it first: runexp SPEC.yaml"])
    }
    let inspector = SampleInspector(
      try resolved(last), last: last, finished: try store.finishedKeys(study: study), in: folder)
    let cells = try inspector.cellCount(question)
    StageKinds.prepareProcess()
    let found = try inspector.inspect(question)
    if let output {
      do {
        try Data(InspectionDrawing.svg(of: found).utf8).write(
          to: URL(fileURLWithPath: output), options: .atomic)
      } catch { throw FileError(path: output, reason: "cannot be written") }
    }
    let text = InspectionText(inspection: found, cells: cells, file: output)
    if json { return Terminal.output(text.value.json) }
    text.lines.forEach(Terminal.output)
  }

  /// The study as the run resolved it.
  private func resolved(_ run: RunDocument) throws -> Study {
    let file = "the spec of run \(run.id)"
    let files = InMemoryFileSystem([file: run.snapshot.record.resolvedSpec])
    return try SpecReader(files: files, vocabulary: .runexp).study(at: file)
  }
}
