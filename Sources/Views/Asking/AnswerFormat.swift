import Base
import Store

/// How rows of an answer are written.
public enum AnswerFormat: Sendable, Hashable {
  /// Aligned columns for a person.
  case table
  /// RFC 4180 with a line of names: NULL is empty, an empty text is `""`.
  case csv
  /// One JSON object: `schema`, `columns`, `rows`.
  case json
  /// A table in Markdown.
  case markdown
}

/// Writes rows as they come, in pieces; only an aligned table waits for all of them.
public struct AnswerWriter {
  /// Where pieces of text go.
  public typealias Sink = ([UInt8]) throws -> Void

  private let format: AnswerFormat
  private let sink: Sink
  private var bytes: [UInt8] = []
  private var table = TextTable(columns: [])
  private var tableBytes = 0
  private var rows = 0

  /// Bytes gathered before they are handed on.
  private static let piece = 1 << 16
  /// The most bytes of a table that waits for its last row.
  static let tableLimit = 1 << 26

  /// Makes a writer that hands what it wrote to `sink`.
  public init(_ format: AnswerFormat, sink: @escaping Sink) {
    self.format = format
    self.sink = sink
  }

  /// Begins with the names of the columns.
  public mutating func begin(columns: [String]) throws {
    table.columns = columns.map { TextTable.Column($0, .right) }
    switch format {
    case .table: break
    case .csv: row(columns, separator: ",", end: "\r\n") { Self.appendCSV(Array($0.utf8), to: &$1) }
    case .json:
      append("{\"schema\":1,\"columns\":" + Value.list(columns.map { .text($0) }).json)
      append(",\"rows\":[")
    case .markdown:
      append("| ")
      row(columns, separator: " | ", end: " |\n") { $1 += Self.markdown($0).utf8 }
    }
  }

  /// Writes a row as SQLite holds it.
  public mutating func add(_ row: QueryRow) throws {
    switch format {
    case .csv:
      self.row(0..<row.count, separator: ",", end: "\r\n") { column, bytes in
        switch row.kind(column) {
        case .text: row.withText(column) { Self.appendCSV($0, to: &bytes) }
        case .integer: bytes += String(row.integer(column)).utf8
        case .number: bytes += row.number(column).description.utf8
        case .null, .blob: bytes += row.value(column).text.utf8
        }
      }
      try ended()
    default: try add((0..<row.count).map(row.value))
    }
  }

  /// Writes a row.
  public mutating func add(_ row: [QueryValue]) throws {
    switch format {
    case .table: try addToTable(row)
    case .csv:
      self.row(row, separator: ",", end: "\r\n") { value, bytes in
        if case .text(let text) = value {
          Self.appendCSV(Array(text.utf8), to: &bytes)
        } else {
          bytes += value.text.utf8
        }
      }
    case .json:
      append(rows == 0 ? "\n" : ",\n")
      Value.list(row.map(\.json)).appendJSON(to: &bytes)
    case .markdown:
      if rows == 0 { appendRule(row) }
      append("| ")
      self.row(row, separator: " | ", end: " |\n") { $1 += Self.markdown($0.text).utf8 }
    }
    try ended()
  }

  /// Writes what is left; nothing may follow.
  public mutating func end() throws {
    switch format {
    case .table: append(table.text)
    case .csv: break
    case .json: append(rows == 0 ? "]}\n" : "\n]}\n")
    case .markdown: if rows == 0 { appendRule(table.columns.map { _ in .null }) }
    }
    try sink(bytes)
    bytes = []
  }

  private mutating func ended() throws {
    rows += 1
    guard bytes.count >= Self.piece else { return }
    try sink(bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  private mutating func append(_ text: String) { bytes += text.utf8 }

  private mutating func row<Cells: Sequence>(
    _ cells: Cells, separator: String, end: String, _ write: (Cells.Element, inout [UInt8]) -> Void
  ) {
    var isFirst = true
    for cell in cells {
      if !isFirst { bytes += separator.utf8 }
      isFirst = false
      write(cell, &bytes)
    }
    bytes += end.utf8
  }

  private mutating func addToTable(_ row: [QueryValue]) throws {
    for (column, value) in row.enumerated() {
      if case .text = value { table.columns[column].alignment = .left }
    }
    let texts = row.map { ShownText.line($0.text) }
    tableBytes += texts.reduce(0) { $0 + $1.utf8.count + 1 }
    guard tableBytes <= Self.tableLimit else {
      throw StoreError.query(.tooManyBytes(limit: Self.tableLimit))
    }
    table.rows.append(texts)
  }

  /// The line that tells Markdown which columns are numbers.
  private mutating func appendRule(_ row: [QueryValue]) {
    append("| ")
    self.row(row, separator: " | ", end: " |\n") { value, bytes in
      bytes += (value.number == nil ? "---" : "---:").utf8
    }
  }

  /// A field of a CSV file; in quotes where it has to be, or is empty.
  private static func appendCSV(_ text: some Collection<UInt8>, to bytes: inout [UInt8]) {
    let special = text.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
    guard special || text.isEmpty else { return bytes += text }
    bytes.append(0x22)
    for byte in text {
      if byte == 0x22 { bytes.append(0x22) }
      bytes.append(byte)
    }
    bytes.append(0x22)
  }

  private static func markdown(_ text: String) -> String {
    ShownText.line(text).replacing("\\", with: "\\\\").replacing("|", with: "\\|")
  }
}

extension QueryValue {
  /// The value as JSON has it; of a blob its size in words.
  public var json: Value {
    switch self {
    case .null: .null
    case .integer(let value): .integer(Int(value))
    case .number(let value): .number(value)
    case .text, .blob: .text(text)
    }
  }

  /// A value of ours; lists and maps as JSON.
  public init(_ value: Value?) {
    switch value {
    case nil, .null: self = .null
    case .integer(let value): self = .integer(Int64(value))
    case .number(let value): self = .number(value)
    case .text(let value): self = .text(value)
    case .some(let value): self = .text(value.json)
    }
  }
}
