/// Six rows of sums, two vectors wide, in registers: the inner loop of every convolution.
///
/// Twelve sums, two vectors they share and one broadcast number fill fifteen of the sixteen vector
/// registers, and six rows are enough to wait for no sum: two fused multiply-adds start every cycle.
/// Each sum runs over its terms in their order, whatever row it is in, so its bits depend on nothing
/// beside it.
struct StripSums<Pack: NumberPack> {
  typealias Number = Pack.Number
  /// Where six rows of numbers begin.
  typealias Rows = (
    UnsafePointer<Number>, UnsafePointer<Number>, UnsafePointer<Number>, UnsafePointer<Number>,
    UnsafePointer<Number>, UnsafePointer<Number>
  )
  typealias Targets = (
    UnsafeMutablePointer<Number>, UnsafeMutablePointer<Number>, UnsafeMutablePointer<Number>,
    UnsafeMutablePointer<Number>, UnsafeMutablePointer<Number>, UnsafeMutablePointer<Number>
  )
  /// Rows of a strip.
  static var rows: Int { 6 }
  /// Numbers of a row.
  @inline(__always) static var width: Int { 2 &* Pack.lanes }

  var a0, b0, a1, b1, a2, b2, a3, b3, a4, b4, a5, b5: Pack

  /// Every row begins with the same numbers.
  @inline(__always) init(all start: UnsafePointer<Number>) {
    let a = Pack(from: start)
    let b = Pack(from: start + Pack.lanes)
    (a0, b0, a1, b1, a2, b2, a3, b3, a4, b4, a5, b5) = (a, b, a, b, a, b, a, b, a, b, a, b)
  }

  /// Every row begins with the same pack.
  @inline(__always) init(_ start: Pack) {
    (a0, b0, a1, b1, a2, b2) = (start, start, start, start, start, start)
    (a3, b3, a4, b4, a5, b5) = (start, start, start, start, start, start)
  }

  /// Each row begins with what is in memory.
  @inline(__always) init(_ from: Targets) {
    let lanes = Pack.lanes
    (a0, b0) = (Pack(from: from.0), Pack(from: from.0 + lanes))
    (a1, b1) = (Pack(from: from.1), Pack(from: from.1 + lanes))
    (a2, b2) = (Pack(from: from.2), Pack(from: from.2 + lanes))
    (a3, b3) = (Pack(from: from.3), Pack(from: from.3 + lanes))
    (a4, b4) = (Pack(from: from.4), Pack(from: from.4 + lanes))
    (a5, b5) = (Pack(from: from.5), Pack(from: from.5 + lanes))
  }

  /// Adds to row i the sum over k of rows.i[k·step] times columns[k·columnStep...].
  @inline(__always) mutating func add(
    _ rows: Rows, step: Int, columns: UnsafePointer<Number>, columnStep: Int, terms: Int
  ) {
    let lanes = Pack.lanes
    var column = columns
    var k = 0
    for _ in 0..<terms {
      let left = Pack(from: column)
      let right = Pack(from: column + lanes)
      let x0 = Pack(repeating: rows.0[k])
      a0 = a0.addingProduct(x0, left)
      b0 = b0.addingProduct(x0, right)
      let x1 = Pack(repeating: rows.1[k])
      a1 = a1.addingProduct(x1, left)
      b1 = b1.addingProduct(x1, right)
      let x2 = Pack(repeating: rows.2[k])
      a2 = a2.addingProduct(x2, left)
      b2 = b2.addingProduct(x2, right)
      let x3 = Pack(repeating: rows.3[k])
      a3 = a3.addingProduct(x3, left)
      b3 = b3.addingProduct(x3, right)
      let x4 = Pack(repeating: rows.4[k])
      a4 = a4.addingProduct(x4, left)
      b4 = b4.addingProduct(x4, right)
      let x5 = Pack(repeating: rows.5[k])
      a5 = a5.addingProduct(x5, left)
      b5 = b5.addingProduct(x5, right)
      column += columnStep
      k &+= step
    }
  }

  @inline(__always) mutating func rectify() {
    (a0, b0, a1, b1) = (a0.rectified, b0.rectified, a1.rectified, b1.rectified)
    (a2, b2, a3, b3) = (a2.rectified, b2.rectified, a3.rectified, b3.rectified)
    (a4, b4, a5, b5) = (a4.rectified, b4.rectified, a5.rectified, b5.rectified)
  }

  @inline(__always) func store(_ to: Targets) {
    let lanes = Pack.lanes
    a0.store(to: to.0)
    b0.store(to: to.0 + lanes)
    a1.store(to: to.1)
    b1.store(to: to.1 + lanes)
    a2.store(to: to.2)
    b2.store(to: to.2 + lanes)
    a3.store(to: to.3)
    b3.store(to: to.3 + lanes)
    a4.store(to: to.4)
    b4.store(to: to.4 + lanes)
    a5.store(to: to.5)
    b5.store(to: to.5 + lanes)
  }

  @inline(__always) static func rows(_ base: UnsafePointer<Number>, step: Int) -> Rows {
    let one = base + step
    let two = one + step
    let three = two + step
    let four = three + step
    return (base, one, two, three, four, four + step)
  }

  @inline(__always) static func targets(_ base: UnsafeMutablePointer<Number>, step: Int)
    -> Targets
  {
    let one = base + step
    let two = one + step
    let three = two + step
    let four = three + step
    return (base, one, two, three, four, four + step)
  }

  /// The rows that `offsets` from `first` on begin; past `count` the last one again.
  @inline(__always) static func rows(
    _ base: UnsafePointer<Number>, _ offsets: UnsafePointer<Int>, from first: Int, count: Int
  ) -> Rows {
    let last = count &- 1
    return (
      base + offsets[first], base + offsets[min(first &+ 1, last)],
      base + offsets[min(first &+ 2, last)], base + offsets[min(first &+ 3, last)],
      base + offsets[min(first &+ 4, last)], base + offsets[min(first &+ 5, last)]
    )
  }

  @inline(__always) static func targets(
    _ base: UnsafeMutablePointer<Number>, _ offsets: UnsafePointer<Int>, from first: Int,
    count: Int
  ) -> Targets {
    let last = count &- 1
    return (
      base + offsets[first], base + offsets[min(first &+ 1, last)],
      base + offsets[min(first &+ 2, last)], base + offsets[min(first &+ 3, last)],
      base + offsets[min(first &+ 4, last)], base + offsets[min(first &+ 5, last)]
    )
  }

  /// Rows `from` on of those that lie `step` apart; past `count` the last one again, which then has
  /// the same sums in several rows.
  @inline(__always) static func rows(
    _ base: UnsafePointer<Number>, step: Int, from first: Int, count: Int
  ) -> Rows {
    let last = count &- 1
    return (
      base + first &* step, base + min(first &+ 1, last) &* step,
      base + min(first &+ 2, last) &* step, base + min(first &+ 3, last) &* step,
      base + min(first &+ 4, last) &* step, base + min(first &+ 5, last) &* step
    )
  }

  @inline(__always) static func targets(
    _ base: UnsafeMutablePointer<Number>, step: Int, from first: Int, count: Int
  ) -> Targets {
    let last = count &- 1
    return (
      base + first &* step, base + min(first &+ 1, last) &* step,
      base + min(first &+ 2, last) &* step, base + min(first &+ 3, last) &* step,
      base + min(first &+ 4, last) &* step, base + min(first &+ 5, last) &* step
    )
  }
}
