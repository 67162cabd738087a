/// Six rows of sums, two vectors wide, in registers: the inner loop of every convolution.
///
/// Twelve sums, two vectors they share and one broadcast number fill fifteen of the sixteen vector
/// registers, and six rows are enough to wait for no sum: two fused multiply-adds start every cycle.
/// Each sum runs over its terms in their order, whatever row it is in, so its bits depend on nothing
/// beside it.
struct StripSums<Vector: NumberVector> {
  typealias Number = Vector.Number
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
  @inline(__always) static var width: Int { 2 &* Vector.lanes }

  var a0, b0, a1, b1, a2, b2, a3, b3, a4, b4, a5, b5: Vector

  /// Every row begins with the same numbers.
  @inline(__always) init(all start: UnsafePointer<Number>) {
    let a = Vector(at: start)
    let b = Vector(at: start + Vector.lanes)
    (a0, b0, a1, b1, a2, b2, a3, b3, a4, b4, a5, b5) = (a, b, a, b, a, b, a, b, a, b, a, b)
  }

  /// Each row begins with what is in memory.
  @inline(__always) init(_ from: Targets) {
    let lanes = Vector.lanes
    (a0, b0) = (Vector(at: from.0), Vector(at: from.0 + lanes))
    (a1, b1) = (Vector(at: from.1), Vector(at: from.1 + lanes))
    (a2, b2) = (Vector(at: from.2), Vector(at: from.2 + lanes))
    (a3, b3) = (Vector(at: from.3), Vector(at: from.3 + lanes))
    (a4, b4) = (Vector(at: from.4), Vector(at: from.4 + lanes))
    (a5, b5) = (Vector(at: from.5), Vector(at: from.5 + lanes))
  }

  /// Adds to row i the sum over k of rows.i[k·step] times columns[k·columnStep...].
  @inline(__always) mutating func add(
    _ rows: Rows, step: Int, columns: UnsafePointer<Number>, columnStep: Int, terms: Int
  ) {
    let lanes = Vector.lanes
    var column = columns
    var k = 0
    for _ in 0..<terms {
      let left = Vector(at: column)
      let right = Vector(at: column + lanes)
      let x0 = Vector(all: rows.0[k])
      a0 = a0.adding(x0, times: left)
      b0 = b0.adding(x0, times: right)
      let x1 = Vector(all: rows.1[k])
      a1 = a1.adding(x1, times: left)
      b1 = b1.adding(x1, times: right)
      let x2 = Vector(all: rows.2[k])
      a2 = a2.adding(x2, times: left)
      b2 = b2.adding(x2, times: right)
      let x3 = Vector(all: rows.3[k])
      a3 = a3.adding(x3, times: left)
      b3 = b3.adding(x3, times: right)
      let x4 = Vector(all: rows.4[k])
      a4 = a4.adding(x4, times: left)
      b4 = b4.adding(x4, times: right)
      let x5 = Vector(all: rows.5[k])
      a5 = a5.adding(x5, times: left)
      b5 = b5.adding(x5, times: right)
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
    let lanes = Vector.lanes
    a0.store(at: to.0)
    b0.store(at: to.0 + lanes)
    a1.store(at: to.1)
    b1.store(at: to.1 + lanes)
    a2.store(at: to.2)
    b2.store(at: to.2 + lanes)
    a3.store(at: to.3)
    b3.store(at: to.3 + lanes)
    a4.store(at: to.4)
    b4.store(at: to.4 + lanes)
    a5.store(at: to.5)
    b5.store(at: to.5 + lanes)
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
}
