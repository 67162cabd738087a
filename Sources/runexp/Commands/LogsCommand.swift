import ArgumentParser
import Base
import Experiments
import Foundation
import Pipeline
import Spec

/// Shows what a stage logged and printed.
struct LogsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs",
    abstract: "Show what a stage logged and printed, while it runs and afterwards.",
    usage: "runexp logs [SPEC] STAGE [-f] [--events] [--set path=value ...] [--results DIR]",
    discussion: """
      Examples:
        runexp logs configs/bottleneck.yaml train/low-order/seed=0@5 -f
        runexp logs 3f2a91 --events
      """)

  @OptionGroup var options: StageOptions
  @OptionGroup var place: ResultsOptions

  @Flag(name: .shortAndLong, help: "Follow a running stage until it ends.")
  var follow = false

  @Flag(help: "Show every event of the journal, such as the points of a training curve.")
  var events = false

  /// Microseconds between two looks at a running stage.
  private static let patience: UInt32 = 200_000

  func run() throws {
    let (planned, _) = try options.planned(try RecordedHistory(place))
    let node = try StageOptions.stage(options.name, of: planned)
    guard var journal = place.folder.journal(of: node.key) else {
      Terminal.error("\(node.label): no attempt runs, and none has finished or failed here")
      throw ExitStatus.failed
    }
    Terminal.error("\(node.label): \(Self.text(journal.state)): \(journal.folder)")
    var logged = FileTail()
    var printed = FileTail()
    var rest: [UInt8] = []
    var isEmpty = true
    while true {
      // Asked before reading: what an attempt writes before it ends is then read in any case.
      let now = place.folder.journal(of: node.key)
      rest += logged.read(at: (now ?? journal).events)
      // A line still being written is shown when it is whole.
      let whole = rest.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      let lines = EventLog.contents(of: Array(rest[..<whole])).events.compactMap(text)
      rest.removeFirst(whole)
      let output = printed.read(at: (now ?? journal).output)
      for line in lines { Terminal.output(line) }
      Terminal.write(String(decoding: output, as: UTF8.self), to: STDOUT_FILENO)
      isEmpty = isEmpty && lines.isEmpty && output.isEmpty
      guard follow, case .running = journal.state else { break }
      if now?.state != journal.state {
        let end = now.map { "\(Self.text($0.state)): \($0.folder)" } ?? "stopped"
        Terminal.error("\(node.label): \(end)")
        // A stage that is tried again goes on.
        guard let now, case .running = now.state else { break }
        journal = now
        (logged, printed, rest) = (FileTail(), FileTail(), [])
      }
      usleep(Self.patience)
    }
    if isEmpty { Terminal.error("nothing was logged or printed") }
  }

  private static func text(_ state: StageJournal.State) -> String {
    switch state {
    case .running(let attempt): "running, attempt \(attempt)"
    case .finished: "finished"
    case .failed(let reason): "failed: \(reason)"
    }
  }

  /// An event as a line; nil for one that is not shown.
  private func text(_ event: EventLog.Event) -> String? {
    let time = DateText.text(event.at)
    if event.name == "log", let text = event.values["text"]?.text { return "\(time)  \(text)" }
    return events ? "\(time)  \(event.name) \(Value.map(event.values).json)" : nil
  }
}
