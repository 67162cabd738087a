/// How much each cell of a crossed sample moves a quantity of it, found by leaving cells out.
struct InfluenceOfCells {
  /// The quantity of the whole sample.
  let estimates: [Double]
  /// The influences, shape [entry][first][second]; centred.
  private let influences: [[Double]]
  /// What each cell counts, shape [first][second]; 0 where absent.
  private let weights: [Double]
  private let columns: Int

  /// Of the mean over first units of a quantity of each one's means; nil when no cell is present.
  init?(withinFirst sample: CrossedSample, quantity: ([Double]) -> [Double]) {
    let ofFirst = sample.meansOfFirst.map { $0.map(quantity) }
    let kept = ofFirst.compactMap(\.self)
    guard let width = kept.first?.count else { return nil }
    let estimates = (0..<width).map { entry in
      ExactSum.of(kept.lazy.map { $0[entry] }) / Double(kept.count)
    }
    var influences = [[Double]](
      repeating: [Double](repeating: 0, count: sample.cellCount), count: width)
    var weights = [Double](repeating: 0, count: sample.cellCount)
    for (row, own) in ofFirst.enumerated() {
      guard let own else { continue }
      let cells = sample.presentCells(ofFirst: row)
      let without = Self.leavingOut(cells, of: sample, quantity)
      for (place, cell) in cells.enumerated() {
        weights[cell] = 1 / Double(kept.count * cells.count)
        for entry in 0..<width {
          let ofImage =
            without.isEmpty ? 0 : Double(cells.count - 1) * (own[entry] - without[place][entry])
          influences[entry][cell] = own[entry] - estimates[entry] + ofImage
        }
      }
    }
    self.estimates = estimates
    self.influences = influences
    self.weights = weights
    columns = sample.secondCount
  }

  /// Of a quantity of the means over all cells; nil when no cell is present.
  init?(overall sample: CrossedSample, quantity: ([Double]) -> [Double]) {
    guard let means = sample.means else { return nil }
    estimates = quantity(means)
    let cells = (0..<sample.firstCount).flatMap { sample.presentCells(ofFirst: $0) }
    let without = Self.leavingOut(cells, of: sample, quantity)
    var influences = [[Double]](
      repeating: [Double](repeating: 0, count: sample.cellCount), count: estimates.count)
    var weights = [Double](repeating: 0, count: sample.cellCount)
    for (place, cell) in cells.enumerated() {
      weights[cell] = 1 / Double(cells.count)
      guard !without.isEmpty else { continue }
      for entry in estimates.indices {
        influences[entry][cell] =
          Double(cells.count - 1) * (estimates[entry] - without[place][entry])
      }
    }
    self.influences = influences
    self.weights = weights
    columns = sample.secondCount
  }

  /// The quantity of the means of `cells` without each of them; empty of a single cell.
  private static func leavingOut(
    _ cells: [Int], of sample: CrossedSample, _ quantity: ([Double]) -> [Double]
  ) -> [[Double]] {
    guard cells.count > 1 else { return [] }
    let points = sample.pointCount
    let sums = (0..<points).map { point in
      ExactSum.of(cells.lazy.map { sample.values[$0 * points + point] })
    }
    return cells.map { cell in
      quantity(
        (0..<points).map { point in
          (sums[point] - sample.values[cell * points + point]) / Double(cells.count - 1)
        })
    }
  }

  /// The variance components of one entry.
  func components(of entry: Int) -> TwoWayComponents {
    TwoWayComponents(influences: influences[entry], weights: weights, columns: columns)
  }
}

extension CrossedSample {
  /// First times second units.
  var cellCount: Int { firstCount * secondCount }

  /// The present cells of one first unit, as places in [first][second].
  func presentCells(ofFirst first: Int) -> [Int] {
    (first * secondCount..<(first + 1) * secondCount).filter { present?[$0] ?? true }
  }
}
