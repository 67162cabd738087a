/// A function of one number that a layer applies to each.
public enum ActivationFunction: String, Sendable, Hashable, CaseIterable {
  /// x·Φ(x), Φ the standard normal distribution function: PyTorch's GELU without approximation
  /// (arXiv:1606.08415).
  case gelu
  /// tanh x.
  case tanh
  /// 1/(1 + e^−x).
  case sigmoid
  /// log(1 + eˣ); x itself beyond 20, as in PyTorch.
  case softplus
  /// x².
  case quadratic
}

/// Kernels of activations and of rows that become shares.
public protocol ActivationKernels {
  /// The function of each number, and its derivative there where it is wanted.
  static func activate(
    _ function: ActivationFunction, _ input: UnsafePointer<Self>,
    into output: UnsafeMutablePointer<Self>, slopes: UnsafeMutablePointer<Self>?, count: Int)
  /// a·b, number by number.
  static func elementProduct(
    _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, into result: UnsafeMutablePointer<Self>,
    count: Int)
  /// Factors, 0 where a word is below `threshold` and `scale` elsewhere, and the numbers times them.
  static func dropout(
    _ input: UnsafePointer<Self>, _ words: UnsafePointer<UInt32>, threshold: UInt32, scale: Self,
    factors: UnsafeMutablePointer<Self>, into output: UnsafeMutablePointer<Self>, count: Int)
  /// softmax of each row.
  static func softmaxRows(
    _ input: UnsafePointer<Self>, rows: Int, width: Int, into output: UnsafeMutablePointer<Self>)
  /// The gradient before a softmax from the one after it.
  static func softmaxRowsBackward(
    _ gradient: UnsafePointer<Self>, output: UnsafePointer<Self>, rows: Int, width: Int,
    into result: UnsafeMutablePointer<Self>)
}

extension NetworkScalar {
  /// One loop a function: a choice inside it would keep it from vectorising.
  public static func activate(
    _ function: ActivationFunction, _ input: UnsafePointer<Self>,
    into output: UnsafeMutablePointer<Self>, slopes: UnsafeMutablePointer<Self>?, count: Int
  ) {
    switch function {
    case .gelu:
      apply(input, output, slopes, count) { x in
        let normal = standardNormal(x)
        return (x * normal.cumulative, normal.cumulative + x * normal.density)
      }
    case .tanh:
      apply(input, output, slopes, count) { x in
        let y = hyperbolicTangent(x)
        return (y, 1 - y * y)
      }
    case .sigmoid:
      apply(input, output, slopes, count) { x in
        let y = 1 / (1 + exponential(-x))
        return (y, y * (1 - y))
      }
    case .softplus:
      apply(input, output, slopes, count) { x in softplus(x) }
    case .quadratic:
      apply(input, output, slopes, count) { x in (x * x, 2 * x) }
    }
  }

  @inline(__always)
  private static func apply(
    _ input: UnsafePointer<Self>, _ output: UnsafeMutablePointer<Self>,
    _ slopes: UnsafeMutablePointer<Self>?, _ count: Int,
    _ function: (Self) -> (value: Self, slope: Self)
  ) {
    if let slopes {
      for i in 0..<count {
        let result = function(input[i])
        output[i] = result.value
        slopes[i] = result.slope
      }
    } else {
      for i in 0..<count { output[i] = function(input[i]).value }
    }
  }

  /// One product a number.
  public static func elementProduct(
    _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, into result: UnsafeMutablePointer<Self>,
    count: Int
  ) {
    for i in 0..<count { result[i] = a[i] * b[i] }
  }

  /// One comparison a number.
  public static func dropout(
    _ input: UnsafePointer<Self>, _ words: UnsafePointer<UInt32>, threshold: UInt32, scale: Self,
    factors: UnsafeMutablePointer<Self>, into output: UnsafeMutablePointer<Self>, count: Int
  ) {
    for i in 0..<count {
      let factor = words[i] < threshold ? 0 : scale
      factors[i] = factor
      output[i] = input[i] * factor
    }
  }

  /// About each row's largest number.
  public static func softmaxRows(
    _ input: UnsafePointer<Self>, rows: Int, width: Int, into output: UnsafeMutablePointer<Self>
  ) {
    for row in 0..<rows {
      let line = input + row &* width
      let result = output + row &* width
      var largest = line[0]
      for i in 0..<width { largest = line[i] > largest ? line[i] : largest }
      for i in 0..<width { result[i] = exponential(line[i] - largest) }
      let factor = 1 / sum(of: UnsafePointer(result), count: width)
      for i in 0..<width { result[i] *= factor }
    }
  }

  /// y·(g − Σ g·y), row by row.
  public static func softmaxRowsBackward(
    _ gradient: UnsafePointer<Self>, output: UnsafePointer<Self>, rows: Int, width: Int,
    into result: UnsafeMutablePointer<Self>
  ) {
    for row in 0..<rows {
      let slopes = gradient + row &* width
      let shares = output + row &* width
      let target = result + row &* width
      let mean = sumOfProducts(slopes, shares, count: width)
      for i in 0..<width { target[i] = shares[i] * (slopes[i] - mean) }
    }
  }

  /// Lane by lane, then the lanes by halves, then what is left over in order.
  @inline(__always)
  static func sum(of numbers: UnsafePointer<Self>, count: Int) -> Self {
    var sums = Pack(repeating: 0)
    var i = 0
    while i &+ Pack.lanes <= count {
      sums = sums + Pack(from: numbers + i)
      i &+= Pack.lanes
    }
    var total = sums.total
    while i < count {
      total += numbers[i]
      i &+= 1
    }
    return total
  }

  /// In the order of `sum`.
  @inline(__always)
  static func sumOfProducts(
    _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, count: Int
  ) -> Self {
    var sums = Pack(repeating: 0)
    var i = 0
    while i &+ Pack.lanes <= count {
      sums = sums.addingProduct(Pack(from: a + i), Pack(from: b + i))
      i &+= Pack.lanes
    }
    var total = sums.total
    while i < count {
      total = total.addingProduct(a[i], b[i])
      i &+= 1
    }
    return total
  }
}
