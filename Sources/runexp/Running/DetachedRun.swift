import Base
import Foundation
import Pipeline

/// The start of a run that goes on by itself: this program again, in a session of its own.
struct DetachedRun {
  /// The run's name.
  let id: String
  let folder: ResultsFolder
  let isJSON: Bool

  /// Starts it, waits until it holds its lease and has said so, and tells how to follow it; throws
  /// the exit status it ended with when it ended before.
  func start() throws {
    let home = folder.run(id)
    try home.make()
    let interrupts = try Interrupts()
    let process = try DetachedProcess(arguments: Self.arguments(id: id), log: home.log)
    while true {
      if let controller = home.controller { return tell(controller) }
      if let code = process.ending() {
        // It may have said so and ended at once.
        if let controller = home.controller { return tell(controller) }
        Terminal.write(home.endOfLog(), to: STDERR_FILENO)
        // Of a run that never was.
        try home.remove()
        guard code != 0 else { return }
        throw ExitStatus(code: code)
      }
      if !interrupts.take().isEmpty { process.terminate() }
      usleep(10_000)
    }
  }

  private func tell(_ controller: ControllerRecord) {
    let log = folder.run(id).log
    guard !isJSON else {
      let value: Value = .map([
        "schema": 1, "run": .text(id), "study": .text(controller.study),
        "host": .text(controller.host), "pid": .integer(controller.pid), "log": .text(log),
      ])
      return Terminal.output(value.json)
    }
    let usual = [ResultsOptions.defaultPath, AbsolutePath.of(ResultsOptions.defaultPath)]
    let place = usual.contains(folder.path) ? "" : " --results \(folder.path)"
    Terminal.output(
      """
      run \(id) goes on by itself: process \(controller.pid) on \(controller.host)
        follow    runexp attach \(id)\(place)
        end       runexp cancel \(id)\(place)
        log       \(log)
      """)
  }

  // MARK: The command line

  private static let word = "--detach"
  private static let hiddenWord = "--detached-as"

  /// The arguments of the process that goes on.
  static func arguments(id: String, of typed: [String] = CommandLine.arguments) -> [String] {
    typed.flatMap { $0 == word ? [hiddenWord, id] : [$0] }
  }

  /// The command line as it was typed, also in the process that goes on.
  static func command(_ arguments: [String] = CommandLine.arguments) -> String {
    var words = arguments
    if let place = words.firstIndex(of: hiddenWord) {
      words.replaceSubrange(place..<min(place + 2, words.count), with: [word])
    }
    return words.joined(separator: " ")
  }
}
