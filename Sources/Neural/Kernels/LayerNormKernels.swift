/// Kernels of layer normalisation (arXiv:1607.06450), row by row.
public protocol LayerNormKernels {
  /// (x − mean)/√(variance + ε)·weight + bias of each row, the variance over n; `means` and `factors`,
  /// 1/√(variance + ε), are written where they are wanted.
  static func normaliseRows(
    _ input: UnsafePointer<Self>, weight: UnsafePointer<Self>, bias: UnsafePointer<Self>,
    epsilon: Double, rows: Int, width: Int, into output: UnsafeMutablePointer<Self>,
    means: UnsafeMutablePointer<Self>?, factors: UnsafeMutablePointer<Self>?)
  /// Adds to the gradients of weight and bias, and writes the one at the input where it is wanted.
  static func normaliseRowsBackward(
    _ gradient: UnsafePointer<Self>, input: UnsafePointer<Self>, weight: UnsafePointer<Self>,
    means: UnsafePointer<Self>, factors: UnsafePointer<Self>, rows: Int, width: Int,
    weightGradient: UnsafeMutablePointer<Self>, biasGradient: UnsafeMutablePointer<Self>,
    inputGradient: UnsafeMutablePointer<Self>?)
}

extension NetworkScalar {
  /// Mean first, then the squares about it.
  public static func normaliseRows(
    _ input: UnsafePointer<Self>, weight: UnsafePointer<Self>, bias: UnsafePointer<Self>,
    epsilon: Double, rows: Int, width: Int, into output: UnsafeMutablePointer<Self>,
    means: UnsafeMutablePointer<Self>?, factors: UnsafeMutablePointer<Self>?
  ) {
    let share = 1 / Self(width)
    let floor = Self(epsilon)
    let packed = width &- width % Pack.lanes
    for row in 0..<rows {
      let line = input + row &* width
      let result = output + row &* width
      let mean = sum(of: line, count: width) * share
      let center = Pack(repeating: mean)
      var squares = Pack(repeating: 0)
      var i = 0
      while i < packed {
        let distance = Pack(from: line + i) - center
        squares = squares.addingProduct(distance, distance)
        i &+= Pack.lanes
      }
      var total = squares.total
      while i < width {
        let distance = line[i] - mean
        total = total.addingProduct(distance, distance)
        i &+= 1
      }
      let factor = 1 / (total * share + floor).squareRoot()
      let scale = Pack(repeating: factor)
      i = 0
      while i < packed {
        let normal = (Pack(from: line + i) - center) * scale
        Pack(from: bias + i).addingProduct(normal, Pack(from: weight + i)).store(to: result + i)
        i &+= Pack.lanes
      }
      while i < width {
        let normal = (line[i] - mean) * factor
        result[i] = bias[i].addingProduct(normal, weight[i])
        i &+= 1
      }
      if let means, let factors {
        means[row] = mean
        factors[row] = factor
      }
    }
  }

  /// With x̂ the normalised input and h = gradient·weight: (h − mean h − x̂·mean(h·x̂))·factor.
  public static func normaliseRowsBackward(
    _ gradient: UnsafePointer<Self>, input: UnsafePointer<Self>, weight: UnsafePointer<Self>,
    means: UnsafePointer<Self>, factors: UnsafePointer<Self>, rows: Int, width: Int,
    weightGradient: UnsafeMutablePointer<Self>, biasGradient: UnsafeMutablePointer<Self>,
    inputGradient: UnsafeMutablePointer<Self>?
  ) {
    let share = 1 / Self(width)
    let packed = width &- width % Pack.lanes
    for row in 0..<rows {
      let line = input + row &* width
      let slopes = gradient + row &* width
      let (mean, factor) = (means[row], factors[row])
      let center = Pack(repeating: mean)
      let scale = Pack(repeating: factor)
      var sums = Pack(repeating: 0)
      var products = Pack(repeating: 0)
      var i = 0
      while i < packed {
        let normal = (Pack(from: line + i) - center) * scale
        let slope = Pack(from: slopes + i)
        Pack(from: weightGradient + i).addingProduct(slope, normal).store(to: weightGradient + i)
        (Pack(from: biasGradient + i) + slope).store(to: biasGradient + i)
        let inner = slope * Pack(from: weight + i)
        sums = sums + inner
        products = products.addingProduct(inner, normal)
        i &+= Pack.lanes
      }
      var sum = sums.total
      var product = products.total
      while i < width {
        let normal = (line[i] - mean) * factor
        weightGradient[i] = weightGradient[i].addingProduct(slopes[i], normal)
        biasGradient[i] += slopes[i]
        let inner = slopes[i] * weight[i]
        sum += inner
        product = product.addingProduct(inner, normal)
        i &+= 1
      }
      guard let inputGradient else { continue }
      let result = inputGradient + row &* width
      let (meanSlope, meanProduct) = (sum * share, product * share)
      let offset = Pack(repeating: -meanSlope)
      let along = Pack(repeating: -meanProduct)
      i = 0
      while i < packed {
        let normal = (Pack(from: line + i) - center) * scale
        let own = offset.addingProduct(Pack(from: slopes + i), Pack(from: weight + i))
        (own.addingProduct(normal, along) * scale).store(to: result + i)
        i &+= Pack.lanes
      }
      while i < width {
        let normal = (line[i] - mean) * factor
        let own = (-meanSlope).addingProduct(slopes[i], weight[i])
        result[i] = own.addingProduct(normal, -meanProduct) * factor
        i &+= 1
      }
    }
  }
}
