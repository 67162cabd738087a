// Batch normalisation works column by column on rows of channels. Rows are taken several at a time, so
// many that they fill whole vectors, and the numbers of a column (its mean, its scale) are repeated as
// often: `NormalisationTile`. Sums run in the scalar over few rows and in Double over those.

/// How many rows of `width` numbers are taken together.
struct NormalisationTile {
  let width: Int
  /// Rows of a tile, and their numbers: whole pairs of vectors of either scalar, at least 128.
  let rows, columns: Int

  init(width: Int) {
    let pair = 16
    var divisor = pair
    while width % divisor != 0 { divisor /= 2 }
    let least = width * (pair / divisor)
    columns = least * ((128 + least - 1) / least)
    rows = columns / width
    self.width = width
  }
}

extension NetworkScalar {
  /// In Double.
  public static func recallMoments(
    mean: UnsafePointer<Self>, variance: UnsafePointer<Self>, width: Int, epsilon: Double,
    means: UnsafeMutablePointer<Double>, inverses: UnsafeMutablePointer<Double>
  ) {
    for c in 0..<width {
      means[c] = mean[c].asDouble
      inverses[c] = 1 / (variance[c].asDouble + epsilon).squareRoot()
    }
  }

  /// In Double.
  public static func recordMoments(
    sums: UnsafePointer<Double>, squares: UnsafePointer<Double>, shift: UnsafePointer<Self>,
    rows: Int, width: Int, epsilon: Double, momentum: Double,
    mean: UnsafeMutablePointer<Self>, variance: UnsafeMutablePointer<Self>,
    means: UnsafeMutablePointer<Double>, inverses: UnsafeMutablePointer<Double>
  ) {
    let number = Double(rows)
    let kept = 1 - momentum
    for c in 0..<width {
      let rest = sums[c] / number
      let own = shift[c].asDouble + rest
      let spread = max(0, squares[c] / number - rest * rest)
      means[c] = own
      inverses[c] = 1 / (spread + epsilon).squareRoot()
      mean[c] = Self(kept * mean[c].asDouble + momentum * own)
      if rows > 1 {
        let unbiased = spread * number / (number - 1)
        variance[c] = Self(kept * variance[c].asDouble + momentum * unbiased)
      }
    }
  }

  /// In Double.
  public static func normalisationScale(
    weight: UnsafePointer<Self>, bias: UnsafePointer<Self>, means: UnsafePointer<Double>,
    inverses: UnsafePointer<Double>, width: Int, scale: UnsafeMutablePointer<Self>,
    shift: UnsafeMutablePointer<Self>
  ) {
    for c in 0..<width {
      let factor = weight[c].asDouble * inverses[c]
      scale[c] = Self(factor)
      shift[c] = Self(bias[c].asDouble - means[c] * factor)
    }
  }

  /// −scale·(Σg + x̂·Σg·x̂)/rows, as a function of x.
  public static func normalisationShare(
    _ share: Double, weight: UnsafePointer<Self>, sums: UnsafePointer<Double>,
    products: UnsafePointer<Double>, means: UnsafePointer<Double>,
    inverses: UnsafePointer<Double>, width: Int, factors: UnsafeMutablePointer<Self>,
    constants: UnsafeMutablePointer<Self>
  ) {
    for c in 0..<width {
      let scale = share * weight[c].asDouble * inverses[c]
      let factor = scale * products[c] * inverses[c] * inverses[c]
      factors[c] = Self(factor)
      constants[c] = Self(scale * sums[c] - factor * means[c])
    }
  }

  /// As often as it fits.
  public static func repeatRow(
    _ row: UnsafePointer<Self>, width: Int, into target: UnsafeMutablePointer<Self>, columns: Int
  ) {
    var start = 0
    while start < columns {
      for i in 0..<width { target[start &+ i] = row[i] }
      start &+= width
    }
  }

  /// Sums of v − shift and of its square: with a shift near the mean little cancels.
  public static func addMoments(
    _ values: UnsafePointer<Self>, rows: Int, width: Int, shift: UnsafePointer<Self>,
    tileRows: Int, scratch: UnsafeMutablePointer<Self>, sums: UnsafeMutablePointer<Double>,
    squares: UnsafeMutablePointer<Double>
  ) {
    let columns = tileRows &* width
    let first = scratch
    let second = scratch + columns
    var row = 0
    while row < rows {
      let tiles = min(64, (rows &- row) / tileRows)
      if tiles == 0 { break }
      for i in 0..<(2 &* columns) { scratch[i] = 0 }
      for tile in 0..<tiles {
        let source = values + (row &+ tile &* tileRows) &* width
        var i = 0
        while i < columns {
          let deviation = Pack(from: source + i) - Pack(from: shift + i)
          (Pack(from: first + i) + deviation).store(to: first + i)
          Pack(from: second + i).addingProduct(deviation, deviation).store(to: second + i)
          i &+= Pack.lanes
        }
      }
      fold(first, tileRows, width, into: sums)
      fold(second, tileRows, width, into: squares)
      row &+= tiles &* tileRows
    }
    while row < rows {
      let source = values + row &* width
      for i in 0..<width {
        let deviation = (source[i] - shift[i]).asDouble
        sums[i] += deviation
        squares[i] += deviation * deviation
      }
      row &+= 1
    }
  }

