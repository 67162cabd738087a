import Foundation
import Testing

/// A Slurm that does what a test says: commands of `Scripts/fake_slurm.py` put first on `PATH`.
///
/// What is submitted runs as processes of this machine.
final class FakeSlurm {
  private let kept: KeptProcesses

  init() throws { kept = try KeptProcesses("fake_slurm.py") }

  /// Whether it can be started; says so where it cannot.
  static let isExpected: Bool = {
    if KeptProcesses.isPossible { return true }
    print("skipped: there is no /usr/bin/python3 for the fake Slurm")
    return ProcessInfo.processInfo.environment["CI"] != nil
  }()

  /// What a program needs to find it.
  var environment: [String: String] {
    ["PATH": kept.folder + "/bin:" + kept.folder + "/system"]
  }

  /// Says what happens next; the words are listed at the head of the script.
  func will(_ command: String, _ words: Any...) throws {
    let answer = try kept.answer(([command] + words.map { "\($0)" }))
    #expect(answer == "ok")
  }

  /// Runs one of its commands as the user would.
  func run(_ words: [String]) throws -> Program.Result {
    try OtherProgram.run(words, environment: environment)
  }

  /// A task it knows.
  struct Task: Equatable {
    /// `7_3`, or `7` for a job that is no array.
    var id: String
    /// The name of its job.
    var name: String
    var state: String
    /// How often it was started.
    var starts: Int
    /// The memory it asked for.
    var megabytes: Int
  }

  /// Every task it knows.
  func tasks() throws -> [Task] {
    try kept.answer(["jobs"]).split(separator: ";").compactMap { text in
      let words = text.split(separator: " ").map(String.init)
      guard words.count == 5, let starts = Int(words[3]), let size = Int(words[4]) else {
        return nil
      }
      return Task(id: words[0], name: words[1], state: words[2], starts: starts, megabytes: size)
    }
  }

  /// A call of one of its commands.
  struct Call {
    /// Seconds since 1970.
    var time: Double
    var command: String
    var code: Int
    /// As a shell would read them.
    var arguments: String
  }

  /// Every call so far of `command`.
  func calls(of command: String) throws -> [Call] {
    let text = (try? String(contentsOfFile: kept.folder + "/calls", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 4, let time = Double(parts[0]), let code = Int(parts[2]) else {
        return nil
      }
      return Call(time: time, command: parts[1], code: code, arguments: parts[3])
    }.filter { $0.command == command }
  }
}
