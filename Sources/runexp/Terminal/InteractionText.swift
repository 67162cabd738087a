import Base
import Interactions

/// The values of an index as JSON, as comma-separated values and as a table for people.
///
/// Numbers are the shortest texts that read back as the same double. A table may have a million
/// values and more, so text leaves in pieces and nothing is built whole.
struct InteractionText {
  var index: InteractionIndex
  var playerCount: Int
  var values: InteractionList
  /// Names instead of numbers.
  var names: [String]?

  /// `{"index": …, "n": …, "exact": true, "interactions": […]}` on one line.
  func writeJSON(_ places: [Int]) {
    var pieces = Pieces()
    pieces.add("{\"index\": \"\(index.rawValue)\", \"n\": \(playerCount), \"exact\": true")
    pieces.add(", \"interactions\": [")
    for (row, place) in places.enumerated() {
      let interaction = values[place]
      let players = interaction.players.players.map { player in
        names.map { Value.text($0[player]).json } ?? String(player)
      }
      if row > 0 { pieces.add(", ") }
      pieces.add("{\"players\": [\(players.joined(separator: ", "))], ")
      if let order = interaction.contextOrder { pieces.add("\"context_order\": \(order), ") }
      pieces.add("\"value\": \(interaction.value)}")
    }
    pieces.add("]}\n")
    pieces.finish()
  }

  /// A header, then one line for each value; players are joined by semicolons.
  func writeCSV(_ places: [Int]) {
    var pieces = Pieces()
    pieces.add(values.hasContextOrders ? "players,context_order,value\n" : "players,value\n")
    for place in places {
      let interaction = values[place]
      pieces.add(Self.quoted(label(interaction.players, separator: ";")) + ",")
      if let order = interaction.contextOrder { pieces.add("\(order),") }
      pieces.add("\(interaction.value)\n")
    }
    pieces.finish()
  }

  /// One line on what was computed, then aligned columns.
  func writeTable(_ places: [Int], of file: String) {
    let strongest =
      places.count < values.count ? "; the \(places.count) strongest, --top K for more" : ""
    Terminal.output(
      "\(index.rawValue) of \(file): \(Amount.count(playerCount, "player")), exact, "
        + Amount.count(values.count, "value") + strongest)
    guard !places.isEmpty else { return }
    let rows = places.map { values[$0] }
    let order = values.hasContextOrders
    let head = ["players"] + (order ? ["context order"] : []) + ["value"]
    let cells = rows.map { row in
      ["{\(label(row.players, separator: ", "))}"]
        + (row.contextOrder.map { ["\($0)"] } ?? []) + ["\(row.value)"]
    }
    let all = [head] + cells
    let widths = head.indices.map { column in all.map { Self.width($0[column]) }.max() ?? 0 }
    var pieces = Pieces()
    for line in all {
      let padded = line.enumerated().map { column, text in
        // Signs stand in a column of their own, so that digits align.
        let shown = column == head.count - 1 && !text.hasPrefix("-") ? " " + text : text
        return column == head.count - 1
          ? shown : shown + String(repeating: " ", count: widths[column] - Self.width(text))
      }
      pieces.add(padded.joined(separator: "  ") + "\n")
    }
    pieces.finish()
  }

  private func label(_ players: Coalition, separator: String) -> String {
    players.players.map { player in names.map { $0[player] } ?? String(player) }
      .joined(separator: separator)
  }

  /// A field of RFC 4180.
  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  private static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + DisplayWidth.columns(of: $1) }
  }

  /// Text on its way to standard output, a mebibyte at a time.
  private struct Pieces {
    private var text = ""

    mutating func add(_ piece: String) {
      text += piece
      if text.utf8.count > 1 << 20 { finish() }
    }

    mutating func finish() {
      Terminal.write(text, to: 1)
      text = ""
    }
  }
}
