import ArgumentParser
import Base
import Foundation
import Store
import Views

/// Lists cells, runs or stages.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the cells, runs or stages of the store, filtered and sorted.",
    discussion: """
      A filter compares names with numbers and quoted texts: = != < <= > >=, ~ (holds the text),
      in (1, 2); with and, or, not, parentheses, and tag:NAME. Names are those of the columns of
      --json, and for cells also coordinates and metrics: accuracy, accuracy.test, measure.metric,
      strength.J[context_order=0], and accuracy@20 for an epoch; without one each cell's last counts.

      Examples:
        runexp list --where 'accuracy.test > 0.9 and variant = "low-order"' --sort -accuracy.test
        runexp list --study bottleneck --columns 'cell,strength.J[context_order=0],accuracy.test@20'
      """)

  @OptionGroup var place: ResultsOptions
  @OptionGroup var answer: AnswerOptions

  @Option(help: "List this study alone.")
  var study: String?

  @Option(name: .customLong("where"), help: ArgumentHelp("Which to list.", valueName: "filter"))
  var filter: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Sort by a name; -NAME: the largest first.", valueName: "name"))
  var sort: String?

  @Option(
    help: ArgumentHelp("The columns, separated by commas; else the usual ones.", valueName: "names")
  )
  var columns: String?

  @Option(help: ArgumentHelp("List the first N alone.", valueName: "N"))
  var limit: Int?

  @Flag(help: "List runs.")
  var runs = false

  @Flag(help: "List cells (the default).")
  var cells = false

  @Flag(help: "List stages.")
  var stages = false

  mutating func validate() throws {
    guard [runs, cells, stages].count(where: \.self) <= 1 else {
      throw ValidationError("--runs, --cells and --stages exclude each other")
    }
    if let limit, limit < 0 { throw ValidationError("--limit must be 0 or more, not \(limit)") }
  }

  func run() throws {
    let store = try place.askedStore()
    try store.require(study: study)
    let isForPeople = answer.format == .table || answer.format == .markdown
    let listing = try Listing(
      Listing.Request(
        subject: runs ? .runs : stages ? .stages : .cells, study: study, filter: filter, sort: sort,
        columns: columns, limit: limit, isForPeople: isForPeople), of: store)
    var writer = AnswerWriter(answer.format) { Terminal.write($0, to: STDOUT_FILENO) }
    try writer.begin(columns: listing.columns)
    for row in listing.rows { try writer.add(row) }
    try writer.end()
    if listing.rows.count < listing.count {
      Terminal.error("\(listing.rows.count) of \(listing.count) are listed: --limit")
    }
  }
}
