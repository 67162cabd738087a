import ArgumentParser
import Base
import Experiments
import Pipeline
import Spec
import Store

/// Judges a study's claims on what the store holds; runs and writes nothing.
struct ClaimsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "claims",
    abstract: "Judge a study's claims on what the store holds; nothing is run or written.",
    discussion: """
      Verdicts come from intervals over the unit of inference, with Holm's adjustment for all claims of
      the study. A claim whose measurement the spec changed since the last run is stale.

      Examples:
        runexp claims configs/bottleneck.yaml
        runexp claims configs/bottleneck.yaml --json --check-claims | jq .self_test
      """)

  @OptionGroup var options: SpecOptions
  @OptionGroup var place: ResultsOptions

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(name: .customLong("md"), help: "Print a Markdown table.")
  var markdown = false

  @Flag(help: "Exit 6 unless every claim's verdict is what the spec expects.")
  var checkClaims = false

  mutating func validate() throws {
    if json, markdown { throw ValidationError("--json and --md exclude each other: choose one") }
  }

  func run() throws {
    let planned = try StudyPlanner.plan(try options.study())
    let name = planned.study.name
    guard let store = try RecordedHistory(place).store, try store.studies().contains(name) else {
      throw Diagnostic(
        .error, "there are no results of `\(name)` in \(place.folder.path)",
        notes: ["run it first: runexp \(options.spec)", "or name another folder: --results DIR"])
    }
    let standing = try StandingClaims(planned, in: store, at: SystemClock().wallSeconds)
    let text = ClaimsText(study: name, standing: standing)
    if json {
      Terminal.output(text.value.json)
    } else {
      for line in markdown ? text.markdown : text.lines { Terminal.output(line) }
    }
    if checkClaims, !standing.areAsExpected { throw ExitStatus.claims }
  }
}
