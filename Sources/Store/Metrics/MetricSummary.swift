import Base

/// The rows of one quantity and epoch of a stage, in a few numbers.
struct MetricSummary: Sendable, Hashable {
  /// An index into the table's quantities.
  var quantity: Int
  /// The epoch of the rows, where it is not that of the measured model.
  var checkpoint: Int64?
  /// Whether the rows are of single samples.
  var isOfSamples: Bool
  var rows: Int
  var mean: Double
  /// Divisor n − 1; nil of one row.
  var deviation: Double?
  var minimum: Double
  var maximum: Double
  /// The last row's value: where a training curve ends.
  var last: Double

  /// The summaries of a table, in the order in which their rows begin.
  static func all(of table: MetricTable) -> [MetricSummary] {
    var places = [[Int]](repeating: [], count: table.quantities.count)
    var groups: [(checkpoint: Int64, isOfSamples: Bool, values: [Double])] = []
    var quantities: [Int] = []
    for row in 0..<table.rowCount {
      let quantity = Int(table.quantity[row])
      let checkpoint = table.checkpoint[row]
      let isOfSamples = table.sample[row] != MetricTable.noInteger
      if let place = places[quantity].last(where: {
        groups[$0].checkpoint == checkpoint && groups[$0].isOfSamples == isOfSamples
      }) {
        groups[place].values.append(table.value[row])
      } else {
        places[quantity].append(groups.count)
        groups.append((checkpoint, isOfSamples, [table.value[row]]))
        quantities.append(quantity)
      }
    }
    return zip(groups, quantities).compactMap { group, quantity in
      let values = group.values
      guard let mean = Statistics.mean(values), let minimum = values.min(),
        let maximum = values.max(), let last = values.last
      else { return nil }
      return MetricSummary(
        quantity: quantity,
        checkpoint: group.checkpoint == MetricTable.noInteger ? nil : group.checkpoint,
        isOfSamples: group.isOfSamples, rows: values.count, mean: mean,
        deviation: Statistics.standardDeviation(values), minimum: minimum, maximum: maximum,
        last: last)
    }
  }
}
