// The transforms of F(2×2, 3×3), with d the 4×4 pixels under a tile, g a kernel, y a tile:
//
//        1  0 −1  0         1   0   0
//   Bᵀ = 0  1  1  0    G =  ½   ½   ½    Aᵀ = 1  1  1  0      y = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A
//        0 −1  1  0         ½  −½   ½         0  1 −1 −1
//        0  1  0 −1         0   0   1
//
// Matrices of one of the sixteen numbers each: [tile, channel], `distance` from one to the next.

extension NetworkScalar {
  /// Tile by tile, packs of channels.
  public static func transformTiles(
    _ images: UnsafePointer<Self>, _ tiles: TileGeometry, channels: Int, first: Int, count: Int,
    gathered: UnsafeMutablePointer<Self>, into result: UnsafeMutablePointer<Self>, distance: Int
  ) {
    let line = tiles.width &* channels
    forEachTile(tiles, first: first, count: count) { number, image, row, column in
      let top = 2 &* row &- tiles.padding
      let left = 2 &* column &- tiles.padding
      let origin = images + image &* tiles.height &* line
      let target = result + number &* channels
      if top >= 0 && left >= 0 && top &+ 4 <= tiles.height && left &+ 4 <= tiles.width {
        let corner = origin + (top &* line &+ left &* channels)
        transformTile(corner, line: line, channels: channels, into: target, distance)
      } else {
        var place = gathered
        for i in top..<(top &+ 4) {
          for j in left..<(left &+ 4) {
            if i >= 0 && i < tiles.height && j >= 0 && j < tiles.width {
              let pixel = origin + (i &* line &+ j &* channels)
              for c in 0..<channels { place[c] = pixel[c] }
            } else {
              for c in 0..<channels { place[c] = 0 }
            }
            place += channels
          }
        }
        transformTile(gathered, line: 4 &* channels, channels: channels, into: target, distance)
      }
    }
  }

  /// Calls `body` with the number within the block, image, row and column of tiles of a batch.
  @inline(__always)
  private static func forEachTile(
    _ tiles: TileGeometry, first: Int, count: Int, _ body: (Int, Int, Int, Int) -> Void
  ) {
    let (rows, columns) = (tiles.rows, tiles.columns)
    var image = first / (rows &* columns)
    let rest = first % (rows &* columns)
    var row = rest / columns
    var column = rest % columns
    for number in 0..<count {
      body(number, image, row, column)
      column &+= 1
      if column == columns {
        column = 0
        row &+= 1
        if row == rows {
          row = 0
          image &+= 1
        }
      }
    }
  }

  @inline(__always)
  private static func transformTile(
    _ corner: UnsafePointer<Self>, line: Int, channels: Int,
    into target: UnsafeMutablePointer<Self>, _ distance: Int
  ) {
    let line1 = corner + line
    let line2 = line1 + line
    let line3 = line2 + line
    var c = 0
    while c < channels {
      var column = c
      let a = combine(corner, line1, line2, line3, column)
      column &+= channels
      let b = combine(corner, line1, line2, line3, column)
      column &+= channels
      let d = combine(corner, line1, line2, line3, column)
      column &+= channels
      let e = combine(corner, line1, line2, line3, column)
      var to = target + c
      store(a.0, b.0, d.0, e.0, &to, distance)
      store(a.1, b.1, d.1, e.1, &to, distance)
      store(a.2, b.2, d.2, e.2, &to, distance)
      store(a.3, b.3, d.3, e.3, &to, distance)
      c &+= Pack.lanes
    }
  }

  /// Bᵀ times one column.
  @inline(__always)
  private static func combine(
    _ line0: UnsafePointer<Self>, _ line1: UnsafePointer<Self>, _ line2: UnsafePointer<Self>,
    _ line3: UnsafePointer<Self>, _ place: Int
  ) -> (Pack, Pack, Pack, Pack) {
    let d1 = Pack(from: line1 + place)
    let d2 = Pack(from: line2 + place)
    return (
      Pack(from: line0 + place) - d2, d1 + d2, d2 - d1, d1 - Pack(from: line3 + place)
    )
  }

  /// One row times B.
  @inline(__always)
  private static func store(
    _ a: Pack, _ b: Pack, _ d: Pack, _ e: Pack, _ target: inout UnsafeMutablePointer<Self>,
    _ distance: Int
  ) {
    (a - d).store(to: target)
    target += distance
    (b + d).store(to: target)
    target += distance
    (d - b).store(to: target)
    target += distance
    (b - e).store(to: target)
    target += distance
  }

  /// Sixteen products of matrices, in strips of six tiles.
  public static func multiplyTiles(
    _ tiles: UnsafePointer<Self>, distance: Int, count: Int, channels: Int,
    _ kernels: UnsafePointer<Self>, filters: Int, into result: UnsafeMutablePointer<Self>,
    _ resultDistance: Int
  ) {
    typealias Strip = StripSums<Pack>
    let zero = Pack(repeating: 0)
    for number in 0..<16 {
      let source = tiles + number &* distance
      let target = result + number &* resultDistance
      var columns = kernels + number &* channels &* filters
      var first = 0
      while first < filters {
        var row = 0
        while row < count {
          var sums = Strip(zero)
          sums.add(
            Strip.rows(source + row &* channels, step: channels), step: 1, columns: columns,
            columnStep: Strip.width, terms: channels)
          sums.store(Strip.targets(target + (row &* filters &+ first), step: filters))
          row &+= Strip.rows
        }
        columns += channels &* Strip.width
        first &+= Strip.width
      }
    }
  }

