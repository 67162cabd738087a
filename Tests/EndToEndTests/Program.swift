import Foundation
import Testing

/// The `runexp` binary as a user starts it.
enum Program {
  /// What a finished process left.
  struct Result {
    var code: Int32
    var output: String
    var errors: String
  }

  /// The binary: `RUNEXP_BINARY`, else the one built beside the tests.
  static let path: String = {
    if let path = ProcessInfo.processInfo.environment["RUNEXP_BINARY"] { return path }
    // …/.build/<configuration>/runexpPackageTests.xctest → …/.build/<configuration>/runexp
    let tests = URL(fileURLWithPath: CommandLine.arguments[0])
    return tests.deletingLastPathComponent().appendingPathComponent("runexp").path
  }()

  /// A process of `runexp` with these arguments, not started; `environment` is added to our own.
  static func process(
    _ arguments: [String], in folder: String, environment: [String: String] = [:]
  ) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    return process
  }

  /// Runs to the end and returns what was printed.
  static func run(
    _ arguments: [String], in folder: String, environment: [String: String] = [:]
  ) throws -> Result {
    let process = process(arguments, in: folder, environment: environment)
    let outputFile = folder + "/.stdout-\(UUID().uuidString)"
    let errorFile = folder + "/.stderr-\(UUID().uuidString)"
    for file in [outputFile, errorFile] {
      _ = FileManager.default.createFile(atPath: file, contents: nil)
    }
    process.standardOutput = FileHandle(forWritingAtPath: outputFile)
    process.standardError = FileHandle(forWritingAtPath: errorFile)
    try process.run()
    process.waitUntilExit()
    defer {
      for file in [outputFile, errorFile] { try? FileManager.default.removeItem(atPath: file) }
    }
    return Result(
      code: process.terminationStatus,
      output: try String(contentsOfFile: outputFile, encoding: .utf8),
      errors: try String(contentsOfFile: errorFile, encoding: .utf8))
  }
}

/// A folder that goes away with its last user.
final class ScratchFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "runexp-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a text file and returns its path.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
    return path + "/" + name
  }

  /// Every file below `folder` called `name`, by its path relative to `folder`.
  func files(named name: String, below folder: String) -> [String: Data] {
    let root = path + "/" + folder
    var found: [String: Data] = [:]
    for case let file as String in FileManager.default.enumerator(atPath: root) ?? .init() {
      if (file as NSString).lastPathComponent == name {
        found[file] = FileManager.default.contents(atPath: root + "/" + file)
      }
    }
    return found
  }
}
