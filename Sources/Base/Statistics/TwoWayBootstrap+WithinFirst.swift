extension CrossedSample {
  /// The means over the present second units of each first unit, shape [first][point]; nil for a
  /// first unit with none.
  public var meansOfFirst: [[Double]?] {
    (0..<firstCount).map { first in
      let cells = (first * secondCount..<(first + 1) * secondCount).filter { present?[$0] ?? true }
      guard !cells.isEmpty else { return nil }
      return (0..<pointCount).map { point in
        ExactSum.of(cells.lazy.map { values[$0 * pointCount + point] }) / Double(cells.count)
      }
    }
  }
}

extension TwoWayBootstrap {
  /// The band of a quantity of each first unit (seed), averaged over the first units.
  ///
  /// Unlike `band(of:quantity:)`, which is a quantity of the means over all cells: here the shares
  /// of one seed are ratios of that seed's means, and each seed counts once, however many images
  /// it kept. Nil when no cell is present.
  public func bandWithinFirst(
    of sample: CrossedSample, quantity: ([Double]) -> [Double] = { $0 }
  ) -> Band? {
    guard let influence = InfluenceOfCells(withinFirst: sample, quantity: quantity) else {
      return nil
    }
    return band(of: sample, influence) { rows, columns in
      Self.averages(sample, rows, columns, quantity)
    }
  }

  /// The mean over the drawn first units of the quantity of each; nil when none has a drawn cell.
  private static func averages(
    _ sample: CrossedSample, _ rows: [Double], _ columns: [Double],
    _ quantity: ([Double]) -> [Double]
  ) -> [Double]? {
    let points = sample.pointCount
    var total = 0.0
    var averages: [Double] = []
    var sums = [Double](repeating: 0, count: points)
    for row in rows.indices where rows[row] > 0 {
      var weight = 0.0
      sample.values.withUnsafeBufferPointer { values in
        sums.withUnsafeMutableBufferPointer { sums in
          sums.update(repeating: 0)
          for column in columns.indices where columns[column] > 0 {
            let cell = row * columns.count + column
            guard sample.present?[cell] ?? true else { continue }
            weight += columns[column]
            let start = cell * points
            for point in 0..<points { sums[point] += columns[column] * values[start + point] }
          }
        }
      }
      guard weight > 0 else { continue }
      let entries = quantity(sums.map { $0 / weight })
      if averages.isEmpty { averages = [Double](repeating: 0, count: entries.count) }
      for (index, entry) in entries.enumerated() { averages[index] += rows[row] * entry }
      total += rows[row]
    }
    return total > 0 ? averages.map { $0 / total } : nil
  }
}
