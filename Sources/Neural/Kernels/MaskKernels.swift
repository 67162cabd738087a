/// Kernels of masked evaluation.
public protocol MaskKernels {
  /// Row r of `output`: the elements of row r of `inputs` whose player's bit is set in mask r, the
  /// baseline's elsewhere. Every row reads the same input when `inputStride` is 0.
  static func maskRows(
    _ inputs: UnsafePointer<Self>, inputStride: Int, baseline: UnsafePointer<Self>,
    runs: UnsafePointer<PlayerRun>, runCount: Int, masks: UnsafePointer<UInt64>,
    wordsPerMask: Int, count: Int, elements: Int, into output: UnsafeMutablePointer<Self>)
  /// The sums over all subsets of `count` rows: row s of `table` adds the rows whose bits are set
  /// in s, in their order.
  static func tabulateSubsetSums(
    of rows: UnsafePointer<Self>, count: Int, width: Int, into table: UnsafeMutablePointer<Self>)
  /// Row r of `output`: `base` + row r of `table`, rectified if asked.
  static func addTable(
    _ table: UnsafePointer<Self>, to base: UnsafePointer<Self>, rows: Int, width: Int,
    rectifying: Bool, into output: UnsafeMutablePointer<Self>)
  /// Row r of `output`: `base` + the rows of `tables` that begin at `terms` offsets, in their
  /// order, rectified if asked; those of row r begin at `offsets[r·terms]`.
  static func sumTableRows(
    _ tables: UnsafePointer<Self>, offsets: UnsafePointer<Int>, terms: Int,
    base: UnsafePointer<Self>, rows: Int, width: Int, rectifying: Bool,
    into output: UnsafeMutablePointer<Self>)
  /// Row r of `output`, packed: the `runs` of row `numbers[r]` of a matrix `stride` wide.
  static func gatherRuns(
    _ matrix: UnsafePointer<Self>, stride: Int, numbers: UnsafePointer<Int>, count: Int,
    runs: UnsafePointer<Range<Int>>, runCount: Int, into output: UnsafeMutablePointer<Self>)
}

extension NetworkScalar {
  /// Copies runs of neighbours, from the input or from the baseline.
  public static func maskRows(
    _ inputs: UnsafePointer<Self>, inputStride: Int, baseline: UnsafePointer<Self>,
    runs: UnsafePointer<PlayerRun>, runCount: Int, masks: UnsafePointer<UInt64>,
    wordsPerMask: Int, count: Int, elements: Int, into output: UnsafeMutablePointer<Self>
  ) {
    for row in 0..<count {
      let mask = masks + row &* wordsPerMask
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

  /// Four packs of columns at a time stay in registers while the terms pass.
  public static func sumTableRows(
    _ tables: UnsafePointer<Self>, offsets: UnsafePointer<Int>, terms: Int,
    base: UnsafePointer<Self>, rows: Int, width: Int, rectifying: Bool,
    into output: UnsafeMutablePointer<Self>
  ) {
    typealias Four = PackPair<PackPair<Pack>>
    for row in 0..<rows {
      let places = offsets + row &* terms
      let target = output + row &* width
      var column = 0
      while column &+ Four.lanes <= width {
        sumColumns(Four.self, tables, places, terms, base, column, rectifying, target)
        column &+= Four.lanes
      }
      while column &+ Pack.lanes <= width {
        sumColumns(Pack.self, tables, places, terms, base, column, rectifying, target)
        column &+= Pack.lanes
      }
      while column < width {
        var sum = base[column]
        for term in 0..<terms { sum += tables[places[term] &+ column] }
        target[column] = rectifying && sum < 0 ? 0 : sum
        column &+= 1
      }
    }
  }

  @inline(__always)
  private static func sumColumns<Columns: NumberPack>(
    _ pack: Columns.Type, _ tables: UnsafePointer<Self>, _ places: UnsafePointer<Int>,
    _ terms: Int, _ base: UnsafePointer<Self>, _ column: Int, _ rectifying: Bool,
    _ target: UnsafeMutablePointer<Self>
  ) where Columns.Number == Self {
    let source = tables + column
    var sum = Columns(from: base + column)
    for term in 0..<terms { sum = sum + Columns(from: source + places[term]) }
    (rectifying ? sum.rectified : sum).store(to: target + column)
  }

  /// Run by run.
  public static func gatherRuns(
    _ matrix: UnsafePointer<Self>, stride: Int, numbers: UnsafePointer<Int>, count: Int,
    runs: UnsafePointer<Range<Int>>, runCount: Int, into output: UnsafeMutablePointer<Self>
  ) {
    var target = output
    for row in 0..<count {
      let source = matrix + numbers[row] &* stride
      for number in 0..<runCount {
        let run = runs[number]
        let length = run.upperBound &- run.lowerBound
        let from = source + run.lowerBound
        for i in 0..<length { target[i] = from[i] }
        target += length
      }
    }
  }
}
