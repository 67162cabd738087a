import ArgumentParser
import Views

/// How rows are printed.
struct AnswerOptions: ParsableArguments {
  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Print CSV: a line of names, then rows.")
  var csv = false

  @Flag(help: "Print a table in Markdown.")
  var md = false

  mutating func validate() throws {
    guard [json, csv, md].count(where: \.self) <= 1 else {
      throw ValidationError("--json, --csv and --md exclude each other")
    }
  }

  /// The format asked for; aligned columns unless another was.
  var format: AnswerFormat { json ? .json : csv ? .csv : md ? .markdown : .table }
}
