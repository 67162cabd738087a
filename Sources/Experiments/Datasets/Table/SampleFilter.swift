import Base

/// What a pool's `where` asks: columns of the data, each held at one of some values.
///
/// Columns are `id`, `true-label`, `given-label`, `is-mislabelled`, `parent`, `in-band` and the
/// features of a table by name. All are facts of the data, so a pool is the same for every model.
public struct SampleFilter: Sendable, Hashable {
  /// The legal values of each column.
  public var columns: [String: [Value]]

  /// Makes a filter.
  public init(_ columns: [String: [Value]]) { self.columns = columns }

  /// The columns that every data set has.
  static let common = ["id", "true-label", "given-label", "is-mislabelled", "parent", "in-band"]

  /// The rows of `split` that have the values, in the split's order.
  func rows(of split: DataSplit, in table: DataTable) throws(DatasetError) -> [Int] {
    var rows = Array(0..<split.count)
    for (name, wanted) in columns.sorted(by: { $0.key < $1.key }) {
      let value = try Self.reader(of: name, split, table)
      rows = rows.filter { row in
        let found = value(row)
        return wanted.contains { Self.isEqual(found, $0) }
      }
    }
    return rows
  }

  private static func reader(of name: String, _ split: DataSplit, _ table: DataTable)
    throws(DatasetError) -> (Int) -> Value
  {
    switch name {
    case "id": return { .integer(Int(split.ids[$0])) }
    case "true-label": return { .integer(Int(split.trueLabels[$0])) }
    case "given-label": return { .integer(Int(split.labels[$0])) }
    case "is-mislabelled":
      return { .boolean(split.labels[$0] != split.trueLabels[$0]) }
    case "parent":
      return { row in split.parents.map { .integer(Int($0[row])) } ?? .null }
    case "in-band":
      guard let marks = split.isInBand else { throw .noBand }
      return { .boolean(marks[$0]) }
    default:
      guard let feature = table.features.firstIndex(of: name) else {
        throw .unknownColumn(name, legal: common + table.features)
      }
      return { .number(split.inputs[$0 * table.elements + feature]) }
    }
  }

  /// Whether a column's value is the one a spec writes; features are stored as Float.
  private static func isEqual(_ found: Value, _ wanted: Value) -> Bool {
    if case .number(let number) = found {
      return wanted.number.map { Float($0) == Float(number) } ?? false
    }
    return found == wanted || found.integer.map { $0 == wanted.integer } ?? false
  }
}
