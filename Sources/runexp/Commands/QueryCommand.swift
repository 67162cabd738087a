import ArgumentParser
import Base
import Foundation
import Store
import Views

/// Answers one SQL query from the store.
struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Answer one SQL query from the store; nothing can be written.",
    discussion: """
      The views metrics, strength, cells, stages, runs and artifacts are documented in
      results/README.md; with --study they show that study alone. Besides SQLite's functions there are
      mean, sd, sem, median, quantile, corr, spearman, t_low and t_high; sum and avg are exact. The
      query is a text, @FILE, or - for standard input. A query that takes longer than --timeout exits
      124.

      Examples:
        runexp query "SELECT variant, mean(value) FROM metrics WHERE name = 'accuracy' GROUP BY 1"
        runexp query @strength.sql --study bottleneck --csv > strength.csv
      """)

  @Argument(
    help: ArgumentHelp("The query; @FILE reads a file, - standard input.", valueName: "sql"))
  var text: String

  @OptionGroup var place: ResultsOptions
  @OptionGroup var answer: AnswerOptions

  @Option(help: "Show the rows of this study alone.")
  var study: String?

  @Option(
    help: ArgumentHelp("The longest it may take: 90s, 15min.", valueName: "duration"))
  var timeout = "30s"

  @Option(
    help: ArgumentHelp(
      "Print the first N rows; without it more than a million are refused.", valueName: "N"))
  var limit: Int?

  mutating func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit must be 0 or more, not \(limit)") }
    if DurationText.seconds(timeout) == nil {
      throw ValidationError("--timeout: write a duration such as 90s, 15min or a number of seconds")
    }
  }

  /// How long after its end a query is still given time to be ended by SQLite itself, in seconds.
  private static let grace = 1.0

  func run() throws {
    let source = try SQLText(text)
    let store = try place.askedStore()
    try store.require(study: study)
    let session = try store.querySession(study: study)
    GuardedQuery.limitMemory()
    let seconds = DurationText.seconds(timeout) ?? 0
    let deadline = QueryDeadline(seconds: seconds)
    Self.end(after: deadline, .timeout(seconds: seconds))
    let query = GuardedQuery(
      source.text, timeoutSeconds: seconds, rowLimit: limit == nil ? 1_000_000 : .max)
    var writer = AnswerWriter(answer.format) { bytes in
      let isRead = deadline.pausing { Terminal.write(bytes, to: STDOUT_FILENO) }
      if !isRead { throw ReaderLeft() }
    }
    var left = limit ?? .max
    var isCut = false
    do {
      try session.answer(query, deadline: deadline) { columns in
        try writer.begin(columns: columns)
      } row: { row in
        isCut = left == 0
        guard !isCut else { return false }
        left -= 1
        try writer.add(row)
        return true
      }
      try writer.end()
    } catch StoreError.query(let refusal) {
      throw try source.fault(refusal)
    } catch is ReaderLeft {
      return
    }
    if isCut, let limit { Terminal.error("only the first \(Amount.count(limit, "row")): --limit") }
  }

  /// Whoever read standard output has seen enough.
  private struct ReaderLeft: Error {}

  /// Ends the process when the query does not end in time.
  ///
  /// SQLite asks for the time between its steps, and one step may take for ever. Nothing is lost, since
  /// nothing is written.
  private static func end(after deadline: QueryDeadline, _ refusal: QueryRefusal) {
    Thread.detachNewThread {
      while !deadline.isOver(by: grace) { usleep(100_000) }
      Terminal.error(Diagnostic(.error, refusal.fault, notes: refusal.notes).text)
      Glibc.exit(ExitStatus.outOfTime.code)
    }
  }
}

/// The text of a query and where it comes from.
private struct SQLText {
  let text: String
  let name: String

  private static let limit = 1 << 20

  /// Takes the argument itself, the file behind `@`, or standard input for `-`.
  init(_ argument: String) throws {
    switch argument {
    case "-":
      name = "standard input"
      let data = try FileHandle.standardInput.read(upToCount: Self.limit + 1) ?? Data()
      text = try Self.decoded(Array(data), name)
    case _ where argument.hasPrefix("@"):
      name = String(argument.dropFirst())
      text = try Self.decoded(try LocalFileSystem().read(name, limit: Self.limit), name)
    default:
      name = "query"
      text = argument
    }
  }

  private static func decoded(_ bytes: [UInt8], _ name: String) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Diagnostic(.error, "\(name): the query is not UTF-8")
    }
    return text
  }

  /// Why the query is refused, at its place where that is known; of one that took too long the exit
  /// status is thrown.
  func fault(_ refusal: QueryRefusal) throws -> Diagnostic {
    var fault = Diagnostic(.error, refusal.fault, notes: refusal.notes)
    if let offset = refusal.offset, let place = Self.place(of: offset, in: text) {
      var length = 1
      if case .unknown(_, let name, _, _, _) = refusal { length = name.unicodeScalars.count }
      fault.span = SourceSpan(file: name, line: place.line, column: place.column, length: length)
      fault.sourceLine = place.text
    }
    if case .timeout = refusal {
      Terminal.error(fault.text)
      throw ExitStatus.outOfTime
    }
    return fault
  }

  private static func place(of offset: Int, in text: String) -> (
    line: Int, column: Int, text: String
  )? {
    guard offset <= text.utf8.count else { return nil }
    let before = String(decoding: Array(text.utf8.prefix(offset)), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = before.count { $0 == "\n" }
    let column = before.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
    guard line < lines.count else { return nil }
    return (line + 1, column.unicodeScalars.count + 1, String(lines[line]))
  }
}
