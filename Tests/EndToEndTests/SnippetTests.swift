import Foundation
import TestSupport
import Testing

/// The README's snippets in other languages, run as they stand there but for the study's name.
@Suite("the README's snippets")
struct SnippetTests {
  private static let readme = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("README.md")

  /// The first block of a language in which `word` occurs.
  private static func snippet(_ language: String, with word: String) throws -> String {
    let text = try String(contentsOf: readme, encoding: .utf8)
    let blocks = text.components(separatedBy: "```\(language)\n").dropFirst()
      .compactMap { $0.components(separatedBy: "\n```").first }
    return try #require(blocks.first { $0.contains(word) })
      .replacingOccurrences(of: "bottleneck", with: "tiny")
  }

  /// Runs a program found in `PATH`; nil when it is not there.
  private static func output(_ command: [String], in folder: String) throws -> String? {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
  }

  private static func isThere(_ command: [String]) -> Bool {
    let found = (try? output(command, in: "/tmp")) ?? nil
    if found == nil { print("skipped: \(command[0]) or what it loads is not installed") }
    return found != nil || ProcessInfo.processInfo.environment["CI"] != nil
  }

  /// The mean test accuracy of each variant at the last epoch, by the database itself.
  private static func means(in scratch: ScratchFolder) throws -> [String: Double] {
    let rows = try Rows.of(
      """
      SELECT variant || ' ' || avg(value) FROM metrics
      WHERE name = 'accuracy' AND split = 'test' AND checkpoint = 2 GROUP BY variant
      """, in: scratch.path + "/results/runexp.sqlite")
    return Dictionary(
      uniqueKeysWithValues: rows.compactMap { row in
        let words = row.split(separator: "\"").last { $0.contains(" 0.") }?.split(separator: " ")
        guard let words, let value = Double(words[1]) else { return nil }
        return (String(words[0]), value)
      })
  }

  /// What a table of results says of a variant: the first number after its name.
  private static func shown(_ variant: String, in table: String) -> Double? {
    table.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
      .first { $0.contains(variant) }
      .flatMap { words in words.drop { $0 != variant }.dropFirst().first.flatMap(Double.init) }
  }

  /// Half of the last digit that either program prints.
  private static let printedDigits = 5e-4

  private func check(_ command: [String], _ snippet: String, file: String) throws {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text, to: "tiny.yaml")
    #expect(try Program.run(["tiny.yaml"], in: scratch.path).code == 0)
    try scratch.write(snippet, to: file)
    let table = try #require(try Self.output(command + [file], in: scratch.path))
    let means = try Self.means(in: scratch)
    #expect(means.count == 2)
    for (variant, mean) in means {
      let shown = try #require(Self.shown(variant, in: table), "\(table)")
      #expect(abs(shown - mean) < Self.printedDigits, "\(variant): \(table)")
    }
  }

  @Test(
    "pandas reads the store", .enabled(if: isThere(["/usr/bin/python3", "-c", "import pandas"])))
  func pandas() throws {
    try check(["/usr/bin/python3"], try Self.snippet("python", with: "pandas"), file: "snippet.py")
  }

  @Test("R reads the store", .enabled(if: isThere(["Rscript", "-e", "library(RSQLite)"])))
  func r() throws {
    try check(["Rscript"], try Self.snippet("r", with: "RSQLite"), file: "snippet.R")
  }
}
