extension Statistics {
  /// Pearson's correlation of two equally long lists; nil below two pairs or without spread.
  public static func pearson(_ x: [Double], _ y: [Double]) -> Double? {
    precondition(x.count == y.count, "correlation of \(x.count) with \(y.count) values")
    guard x.count >= 2, let meanX = mean(x), let meanY = mean(y) else { return nil }
    let dx = x.map { $0 - meanX }
    let dy = y.map { $0 - meanY }
    let xx = ExactSum.of(dx.map { $0 * $0 })
    let yy = ExactSum.of(dy.map { $0 * $0 })
    let xy = ExactSum.of(zip(dx, dy).map { $0 * $1 })
    // Equal values can leave deviations of one rounding of the mean: no spread all the same.
    guard xx > 0, yy > 0, Set(x).count > 1, Set(y).count > 1 else { return nil }
    return max(-1, min(1, xy / (xx.squareRoot() * yy.squareRoot())))
  }

  /// Spearman's rank correlation, ties at their mean rank; nil below two pairs or without spread.
  public static func spearman(_ x: [Double], _ y: [Double]) -> Double? {
    pearson(ranks(x), ranks(y))
  }

  /// The rank of each value from 1; equal values share the mean of their ranks.
  public static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
      start = end
    }
    return ranks
  }
}
