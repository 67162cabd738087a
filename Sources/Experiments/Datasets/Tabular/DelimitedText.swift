/// The rows of a delimited text (RFC 4180): a field may be quoted, `""` in a quoted field is a
/// quote, a row ends at LF or CR LF.
///
/// Spaces around a field that is not quoted are not part of it; lines of nothing but spaces are no
/// rows. A byte order mark at the start is passed over.
struct DelimitedText {
  /// One row.
  struct Row: Sendable, Hashable {
    /// The line it starts at, from 1.
    var line: Int
    /// Its fields.
    var fields: [String]
  }

  private let bytes: [UInt8]
  private let separator: UInt8
  private let path: String
  private var place = 0
  private var line = 1

  private static let quote = UInt8(ascii: "\"")
  private static let newline = UInt8(ascii: "\n")

  /// The rows of `bytes` after the first `skippedLines` lines.
  init(_ bytes: [UInt8], separator: UInt8, skippedLines: Int = 0, path: String) {
    self.bytes = bytes
    self.separator = separator
    self.path = path
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
    for _ in 0..<skippedLines {
      place = bytes[place...].firstIndex(of: Self.newline).map { $0 + 1 } ?? bytes.count
      line += 1
    }
  }

  /// The next row; nil at the end.
  mutating func next() throws(TableError) -> Row? {
    while place < bytes.count {
      let row = try nextLine()
      if row.fields != [""] { return row }
    }
    return nil
  }

  private mutating func nextLine() throws(TableError) -> Row {
    var row = Row(line: line, fields: [])
    while true {
      row.fields.append(try field(of: row))
      guard place < bytes.count else { return row }
      let ending = bytes[place]
      place += 1
      if ending == Self.newline {
        line += 1
        return row
      }
    }
  }

  /// Reads up to the separator or the end of the line, which stays.
  private mutating func field(of row: Row) throws(TableError) -> String {
    skipSpaces()
    guard place < bytes.count, bytes[place] == Self.quote else {
      let start = place
      while place < bytes.count, bytes[place] != separator, bytes[place] != Self.newline {
        place += 1
      }
      var end = place
      while end > start, isSpace(bytes[end - 1]) { end -= 1 }
      return String(decoding: bytes[start..<end], as: UTF8.self)
    }
    place += 1
    var content: [UInt8] = []
    while true {
      guard place < bytes.count else { throw .openQuote(line: row.line, path: path) }
      let byte = bytes[place]
      place += 1
      if byte == Self.newline { line += 1 }
      guard byte == Self.quote else {
        content.append(byte)
        continue
      }
      guard place < bytes.count, bytes[place] == Self.quote else { break }
      content.append(Self.quote)
      place += 1
    }
    skipSpaces()
    guard place == bytes.count || bytes[place] == separator || bytes[place] == Self.newline else {
      throw .afterQuote(line: row.line, field: row.fields.count + 1, path: path)
    }
    return String(decoding: content, as: UTF8.self)
  }

  private mutating func skipSpaces() {
    while place < bytes.count, isSpace(bytes[place]) { place += 1 }
  }

  /// Spaces, tabs and the CR of a line's end, unless they separate fields.
  private func isSpace(_ byte: UInt8) -> Bool {
    byte != separator
      && (byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r"))
  }
}