  @inline(__always)
  private static func fold(
    _ tile: UnsafePointer<Self>, _ rows: Int, _ width: Int, into sums: UnsafeMutablePointer<Double>
  ) {
    for row in 0..<rows {
      let source = tile + row &* width
      for i in 0..<width { sums[i] += source[i].asDouble }
    }
  }

  /// One product a number.
  public static func scaleRows(
    _ values: UnsafePointer<Self>, rows: Int, width: Int, by factors: UnsafePointer<Self>,
    into result: UnsafeMutablePointer<Self>
  ) {
    for row in 0..<rows {
      let source = values + row &* width
      let target = result + row &* width
      let factor = factors[row]
      for i in 0..<width { target[i] = source[i] * factor }
    }
  }

  /// One pass; each product is fused with its addition.
  public static func scaleColumns(
    _ values: UnsafePointer<Self>, rows: Int, width: Int, scale: UnsafePointer<Self>,
    shift: UnsafePointer<Self>, tileRows: Int, rectifying: Bool,
    into result: UnsafeMutablePointer<Self>
  ) {
    let columns = tileRows &* width
    var row = 0
    while row &+ tileRows <= rows {
      let source = values + row &* width
      let target = result + row &* width
      var i = 0
      if rectifying {
        while i < columns {
          Pack(from: shift + i).addingProduct(Pack(from: source + i), Pack(from: scale + i))
            .rectified.store(to: target + i)
          i &+= Pack.lanes
        }
      } else {
        while i < columns {
          Pack(from: shift + i).addingProduct(Pack(from: source + i), Pack(from: scale + i))
            .store(to: target + i)
          i &+= Pack.lanes
        }
      }
      row &+= tileRows
    }
    while row < rows {
      let source = values + row &* width
      let target = result + row &* width
      for i in 0..<width {
        let value = shift[i].addingProduct(source[i], scale[i])
        target[i] = rectifying && value < 0 ? 0 : value
      }
      row &+= 1
    }
  }

  /// Where a ReLU follows, the sign of what it saw is computed again rather than read.
  public static func addSlopeMoments(
    _ slopes: UnsafePointer<Self>, values: UnsafePointer<Self>, rows: Int, width: Int,
    means: UnsafePointer<Self>, scale: UnsafePointer<Self>, shift: UnsafePointer<Self>,
    tileRows: Int, rectifying: Bool, scratch: UnsafeMutablePointer<Self>,
    sums: UnsafeMutablePointer<Double>, products: UnsafeMutablePointer<Double>
  ) {
    let columns = tileRows &* width
    let first = scratch
    let second = scratch + columns
    var row = 0
    while row < rows {
      let tiles = min(64, (rows &- row) / tileRows)
      if tiles == 0 { break }
      for i in 0..<(2 &* columns) { scratch[i] = 0 }
      for tile in 0..<tiles {
        let offset = (row &+ tile &* tileRows) &* width
        let source = values + offset
        let gradient = slopes + offset
        var i = 0
        while i < columns {
          let value = Pack(from: source + i)
          var slope = Pack(from: gradient + i)
          if rectifying {
            slope = slope.kept(
              wherePositive: Pack(from: shift + i).addingProduct(value, Pack(from: scale + i)))
          }
          (Pack(from: first + i) + slope).store(to: first + i)
          Pack(from: second + i).addingProduct(slope, value - Pack(from: means + i))
            .store(to: second + i)
          i &+= Pack.lanes
        }
      }
      fold(first, tileRows, width, into: sums)
      fold(second, tileRows, width, into: products)
      row &+= tiles &* tileRows
    }
    while row < rows {
      let source = values + row &* width
      let gradient = slopes + row &* width
      for i in 0..<width {
        let seen = shift[i].addingProduct(source[i], scale[i])
        let slope = !rectifying || seen > 0 ? gradient[i].asDouble : 0
        sums[i] += slope
        products[i] += slope * (source[i] - means[i]).asDouble
      }
      row &+= 1
    }
  }

  /// slope·factor + value·valueFactor + constant, one pass.
  public static func combineSlopes(
    _ slopes: UnsafePointer<Self>, values: UnsafePointer<Self>, rows: Int, width: Int,
    scale: UnsafePointer<Self>, shift: UnsafePointer<Self>, valueFactors: UnsafePointer<Self>,
    constants: UnsafePointer<Self>, tileRows: Int, rectifying: Bool,
    into result: UnsafeMutablePointer<Self>
  ) {
    let columns = tileRows &* width
    var row = 0
    while row &+ tileRows <= rows {
      let offset = row &* width
      let source = values + offset
      let gradient = slopes + offset
      let target = result + offset
      var i = 0
      while i < columns {
        let value = Pack(from: source + i)
        let factor = Pack(from: scale + i)
        var slope = Pack(from: gradient + i)
        if rectifying {
          slope = slope.kept(
            wherePositive: Pack(from: shift + i).addingProduct(value, factor))
        }
        Pack(from: constants + i).addingProduct(value, Pack(from: valueFactors + i))
          .addingProduct(slope, factor).store(to: target + i)
        i &+= Pack.lanes
      }
      row &+= tileRows
    }
    while row < rows {
      let offset = row &* width
      let source = values + offset
      let gradient = slopes + offset
      let target = result + offset
      for i in 0..<width {
        let value = source[i]
        let seen = shift[i].addingProduct(value, scale[i])
        let slope = !rectifying || seen > 0 ? gradient[i] : 0
        target[i] = constants[i].addingProduct(value, valueFactors[i])
          .addingProduct(slope, scale[i])
      }
      row &+= 1
    }
  }
}
