import ArgumentParser
import Base
import Experiments
import Foundation
import Pipeline
import Store

/// Compares results with what was recorded of them.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare results with what was recorded when they were published.",
    discussion: """
      As a plain run does, this reads what was touched since it was last read; with --deep every
      output is read and every row of the store compared. What is damaged is computed again by the
      next plain run: what that would not see by itself is taken out of its way here. Exits 1 when
      something is damaged or a rerun differs.

      Examples:
        runexp verify
        runexp verify bottleneck --deep --sample 5
      """)

  @Argument(help: "A study, whose last plan is looked at; every stage of the folder unless given.")
  var study: String?

  @OptionGroup var place: ResultsOptions

  @Flag(help: "Read every output in full and compare every row of the store.")
  var deep = false

  @Option(
    help: ArgumentHelp(
      "Compute K stages chosen at random once more and compare the bytes.", valueName: "K"))
  var sample = 0

  @Option(help: ArgumentHelp("Decides which stages --sample chooses.", valueName: "S"))
  var seed: UInt64?

  @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Look only; change nothing.")
  var dryRun = false

  @Flag(help: "Print JSON.")
  var json = false

  mutating func validate() throws {
    if sample < 0 { throw ValidationError("--sample must be 0 or more, not \(sample)") }
    if seed != nil, sample == 0 { throw ValidationError("--seed goes with --sample") }
  }

  func run() throws {
    let folder = place.folder
    try folder.requireExisting()
    try folder.reporting {
      let storePlace = try place.store()
      let store = try storePlace.open(forWriting: false)
      let known = try KnownStudies(in: folder, store: store)
      if let study { try known.require(study, in: folder) }
      let keys = study.map { known.lastPlan(of: $0) ?? [] }
      let index = deep ? nil : place.index
      let found = try ResultsVerification(of: folder, store: store)
        .inspect(keys, trusting: index)
      if !dryRun { index?.save() }
      var text = VerifyText(
        report: found, folder: folder, isDeep: deep,
        storePath: store == nil ? storePlace.path : nil,
        unreadableRuns: known.faults)
      if !dryRun { try mend(found, in: folder, storePlace, &text) }
      if sample > 0 { try rerun(found.repeatable, in: folder, &text) }
      if json {
        Terminal.output(text.value.json)
      } else {
        for line in text.lines { Terminal.output(line) }
      }
      if text.hasFaults { throw ExitStatus.failed }
    }
  }

  /// Takes what a plain run would not notice out of its way, if nobody else is in the folder.
  private func mend(
    _ found: ResultsVerification.Report, in folder: ResultsFolder, _ place: StorePlace,
    _ text: inout VerifyText
  ) throws {
    guard found.damages.contains(where: { $0.needsMending(isDeep: deep) }) else { return }
    do {
      let lease = try RunLease.takeAlone(folder, watching: LeaseText.watching)
      defer { withExtendedLifetime(lease) {} }
      let store = try place.open(forWriting: true)
      text.report = try ResultsVerification.mend(
        found, in: folder, store: store, isDeep: deep, attempt: AttemptID(counter: 0))
      text.isMended = true
    } catch let error as LeaseError {
      text.obstacle = "\(error)"
    }
  }

  private func rerun(
    _ records: [StageRecord], in folder: ResultsFolder, _ text: inout VerifyText
  ) throws {
    let seed = seed ?? UInt64.random(in: 0..<1_000_000)
    var stream = RandomStream(seed: seed, purpose: "verify")
    let chosen = stream.permutation(records.count).prefix(sample).map { records[$0] }
    let slots = max(1, min(chosen.count, ProcessInfo.processInfo.activeProcessorCount))
    let reruns = StageReruns(
      of: folder, with: LocalProcessExecutor(slots: slots, options: LocalWorkers.options),
      binary: try BinaryIdentity.current(),
      environment: try LocalWorkers.provenance())
    text.sample = zip(chosen, try reruns.run(chosen)).map { ($0.0, $0.1) }
    text.seed = seed
  }
}
