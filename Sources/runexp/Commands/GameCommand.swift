import ArgumentParser
import Base
import Foundation
import Interactions

/// Computes an interaction index of a table of values that any program may have written.
struct GameCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "game",
    abstract: "Compute an exact interaction index of a table of 2^n values.",
    discussion: """
      FILE is JSON, {"n": 2, "values": [v0, v1, v2, v3]}, or a one-axis float64 .npy array; bit i of
      an index is player i. On a terminal the 20 strongest values are shown unless --top says
      otherwise.

      Indices:
      \(InteractionIndex.allCases.map { "  \($0.rawValue): \($0.summary)" }.joined(separator: "\n"))

      Examples:
        runexp game table.json --index shapley
        runexp game table.npy --index moebius --top 30 --csv
        runexp game table.npy --index k-sii --order 3 --output k-sii.npy
      """)

  @Argument(
    help: "The table: a .json or .npy file.", completion: .file(extensions: ["json", "npy"]))
  var file: String

  @Option(
    help: ArgumentHelp("The index.", valueName: "name"),
    completion: .list(InteractionIndex.allCases.map(\.rawValue)))
  var index: String

  @Option(
    help: ArgumentHelp(
      "Largest sets of players of sii, k-sii, bii, stii, fsii, fbii: 1 to 3.", valueName: "size"))
  var order = 2

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Print comma-separated values.")
  var csv = false

  @Option(help: ArgumentHelp("Print the K strongest values only, strongest first.", valueName: "K"))
  var top: Int?

  @Option(help: ArgumentHelp("Names of the players, in order: a,b,c.", valueName: "names"))
  var names: String?

  @Option(
    help: ArgumentHelp("Write all values to a float64 .npy file too.", valueName: "file"))
  var output: String?

  /// Values shown on a terminal unless `--top` says otherwise.
  private static let shownOnTerminal = 20

  func run() throws {
    let index = try chosenIndex()
    guard (1...InteractionIndex.largestInteractionOrder).contains(order) else {
      throw Diagnostic(.error, "`--order` must be 1, 2 or 3, not \(order)")
    }
    if let top, top < 1 { throw Diagnostic(.error, "`--top` must be 1 or more, not \(top)") }
    if json, csv { throw Diagnostic(.error, "`--json` and `--csv` exclude each other") }
    if let output { try checkOutput(output) }

    let values: InteractionList
    let table: ValueTableFile
    let names: [String]?
    do {
      table = try ValueTableFile(reading: file)
      names = try chosenNames(players: table.playerCount)
      values =
        index.needsTable
        ? index.interactions(of: try table.table())
        : index.interactions(
          of: try table.sums(interactionOrder: index.sumsOrder(interactionOrder: order)),
          interactionOrder: order)
    } catch let error as ValueTableFileError {
      throw Diagnostic(.error, error.description, notes: error.next.map { [$0] } ?? [])
    }

    if let output { try write(values, to: output, players: table.playerCount) }
    let text = InteractionText(
      index: index, playerCount: table.playerCount, values: values, names: names)
    if json { return text.writeJSON(places(top, of: values)) }
    if csv { return text.writeCSV(places(top, of: values)) }
    if let output {
      return Terminal.output("wrote \(Amount.count(values.count, "value")) to \(output)")
    }
    let shown = top ?? (values.count > Self.shownOnTerminal ? Self.shownOnTerminal : nil)
    text.writeTable(places(shown, of: values), of: file)
  }

  /// The values to print: the strongest, or all in their order.
  private func places(_ top: Int?, of values: InteractionList) -> [Int] {
    top.map { values.strongest($0) } ?? Array(values.indices)
  }

  private func chosenIndex() throws -> InteractionIndex {
    if let index = InteractionIndex(rawValue: index) { return index }
    let names = InteractionIndex.allCases.map(\.rawValue)
    let near = NearestName.suggestion(for: index, among: names).map { ["did you mean `\($0)`?"] }
    throw Diagnostic(
      .error, "no index `\(index)`",
      notes: (near ?? []) + ["legal: " + names.joined(separator: ", ")])
  }

  private func chosenNames(players: Int) throws -> [String]? {
    guard let names else { return nil }
    let list = names.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    guard list.count == players else {
      throw Diagnostic(
        .error,
        "`--names` gives \(Amount.count(list.count, "name")) to \(Amount.count(players, "player"))")
    }
    guard Set(list).count == players, !list.contains("") else {
      throw Diagnostic(.error, "`--names` must give each player a name of its own")
    }
    return list
  }

  private func checkOutput(_ path: String) throws {
    guard path.hasSuffix(".npy") else {
      throw Diagnostic(.error, "`--output` writes .npy files only, not \(path)")
    }
    let same = [path, file].map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().path }
    guard same[0] != same[1] else {
      throw Diagnostic(.error, "`--output` would overwrite the table \(file)")
    }
  }

  private func write(_ values: InteractionList, to path: String, players: Int) throws {
    let orders = values.hasContextOrders ? max(0, players - 1) : 0
    let shape = orders > 0 ? [orders, values.count / orders] : [values.count]
    let bytes = Data(NumPyArray.bytes(of: values.values, shape: shape))
    do { try bytes.write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw FileError(path: path, reason: "cannot be written")
    }
  }
}
