/// The metric rows of one stage by columns, all of one length.
///
/// The only way in is through rows that were checked, so every value is finite.
public struct MetricTable: Sendable, Hashable {
  /// Stands for nil in integer columns, in memory and in files.
  static let noInteger = Int64.min

  /// The distinct quantities, in the order of first appearance.
  public internal(set) var quantities: [MetricQuantity] = []
  /// The quantity of each row, an index into `quantities`.
  var quantity: [UInt32] = []
  /// The value of each row.
  var value: [Double] = []
  /// Sample ids, epochs, steps and counts; `noInteger` for nil.
  var sample: [Int64] = []
  var checkpoint: [Int64] = []
  var step: [Int64] = []
  var count: [Int64] = []
  /// Standard errors; NaN for nil.
  var standardError: [Double] = []

  /// Makes a table without rows.
  public init() {}

  /// Makes a table of `rows`; throws on the first number that is not finite.
  public init(_ rows: [MetricRow]) throws(MetricFileError) {
    var known: [MetricQuantity: UInt32] = [:]
    for (index, row) in rows.enumerated() {
      guard row.value.isFinite else {
        throw .notFinite(row: index, name: row.name, column: "value", value: "\(row.value)")
      }
      if let error = row.standardError, !error.isFinite {
        throw .notFinite(row: index, name: row.name, column: "std_error", value: "\(error)")
      }
      let quantity = MetricQuantity(of: row)
      let place: UInt32
      if let found = known[quantity] {
        place = found
      } else {
        place = UInt32(quantities.count)
        known[quantity] = place
        quantities.append(quantity)
      }
      self.quantity.append(place)
      value.append(row.value)
      sample.append(row.sample ?? Self.noInteger)
      checkpoint.append(row.checkpoint.map(Int64.init) ?? Self.noInteger)
      step.append(row.step.map(Int64.init) ?? Self.noInteger)
      count.append(row.count.map(Int64.init) ?? Self.noInteger)
      standardError.append(row.standardError ?? .nan)
    }
  }

  /// The number of rows.
  public var rowCount: Int { value.count }

  /// The rows, in order.
  public var rows: [MetricRow] { (0..<rowCount).map(row) }

  /// The row at `index`.
  public func row(_ index: Int) -> MetricRow {
    let quantity = quantities[Int(self.quantity[index])]
    return MetricRow(
      name: quantity.name, value: value[index], split: quantity.split,
      checkpoint: Self.optional(checkpoint[index]).map(Int.init),
      step: Self.optional(step[index]).map(Int.init), layer: quantity.layer,
      sample: Self.optional(sample[index]), className: quantity.className,
      labelKind: quantity.labelKind, part: quantity.part, contextOrder: quantity.contextOrder,
      interactionOrder: quantity.interactionOrder,
      standardError: standardError[index].isNaN ? nil : standardError[index],
      count: Self.optional(count[index]).map(Int.init), exact: quantity.exact,
      unit: quantity.unit, reference: quantity.reference)
  }

  private static func optional(_ value: Int64) -> Int64? { value == noInteger ? nil : value }
}
