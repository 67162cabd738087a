// Loops over flat pointers with wrapping index arithmetic: these forms vectorise at plain -O, where
// SIMD types with comparisons, fused multiply-add and square roots do not. Two more things keep a loop
// with a choice in it scalar, at ten times the time: a load on one side of the choice (so what is chosen
// from is read first), and a choice between a new value and the one that is in the target already,
// which becomes a conditional store (so no choice is stored where it was loaded from).

extension NetworkScalar {
  /// One store a number.
  public static func fill(_ values: UnsafeMutablePointer<Self>, count: Int) {
    for i in 0..<count { values[i] = 0 }
  }

  /// Row by row.
  public static func addBias(
    _ bias: UnsafePointer<Self>, to values: UnsafeMutablePointer<Self>, rows: Int, width: Int,
    rectifying: Bool
  ) {
    if rectifying {
      for row in 0..<rows {
        let line = values + row &* width
        for i in 0..<width {
          let value = line[i] + bias[i]
          line[i] = value < 0 ? 0 : value
        }
      }
    } else {
      for row in 0..<rows {
        let line = values + row &* width
        for i in 0..<width { line[i] += bias[i] }
      }
    }
  }

  /// One comparison a number; NaN stays NaN, so a diverged network does not look like a dead one.
  public static func rectify(
    _ input: UnsafePointer<Self>, into output: UnsafeMutablePointer<Self>, count: Int
  ) {
    for i in 0..<count {
      let value = input[i]
      output[i] = value < 0 ? 0 : value
    }
  }

  /// One comparison a number, not in place.
  public static func rectifyBackward(
    _ gradient: UnsafePointer<Self>, output: UnsafePointer<Self>,
    into result: UnsafeMutablePointer<Self>, count: Int
  ) {
    for i in 0..<count {
      let slope = gradient[i]
      result[i] = output[i] > 0 ? slope : 0
    }
  }

  /// Column sums stay in the cache while the rows pass.
  public static func addColumnSums(
    of values: UnsafePointer<Self>, to sums: UnsafeMutablePointer<Self>, rows: Int, width: Int
  ) {
    for row in 0..<rows {
      let line = values + row &* width
      for i in 0..<width { sums[i] += line[i] }
    }
  }

  /// One pass over three buffers.
  public static func sum(
    _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, into result: UnsafeMutablePointer<Self>,
    count: Int, rectifying: Bool
  ) {
    if rectifying {
      for i in 0..<count {
        let value = a[i] + b[i]
        result[i] = value < 0 ? 0 : value
      }
    } else {
      for i in 0..<count { result[i] = a[i] + b[i] }
    }
  }

  /// Multiplied, rounded, then added: not fused.
  public static func addScaled(
    _ x: UnsafePointer<Self>, by factor: Self, to y: UnsafeMutablePointer<Self>, count: Int
  ) {
    for i in 0..<count { y[i] += factor * x[i] }
  }

  /// Reads in order.
  public static func transpose(
    _ source: UnsafePointer<Self>, outer: Int, rows: Int, columns: Int,
    into target: UnsafeMutablePointer<Self>
  ) {
    for matrix in 0..<outer {
      let from = source + matrix &* rows &* columns
      let to = target + matrix &* rows &* columns
      for row in 0..<rows {
        for column in 0..<columns { to[column &* rows &+ row] = from[row &* columns &+ column] }
      }
    }
  }
}
