import GRDBSQLite

/// A row of an answer as SQLite holds it: its texts are not copied before they are written.
///
/// Valid until the next row is asked for.
public struct QueryRow {
  /// What a value is.
  public enum Kind: Sendable, Hashable {
    case null, integer, number, text, blob
  }

  let statement: OpaquePointer
  /// Number of columns.
  public let count: Int

  init(_ statement: OpaquePointer) {
    self.statement = statement
    count = Int(sqlite3_column_count(statement))
  }

  /// What the value of a column is.
  public func kind(_ column: Int) -> Kind {
    switch sqlite3_column_type(statement, Int32(column)) {
    case SQLITE_INTEGER: .integer
    case SQLITE_FLOAT: .number
    case SQLITE_TEXT: .text
    case SQLITE_BLOB: .blob
    default: .null
    }
  }

  /// The value of a column that is an integer.
  public func integer(_ column: Int) -> Int64 { sqlite3_column_int64(statement, Int32(column)) }

  /// The value of a column that is a number.
  public func number(_ column: Int) -> Double { sqlite3_column_double(statement, Int32(column)) }

  /// The number of bytes of a column that is a text or a blob.
  public func byteCount(_ column: Int) -> Int {
    Int(sqlite3_column_bytes(statement, Int32(column)))
  }

  /// Hands out the UTF-8 bytes of a column that is a text.
  public func withText(_ column: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    // The text first: the count of bytes is that of the form it was last asked for in.
    let start = sqlite3_column_text(statement, Int32(column))
    body(UnsafeBufferPointer(start: start, count: byteCount(column)))
  }

  /// The value of a column.
  public func value(_ column: Int) -> QueryValue {
    switch kind(column) {
    case .null: return .null
    case .integer: return .integer(integer(column))
    case .number: return .number(number(column))
    case .blob: return .blob(byteCount: byteCount(column))
    case .text:
      var text = ""
      withText(column) { text = String(decoding: $0, as: UTF8.self) }
      return .text(text)
    }
  }

  /// The bytes of its texts and blobs, and eight for each number.
  var size: Int {
    (0..<count).reduce(0) { size, column in
      switch kind(column) {
      case .text, .blob: size + byteCount(column)
      default: size + 8
      }
    }
  }
}
