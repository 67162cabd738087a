extension NetworkScalar {
  /// Copies runs of neighbours, from the input or from the baseline.
  public static func maskRows(
    _ inputs: UnsafePointer<Self>, inputStride: Int, baseline: UnsafePointer<Self>,
    runs: UnsafePointer<PlayerRun>, runCount: Int, masks: UnsafePointer<UInt64>, count: Int,
    elements: Int, into output: UnsafeMutablePointer<Self>
  ) {
    for row in 0..<count {
      let mask = masks[row]
      let input = inputs + row &* inputStride
      let target = output + row &* elements
      for number in 0..<runCount {
        let run = runs[number]
        let source = run.isPresent(in: mask) ? input : baseline
        for i in run.start..<run.end { target[i] = source[i] }
      }
    }
  }

  /// Doubles the table player by player, so each row is one addition.
  public static func tabulateSubsetSums(
    of rows: UnsafePointer<Self>, count: Int, width: Int, into table: UnsafeMutablePointer<Self>
  ) {
    for i in 0..<width { table[i] = 0 }
    for player in 0..<count {
      // The subsets with this player as their last: those without it, each plus its row.
      let half = 1 &<< player
      let own = rows + player &* width
      for subset in 0..<half {
        let source = table + subset &* width
        let target = table + (half &+ subset) &* width
        for i in 0..<width { target[i] = source[i] + own[i] }
      }
    }
  }

  /// One addition a number; the rows of `table` and of `output` are neighbours.
  public static func addTable(
    _ table: UnsafePointer<Self>, to base: UnsafePointer<Self>, rows: Int, width: Int,
    rectifying: Bool, into output: UnsafeMutablePointer<Self>
  ) {
    for row in 0..<rows {
      let offset = row &* width
      let source = table + offset
      let target = output + offset
      if rectifying {
        for i in 0..<width {
          let value = base[i] + source[i]
          target[i] = value < 0 ? 0 : value
        }
      } else {
        for i in 0..<width { target[i] = base[i] + source[i] }
      }
    }
  }
}
