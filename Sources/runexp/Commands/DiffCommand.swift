import ArgumentParser
import Base
import Foundation
import Pipeline
import Store
import Views

/// Says how two runs, studies, groups of cells or stages differ.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Say how two runs, studies, cells or stages differ: spec, environment, numbers.",
    discussion: """
      Cells are named by their values, STUDY:variant=normal meaning all its seeds. Differences are
      B − A. Units are paired where both sides have the same seeds and the same samples, else the
      interval is Welch's. With one cell on each side the unit is the sample.

      Examples:
        runexp diff bottleneck:variant=normal bottleneck:variant=low-order --metrics 'strength.*'
        runexp diff 20261128-193707-bottleneck-231 20261128-201500-bottleneck-977 --exit-code
      """)

  @Argument(help: ArgumentHelp("A run, a study, cells, or a stage.", valueName: "a"))
  var first: String

  @Argument(help: ArgumentHelp("What it is compared with.", valueName: "b"))
  var second: String

  @OptionGroup var place: ResultsOptions

  @Option(help: ArgumentHelp("What intervals count: seed or sample.", valueName: "unit"))
  var unit: Comparison.Unit?

  @Option(
    help: ArgumentHelp(
      "Compare the quantities whose measure.metric fits, such as 'strength.*'.",
      valueName: "glob"))
  var metrics: String?

  @Option(help: "The epoch compared: a number, last, or all.", transform: Self.epoch)
  var at = Comparison.Epoch.last

  @Option(help: "The level of intervals.")
  var level = 0.95

  @Flag(help: "Print JSON, with the quantities that are equal too.")
  var json = false

  @Flag(name: .customLong("md"), help: "Print Markdown.")
  var markdown = false

  @Flag(help: "Exit 3 when anything differs.")
  var exitCode = false

  mutating func validate() throws {
    guard level > 0.5, level < 1 else {
      throw ValidationError("--level must be between 0.5 and 1, such as 0.95, not \(level)")
    }
    if json, markdown { throw ValidationError("--json and --md exclude each other") }
  }

  func run() throws {
    let store = try place.recorded()
    let finder = DiffFinder(store: store, folder: place.folder)
    let (a, b) = (try finder.side(first), try finder.side(second))
    let isSingle = a.rows.cells.count == 1 && b.rows.cells.count == 1
    let glob = metrics
    let settings = Comparison.Settings(
      unit: unit ?? (isSingle ? .sample : .seed), epoch: at, level: level,
      isWanted: { name in glob.map { fnmatch($0, name, 0) == 0 } ?? true })
    let comparison = try Self.compare(a.rows, b.rows, settings, in: store)
    if let glob, comparison.differences.isEmpty, comparison.onlyFirst.isEmpty,
      comparison.onlySecond.isEmpty
    {
      throw Diagnostic(
        .error, "no quantity of either side fits `\(glob)`",
        notes: ["write measure.metric, such as strength.J, with * for any letters"])
    }
    let text = DiffText(first: a, second: b, comparison: comparison, settings: settings)
    if json {
      Terminal.output(text.value.json)
    } else {
      (markdown ? text.markdown : text.lines).forEach(Terminal.output)
    }
    if exitCode, text.differs { throw ExitStatus.workLeft }
  }

  private static func compare(
    _ a: ComparedSide, _ b: ComparedSide, _ settings: Comparison.Settings, in store: ResultsStore
  ) throws -> Comparison {
    func stages(_ side: ComparedSide) -> [Int64] {
      let uses = settings.epoch == .last ? StudyUses.atLastEpoch(side.uses) : side.uses
      return uses.map(\.stage)
    }
    let wanted = Set(stages(a) + stages(b))
    let summaries = try store.summaries(of: wanted)
    guard settings.unit == .sample else {
      return Comparison(a, b, summaries: summaries, settings)
    }
    let samples = try store.sampleEntries(of: wanted)
    return Comparison(a, b, summaries: summaries, samples: samples, settings)
  }

  private static func epoch(_ text: String) throws -> Comparison.Epoch {
    switch text {
    case "last": return .last
    case "all": return .all
    default:
      guard let epoch = Int(text), epoch >= 0 else {
        throw ValidationError("--at must be an epoch, last or all, not `\(text)`")
      }
      return .at(epoch)
    }
  }
}

extension Comparison.Unit: ExpressibleByArgument {}
