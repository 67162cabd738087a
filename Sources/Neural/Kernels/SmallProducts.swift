// Products of matrices too small for a library that packs its operands first: one head of attention
// multiplies tens of rows by tens of columns, thousands of times a step. Tiles of up to 6 rows and two
// packs of columns stay in the 16 vector registers while the inner dimension passes.

/// Some rows of a product, one pack wide, in registers.
protocol ProductTile {
  associatedtype Pack: NumberPack
  static var rows: Int { get }
  init()
  /// Adds the products of `row`, a pack of one row of the right factor, with the numbers of the left
  /// factor at `left`, `left` + `stride`, ….
  mutating func add(_ left: UnsafePointer<Pack.Number>, stride: Int, _ row: Pack)
  /// Writes the rows to `target`, `target` + `stride`, ….
  func store(to target: UnsafeMutablePointer<Pack.Number>, stride: Int)
}

/// One row.
struct TileRow<Pack: NumberPack>: ProductTile where Pack.Number: BinaryFloatingPoint {
  private var sums = Pack(repeating: 0)

  static var rows: Int { 1 }
  @inline(__always)
  init() {}
  @inline(__always)
  mutating func add(_ left: UnsafePointer<Pack.Number>, stride: Int, _ row: Pack) {
    sums = sums.addingProduct(Pack(repeating: left[0]), row)
  }
  @inline(__always)
  func store(to target: UnsafeMutablePointer<Pack.Number>, stride: Int) {
    sums.store(to: target)
  }
}

/// The rows of one tile above those of another.
struct TileStack<Upper: ProductTile, Lower: ProductTile>: ProductTile
where Upper.Pack == Lower.Pack {
  typealias Pack = Upper.Pack
  private var upper = Upper()
  private var lower = Lower()

  static var rows: Int { Upper.rows &+ Lower.rows }
  @inline(__always)
  init() {}
  @inline(__always)
  mutating func add(_ left: UnsafePointer<Pack.Number>, stride: Int, _ row: Pack) {
    upper.add(left, stride: stride, row)
    lower.add(left + Upper.rows &* stride, stride: stride, row)
  }
  @inline(__always)
  func store(to target: UnsafeMutablePointer<Pack.Number>, stride: Int) {
    upper.store(to: target, stride: stride)
    lower.store(to: target + Upper.rows &* stride, stride: stride)
  }
}

private typealias TwoRows<Pack: NumberPack> = TileStack<TileRow<Pack>, TileRow<Pack>>
where Pack.Number: BinaryFloatingPoint
private typealias FourRows<Pack: NumberPack> = TileStack<TwoRows<Pack>, TwoRows<Pack>>
where Pack.Number: BinaryFloatingPoint
private typealias SixRows<Pack: NumberPack> = TileStack<FourRows<Pack>, TwoRows<Pack>>
where Pack.Number: BinaryFloatingPoint

/// A left factor by where its numbers lie: number (i, k) at i·row + k·step.
struct LeftFactor<Number> {
  let numbers: UnsafePointer<Number>
  let row, step: Int
}

extension NetworkScalar {
  /// c = a·b: `rows`×`columns`, with `inner` terms a sum, added in order.
  ///
  /// Rows of `b` and `c` are `bRow` and `cRow` numbers apart.
  @inline(__always)
  static func smallProduct(
    _ a: LeftFactor<Self>, _ b: UnsafePointer<Self>, bRow: Int,
    into c: UnsafeMutablePointer<Self>, cRow: Int, rows: Int, columns: Int, inner: Int
  ) {
    var column = 0
    while column &+ 2 &* Pack.lanes <= columns {
      productColumns(
        PackPair<Pack>.self, a, b + column, bRow: bRow, into: c + column, cRow: cRow, rows: rows,
        inner: inner)
      column &+= 2 &* Pack.lanes
    }
    while column &+ Pack.lanes <= columns {
      productColumns(
        Pack.self, a, b + column, bRow: bRow, into: c + column, cRow: cRow, rows: rows,
        inner: inner)
      column &+= Pack.lanes
    }
    while column < columns {
      for row in 0..<rows {
        let left = a.numbers + row &* a.row
        var sum: Self = 0
        for k in 0..<inner {
          sum = sum.addingProduct(left[k &* a.step], b[k &* bRow &+ column])
        }
        c[row &* cRow &+ column] = sum
      }
      column &+= 1
    }
  }

  /// One pack of columns.
  @inline(never)
  private static func productColumns<Columns: NumberPack>(
    _ pack: Columns.Type, _ a: LeftFactor<Self>, _ b: UnsafePointer<Self>, bRow: Int,
    into c: UnsafeMutablePointer<Self>, cRow: Int, rows: Int, inner: Int
  ) where Columns.Number == Self {
    var row = 0
    while row &+ 6 <= rows {
      productTile(SixRows<Columns>.self, a, b, bRow, c, cRow, row: row, inner: inner)
      row &+= 6
    }
    if row &+ 4 <= rows {
      productTile(FourRows<Columns>.self, a, b, bRow, c, cRow, row: row, inner: inner)
      row &+= 4
    }
    if row &+ 2 <= rows {
      productTile(TwoRows<Columns>.self, a, b, bRow, c, cRow, row: row, inner: inner)
      row &+= 2
    }
    if row < rows {
      productTile(TileRow<Columns>.self, a, b, bRow, c, cRow, row: row, inner: inner)
    }
  }

  @inline(__always)
  private static func productTile<Tile: ProductTile>(
    _ kind: Tile.Type, _ a: LeftFactor<Self>, _ b: UnsafePointer<Self>, _ bRow: Int,
    _ c: UnsafeMutablePointer<Self>, _ cRow: Int, row: Int, inner: Int
  ) where Tile.Pack.Number == Self {
    var tile = Tile()
    var left = a.numbers + row &* a.row
    var right = b
    for _ in 0..<inner {
      tile.add(left, stride: a.row, Tile.Pack(from: right))
      left += a.step
      right += bRow
    }
    tile.store(to: c + row &* cRow, stride: cRow)
  }
}
