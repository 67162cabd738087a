import Base

extension StudyQueries {
  /// Every metric row of the current plan as text, one line each, sorted: equal texts mean equal
  /// results, bit for bit.
  ///
  /// Fields are separated by tabs, in the order of the first line; nil is empty; numbers are the
  /// shortest text that reads back as the same number.
  public func dump() throws(StoreError) -> String {
    let selection = try rows()
    let dimensions = ["cell"] + MetricSelection.dimensions
    var lines: [String] = []
    lines.reserveCapacity(selection.entries.count)
    for entry in selection.entries {
      var fields = dimensions.map { Self.field(selection.value(of: $0, entry)) }
      fields.append("\(entry.value)")
      fields.append(entry.standardError.map { "\($0)" } ?? "")
      fields.append(entry.count.map { "\($0)" } ?? "")
      lines.append(fields.joined(separator: "\t"))
    }
    lines.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let head = (dimensions + ["value", "std_error", "count"]).joined(separator: "\t")
    return ([head] + lines).joined(separator: "\n") + "\n"
  }

  private static func field(_ value: Value?) -> String {
    guard let value else { return "" }
    return value.text ?? value.json
  }
}
