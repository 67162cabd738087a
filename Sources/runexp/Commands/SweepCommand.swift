import ArgumentParser
import Base
import Experiments
import Store
import Views

/// Summarises a sweep: how far it is, its best points, what each parameter does.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Summarise a sweep: how far it is, its best points, what each parameter does.",
    discussion: """
      All is read from the store, so it can be asked while a run writes. Cells that differ in nothing
      but `seed` or `seeds.…` are one point: its number is the mean over them. The effect of a
      parameter is the mean over the points of each of its values; for a parameter with another value
      at nearly every point, Spearman's correlation and the means of quarters of the points.

      Examples:
        runexp sweep configs/bottleneck.yaml --by accuracy.accuracy.test --at 20
        runexp sweep bottleneck --by 'strength.J[context_order=0]' --minimise --json | jq .best[0]
      """)

  @Argument(
    help: "The experiment spec, or a study of the store, whose newest run tells its spec.",
    completion: .file(extensions: ["yaml", "yml"]))
  var spec: String

  @OptionGroup var changes: OverrideOptions

  @OptionGroup var place: ResultsOptions

  @Option(
    help: ArgumentHelp(
      "The number looked at, as `runexp list` has it; else the first accuracy there is.",
      valueName: "measure.quantity"))
  var by: String?

  @Option(help: "The epoch looked at: a number, or last.", transform: Self.epoch)
  var at = CellMetrics.Checkpoint.last

  @Flag(help: "The smallest number is the best.")
  var minimise = false

  @Option(help: ArgumentHelp("Show the K best points.", valueName: "K"))
  var top = 10

  @Flag(help: "Print JSON.")
  var json = false

  mutating func validate() throws {
    guard top >= 1 else { throw ValidationError("--top must be 1 or more, not \(top)") }
  }

  private static func epoch(_ text: String) throws -> CellMetrics.Checkpoint {
    if text == "last" { return .last }
    guard let epoch = Int(text), epoch >= 0 else {
      throw ValidationError("write last or an epoch, such as 20")
    }
    return .at(epoch)
  }

  func run() throws {
    let store = try place.askedStore()
    let planned = try SweptStudy.plan(named: spec, overrides: changes.overrides, in: store)
    let swept = try SweptStudy(planned, in: store)
    let epoch: Int? = if case .at(let epoch) = at { epoch } else { nil }
    let quantity = try swept.quantity(by, at: epoch)
    let text = SweepText(
      study: swept.study, seeds: swept.seeds, quantity: quantity,
      summary: try swept.summary(by: quantity, isMaximised: !minimise && swept.isMaximised(by)),
      halving: HalvingText(swept.halved), top: top)
    if json { return Terminal.output(text.value.json) }
    text.lines.forEach(Terminal.output)
  }
}