  /// Tile by tile, packs of filters.
  public static func assembleTiles(
    _ matrices: UnsafePointer<Self>, distance: Int, _ tiles: TileGeometry, filters: Int,
    first: Int, count: Int, start: UnsafePointer<Self>, rectifying: Bool,
    into output: UnsafeMutablePointer<Self>
  ) {
    let line = tiles.outputWidth &* filters
    forEachTile(tiles, first: first, count: count) { number, image, row, column in
      let isTall = 2 &* row &+ 1 < tiles.outputHeight
      let isWide = 2 &* column &+ 1 < tiles.outputWidth
      let pixel = 2 &* row &* tiles.outputWidth &+ 2 &* column
      let target = output + (image &* tiles.outputHeight &* line &+ pixel &* filters)
      let source = matrices + number &* filters
      var f = 0
      while f < filters {
        let from = source + f
        let a = gather(from, distance)
        let b = gather(from + distance, distance)
        let d = gather(from + 2 &* distance, distance)
        let e = gather(from + 3 &* distance, distance)
        let bias = Pack(from: start + f)
        var first = bias + a.0 + b.0 + d.0
        var second = bias + b.0 - d.0 - e.0
        var third = bias + a.1 + b.1 + d.1
        var fourth = bias + b.1 - d.1 - e.1
        if rectifying {
          (first, second) = (first.rectified, second.rectified)
          (third, fourth) = (third.rectified, fourth.rectified)
        }
        let to = target + f
        first.store(to: to)
        if isWide { second.store(to: to + filters) }
        if isTall {
          third.store(to: to + line)
          if isWide { fourth.store(to: to + (line &+ filters)) }
        }
        f &+= Pack.lanes
      }
    }
  }

  /// Aᵀ times one column; its numbers are four matrices apart.
  @inline(__always)
  private static func gather(_ from: UnsafePointer<Self>, _ distance: Int) -> (Pack, Pack) {
    let step = 4 &* distance
    let m1 = Pack(from: from + step)
    let m2 = Pack(from: from + 2 &* step)
    return (Pack(from: from) + m1 + m2, m1 - m2 - Pack(from: from + 3 &* step))
  }

  /// The transpose of assembling: A y Aᵀ.
  public static func spreadTiles(
    _ slopes: UnsafePointer<Self>, _ tiles: TileGeometry, filters: Int, first: Int, count: Int,
    into result: UnsafeMutablePointer<Self>, distance: Int
  ) {
    let line = tiles.outputWidth &* filters
    forEachTile(tiles, first: first, count: count) { number, image, row, column in
      let isTall = 2 &* row &+ 1 < tiles.outputHeight
      let isWide = 2 &* column &+ 1 < tiles.outputWidth
      let pixel = 2 &* row &* tiles.outputWidth &+ 2 &* column
      let source = slopes + (image &* tiles.outputHeight &* line &+ pixel &* filters)
      let zero = Pack(repeating: 0)
      var f = 0
      while f < filters {
        let from = source + f
        let a = Pack(from: from)
        let b = isWide ? Pack(from: from + filters) : zero
        let d = isTall ? Pack(from: from + line) : zero
        let e = isTall && isWide ? Pack(from: from + (line &+ filters)) : zero
        var to = result + (number &* filters &+ f)
        spread(a, b, &to, distance)
        spread(a + d, b + e, &to, distance)
        spread(a - d, b - e, &to, distance)
        spread(zero - d, zero - e, &to, distance)
        f &+= Pack.lanes
      }
    }
  }

  /// One row times Aᵀ.
  @inline(__always)
  private static func spread(
    _ a: Pack, _ b: Pack, _ target: inout UnsafeMutablePointer<Self>, _ distance: Int
  ) {
    a.store(to: target)
    target += distance
    (a + b).store(to: target)
    target += distance
    (a - b).store(to: target)
    target += distance
    (Pack(repeating: 0) - b).store(to: target)
    target += distance
  }

  /// Sixteen products of matrices, summed over the tiles, in strips of six channels.
  public static func addTileGradients(
    _ tiles: UnsafePointer<Self>, distance: Int, channels: Int, _ slopes: UnsafePointer<Self>,
    _ slopeDistance: Int, filters: Int, count: Int, to sums: UnsafeMutablePointer<Self>
  ) {
    typealias Strip = StripSums<Pack>
    for number in 0..<16 {
      let source = tiles + number &* distance
      let columns = slopes + number &* slopeDistance
      let target = sums + number &* channels &* filters
      var first = 0
      while first < filters {
        var channel = 0
        while channel < channels {
          let places = Strip.targets(
            target + first, step: filters, from: channel, count: channels)
          var strip = Strip(places)
          strip.add(
            Strip.rows(source, step: 1, from: channel, count: channels), step: channels,
            columns: columns + first, columnStep: filters, terms: count)
          strip.store(places)
          channel &+= Strip.rows
        }
        first &+= Strip.width
      }
    }
  }
}
