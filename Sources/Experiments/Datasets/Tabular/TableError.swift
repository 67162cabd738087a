import Base

/// What is wrong with a table in a file, with the line and the column.
public enum TableError: Error, Sendable, Hashable, CustomStringConvertible {
  case noRows(path: String)
  case unknownColumn(String, role: String, columns: [String], path: String)
  case sameColumn(String, path: String)
  case noFeatures(path: String)
  case ragged(line: Int, found: Int, columns: Int, path: String)
  case openQuote(line: Int, path: String)
  case afterQuote(line: Int, field: Int, path: String)
  case notANumber(String, line: Int, column: String, path: String)
  case missing(line: Int, column: String, isNumeric: Bool, path: String)
  case unknownLabel(String, line: Int, column: String, labels: [String], path: String)
  case unknownCategory(String, line: Int, column: String, known: [String], path: String)
  case oneClass(String, column: String, path: String)
  case nothingKnown(column: String, path: String)

  /// What is wrong, then on its own line what to do.
  public var description: String { what + "\n  " + next }

  /// What is wrong and where, one line.
  var what: String {
    switch self {
    case .noRows(let path): "\(path): the table has no rows"
    case .unknownColumn(let name, let role, _, let path):
      "\(path): no column is called `\(name)` (\(role))"
    case .sameColumn(let name, let path): "\(path): two columns are called `\(name)`"
    case .noFeatures(let path): "\(path): no column is left as a feature"
    case .ragged(let line, let found, let columns, let path):
      "\(path): line \(line) has \(found) fields, not \(columns)"
    case .openQuote(let line, let path):
      "\(path): line \(line) opens a quote that is never closed"
    case .afterQuote(let line, let field, let path):
      "\(path): line \(line), field \(field): text follows a closing quote"
    case .notANumber(let text, let line, let column, let path):
      "\(Self.place(path, line, column)): `\(text)` is not a number"
    case .missing(let line, let column, _, let path):
      "\(Self.place(path, line, column)): the value is missing"
    case .unknownLabel(let text, let line, let column, _, let path):
      "\(Self.place(path, line, column)): `\(text)` is none of the labels"
    case .unknownCategory(let text, let line, let column, _, let path):
      "\(Self.place(path, line, column)): `\(text)` is none of the known categories"
    case .oneClass(let label, let column, let path):
      "\(path): column `\(column)` has one label only, `\(label)`"
    case .nothingKnown(let column, let path):
      "\(path): column `\(column)` has no value in any training row"
    }
  }

  /// What to do.
  var next: String {
    switch self {
    case .noRows: "put one sample on each line"
    case .unknownColumn(let name, _, let columns, _): Self.legal("columns", columns, name)
    case .sameColumn: "rename one of them"
    case .noFeatures: "leave a column besides label, target and `ignored`"
    case .ragged(_, let found, let columns, _):
      found < columns
        ? "add what is missing, or name the `separator`"
        : "put fields that contain the separator into quotes"
    case .openQuote: "close it; write a quote in a quoted field as two"
    case .afterQuote: "put the whole field into quotes; write a quote in it as two"
    case .notANumber(_, _, let column, _):
      "write a finite decimal number, or list `\(column)` under `categorical` or `ignored`"
    case .missing(_, _, let isNumeric, _):
      isNumeric
        ? "fill it in, or choose `missing: drop`, `mean` or `most-frequent`"
        : "fill it in, or choose `missing: drop`, `most-frequent` or `category`"
    case .unknownLabel(let text, _, _, let labels, _): Self.legal("labels", labels, text)
    case .unknownCategory(let text, _, _, let known, _): Self.legal("categories", known, text)
    case .oneClass: "name another `label`, or a `target` for a regression"
    case .nothingKnown(let column, _): "list `\(column)` under `ignored`"
    }
  }

  private static func place(_ path: String, _ line: Int, _ column: String) -> String {
    "\(path): line \(line), column `\(column)`"
  }

  private static func legal(_ what: String, _ names: [String], _ name: String) -> String {
    let nearest = NearestName.suggestion(for: name, among: names)
    let shown = names.prefix(30).joined(separator: ", ") + (names.count > 30 ? ", …" : "")
    return (nearest.map { "did you mean `\($0)`? " } ?? "") + "\(what): \(shown)"
  }
}
