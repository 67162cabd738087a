import Foundation
import Synchronization

/// A Python script beside this file that keeps processes for tests and obeys commands, a line each.
///
/// It ends with everything it started as soon as its standard input closes: at the end of this
/// value, of the tests, or when the tests are killed.
final class KeptProcesses: Sendable {
  /// The script did not do what it was asked for.
  struct Refused: Error, CustomStringConvertible {
    var description: String
  }

  /// A folder of its own with a short path: Unix sockets have to fit into it.
  let folder: String
  private let process = Process()
  private let commands = Pipe()
  private let answers = Pipe()
  /// What was read beyond the last answer; its lock also keeps commands apart.
  private let rest = Mutex(Data())

  /// Starts a script of the folder `Scripts` and waits until it is ready.
  init(_ script: String, _ arguments: [String] = []) throws {
    folder = "/tmp/rx-\(UUID().uuidString.prefix(8))"
    let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Scripts")
    // No other process that the tests start may hold the end of the line that has to close.
    for handle in [commands.fileHandleForWriting, answers.fileHandleForReading] {
      _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
    }
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["python3", "-B", scripts.appendingPathComponent(script).path, folder] + arguments
    process.standardInput = commands
    process.standardOutput = answers
    try process.run()
    try expect("ready", after: script)
  }

  deinit {
    try? commands.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// Whether scripts can run here.
  static let isPossible = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")

  /// Gives a command of these words; its answer is `ok`.
  func command(_ words: String...) throws {
    try expect("ok", after: send(words))
  }

  /// Gives a command of these words and returns its answer.
  func answer(_ words: [String]) throws -> String {
    let text = try send(words)
    guard let answer = nextLine() else { throw Refused(description: "\(text): it ended") }
    guard !answer.hasPrefix("error: ") else { throw Refused(description: answer) }
    return answer
  }

  private func send(_ words: [String]) throws -> String {
    let text = words.map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ")
    try commands.fileHandleForWriting.write(contentsOf: Data((text + "\n").utf8))
    return text
  }

  private func expect(_ answer: String, after text: String) throws {
    let line = nextLine()
    guard line == answer else { throw Refused(description: line ?? "\(text): it ended") }
  }

  /// The next line the script writes; nil when it ended.
  private func nextLine() -> String? {
    rest.withLock { rest in
      while true {
        if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
          let line = String(decoding: rest[..<end], as: UTF8.self)
          rest = Data(rest[rest.index(after: end)...])
          return line
        }
        let more = answers.fileHandleForReading.availableData
        guard !more.isEmpty else { return nil }
        rest += more
      }
    }
  }
}
