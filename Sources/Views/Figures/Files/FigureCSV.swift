import Base

/// A figure's numbers as text for people and their tools: comments, then one row per mark.
enum FigureCSV {
  /// The file's text; `state` names what was drawn from it, nil when nothing was yet.
  static func text(_ data: FigureData, state: String?) -> String {
    var lines = [
      comment("figure: \(data.name)"), comment("title: \(data.title)"),
      comment("caption: \(data.caption)"),
    ]
    if let state { lines.append(comment(statePrefix + state)) }
    let table = data.table
    lines.append(table.columns.joined(separator: ","))
    for row in table.rows { lines.append(row.map { field($0.text) }.joined(separator: ",")) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static let statePrefix = "drawn: "

  private static func comment(_ text: String) -> String {
    "# " + String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
  }

  /// A field, quoted where it has to be.
  private static func field(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) || $0.isNewline }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  /// The records of a file, its comments left out, each with its fields.
  static func records(of text: String) -> [[String]] {
    var records: [[String]] = []
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var isComment = false
    var bytes = Array(text.utf8)[...]
    func string() -> String { String(decoding: field, as: UTF8.self) }
    while let byte = bytes.popFirst() {
      switch byte {
      case UInt8(ascii: "\n") where isComment: isComment = false
      case _ where isComment: break
      case UInt8(ascii: "\"") where isQuoted && bytes.first == UInt8(ascii: "\""):
        field.append(byte)
        bytes.removeFirst()
      case UInt8(ascii: "\""): isQuoted.toggle()
      case _ where isQuoted: field.append(byte)
      case UInt8(ascii: "#") where fields.isEmpty && field.isEmpty && records.isEmpty:
        isComment = true
      case UInt8(ascii: ","):
        fields.append(string())
        field = []
      case UInt8(ascii: "\n"):
        records.append(fields + [string()])
        fields = []
        field = []
      default: field.append(byte)
      }
    }
    if !fields.isEmpty || !field.isEmpty { records.append(fields + [string()]) }
    return records
  }
}
