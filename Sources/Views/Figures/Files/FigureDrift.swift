/// A number of a figure that is not what its file says.
public struct FigureDrift: Sendable, Hashable {
  /// The figure.
  public var figure: String
  /// The row, counted from 1 without header and comments; 0 for the header itself.
  public var row: Int
  /// The column's name.
  public var column: String
  /// What the file holds; nil where it has no such row.
  public var old: String?
  /// What the store gives now; nil where it gives no such row.
  public var new: String?

  /// One line for a person.
  public var text: String {
    let place = row == 0 ? "header" : "row \(row)"
    return "\(figure), \(place), \(column): \(old ?? "absent") → \(new ?? "absent")"
  }

  /// Compares the text of a figure's file with what the figure is now, cell by cell.
  ///
  /// Numbers may differ by `tolerance` times the larger of the two; 0 wants the same bits.
  public static func of(_ file: String, from data: FigureData, tolerance: Double) -> [FigureDrift] {
    var old = FigureCSV.records(of: file)
    let table = data.table
    let header = old.isEmpty ? [] : old.removeFirst()
    guard header == table.columns else {
      return [
        FigureDrift(
          figure: data.name, row: 0, column: "columns", old: header.joined(separator: ","),
          new: table.columns.joined(separator: ","))
      ]
    }
    var drifts: [FigureDrift] = []
    for row in 0..<max(old.count, table.rows.count) {
      func drift(_ column: String, _ old: String?, _ new: String?) {
        drifts.append(
          FigureDrift(figure: data.name, row: row + 1, column: column, old: old, new: new))
      }
      guard row < old.count, row < table.rows.count else {
        drift(
          "row", row < old.count ? old[row].joined(separator: ",") : nil,
          row < table.rows.count ? table.rows[row].map(\.text).joined(separator: ",") : nil)
        continue
      }
      for (place, cell) in table.rows[row].enumerated() {
        let before = place < old[row].count ? old[row][place] : ""
        if !matches(before, cell, tolerance) { drift(table.columns[place], before, cell.text) }
      }
    }
    return drifts
  }

  private static func matches(_ old: String, _ new: FigureTable.Cell, _ tolerance: Double) -> Bool {
    guard case .number(let value) = new, let before = Double(old) else { return old == new.text }
    if before == value { return true }
    return abs(before - value) <= tolerance * max(abs(before), abs(value))
  }
}
