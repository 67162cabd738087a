/// The sizes of self-attention over one sequence.
public struct AttentionGeometry: Sendable, Hashable {
  /// Length of the sequence.
  public let tokens: Int
  /// Attentions side by side.
  public let heads: Int
  /// Features of one head.
  public let headWidth: Int
  /// Whether a token attends only to itself and those before it.
  public let causal: Bool

  /// Features of a token.
  public var features: Int { heads &* headWidth }

  /// Makes a geometry.
  public init(tokens: Int, heads: Int, headWidth: Int, causal: Bool) {
    precondition(
      tokens > 0 && heads > 0 && headWidth > 0,
      "attention of \(tokens) tokens, \(heads) heads of \(headWidth) features")
    self.tokens = tokens
    self.heads = heads
    self.headWidth = headWidth
    self.causal = causal
  }

  /// Numbers of a row of tokens: whole packs.
  func paddedTokens<Scalar: NetworkScalar>(_ scalar: Scalar.Type) -> Int {
    let lanes = Scalar.Pack.lanes
    return (tokens &+ lanes &- 1) / lanes &* lanes
  }

  /// Numbers of the attention shares of one head: row j holds what each token takes from token j.
  func shareElements<Scalar: NetworkScalar>(_ scalar: Scalar.Type) -> Int {
    tokens &* paddedTokens(scalar)
  }

  /// Numbers that the kernels need beside their operands: one head transposed, its slopes, two rows.
  func scratchElements<Scalar: NetworkScalar>(_ scalar: Scalar.Type) -> Int {
    (headWidth &+ tokens &+ 2) &* paddedTokens(scalar)
  }
}

/// Kernels of scaled dot-product attention (arXiv:1706.03762) over one sequence.
///
/// A row of `qkv` holds a token's queries, keys and values, each head after head, as PyTorch's fused
/// layers have them.
public protocol AttentionKernels {
  /// softmax(QKᵀ/√width)·V of each head; `shares` keeps the softmax of every head when `keepsShares`,
  /// else that of one.
  static func attend(
    _ qkv: UnsafePointer<Self>, _ geometry: AttentionGeometry,
    into output: UnsafeMutablePointer<Self>, shares: UnsafeMutablePointer<Self>,
    keepsShares: Bool, scratch: UnsafeMutablePointer<Self>)
  /// The gradient at `qkv` from the one at the output.
  static func attendBackward(
    _ gradient: UnsafePointer<Self>, qkv: UnsafePointer<Self>, shares: UnsafePointer<Self>,
    _ geometry: AttentionGeometry, into result: UnsafeMutablePointer<Self>,
    scratch: UnsafeMutablePointer<Self>)
}

// The scores of a head are kept transposed, a row for each token attended to: softmax then runs down
// the columns, number by number, and needs no sum along a vector.

extension NetworkScalar {
  /// Queries are scaled while they are transposed.
  public static func attend(
    _ qkv: UnsafePointer<Self>, _ geometry: AttentionGeometry,
    into output: UnsafeMutablePointer<Self>, shares: UnsafeMutablePointer<Self>,
    keepsShares: Bool, scratch: UnsafeMutablePointer<Self>
  ) {
    let (tokens, width) = (geometry.tokens, geometry.headWidth)
    let features = geometry.features
    let padded = geometry.paddedTokens(Self.self)
    let scale = 1 / Self(width).squareRoot()
    let queries = scratch
    let rows = scratch + width &* padded
    for head in 0..<geometry.heads {
      let query = qkv + head &* width
      let key = query + features
      let value = key + features
      let own = shares + (keepsShares ? head &* tokens &* padded : 0)
      packColumns(
        query, stride: 3 &* features, tokens: tokens, width: width, padded: padded, scale: scale,
        into: queries)
      smallProduct(
        LeftFactor(numbers: key, row: 3 &* features, step: 1), queries, bRow: padded, into: own,
        cRow: padded, rows: tokens, columns: padded, inner: width)
      softmaxColumns(own, tokens: tokens, padded: padded, causal: geometry.causal, scratch: rows)
      smallProduct(
        LeftFactor(numbers: own, row: 1, step: padded), value, bRow: 3 &* features,
        into: output + head &* width, cRow: features, rows: tokens, columns: width, inner: tokens)
    }
  }

  /// With P the shares and dP the gradient at them, the one at the scores is P·(dP − Σ P·dP).
  public static func attendBackward(
    _ gradient: UnsafePointer<Self>, qkv: UnsafePointer<Self>, shares: UnsafePointer<Self>,
    _ geometry: AttentionGeometry, into result: UnsafeMutablePointer<Self>,
    scratch: UnsafeMutablePointer<Self>
  ) {
    let (tokens, width) = (geometry.tokens, geometry.headWidth)
    let features = geometry.features
    let padded = geometry.paddedTokens(Self.self)
    let scale = 1 / Self(width).squareRoot()
    let packed = scratch
    let slopes = packed + width &* padded
    let sums = slopes + tokens &* padded
    for head in 0..<geometry.heads {
      let query = qkv + head &* width
      let key = query + features
      let value = key + features
      let target = result + head &* width
      let own = shares + head &* tokens &* padded
      let outer = gradient + head &* width
      packColumns(
        outer, stride: features, tokens: tokens, width: width, padded: padded, scale: 1,
        into: packed)
      smallProduct(
        LeftFactor(numbers: value, row: 3 &* features, step: 1), packed, bRow: padded,
        into: slopes, cRow: padded, rows: tokens, columns: padded, inner: width)
      smallProduct(
        LeftFactor(numbers: own, row: padded, step: 1), outer, bRow: features,
        into: target + 2 &* features, cRow: 3 &* features, rows: tokens, columns: width,
        inner: tokens)
      softmaxColumnsBackward(
        own, tokens: tokens, padded: padded, scale: scale, slopes: slopes, sums: sums)
      smallProduct(
        LeftFactor(numbers: UnsafePointer(slopes), row: 1, step: padded), key,
        bRow: 3 &* features, into: target, cRow: 3 &* features, rows: tokens, columns: width,
        inner: tokens)
      smallProduct(
        LeftFactor(numbers: UnsafePointer(slopes), row: padded, step: 1), query,
        bRow: 3 &* features, into: target + features, cRow: 3 &* features, rows: tokens,
        columns: width, inner: tokens)
    }
  }

  /// `scale` times `tokens` rows of `width` numbers, transposed, each row padded with zeros.
  @inline(__always)
  private static func packColumns(
    _ source: UnsafePointer<Self>, stride: Int, tokens: Int, width: Int, padded: Int, scale: Self,
    into target: UnsafeMutablePointer<Self>
  ) {
    for token in 0..<tokens {
      let line = source + token &* stride
      for i in 0..<width { target[i &* padded &+ token] = scale * line[i] }
    }
    for i in 0..<width {
      for token in tokens..<max(tokens, padded) { target[i &* padded &+ token] = 0 }
    }
  }

  /// softmax down each column, about its largest number.
  @inline(__always)
  private static func softmaxColumns(
    _ scores: UnsafeMutablePointer<Self>, tokens: Int, padded: Int, causal: Bool,
    scratch: UnsafeMutablePointer<Self>
  ) {
    let largest = scratch
    let sums = scratch + padded
    if causal {
      for row in 0..<tokens {
        let line = scores + row &* padded
        for i in 0..<row { line[i] = -.infinity }
      }
    }
    for i in 0..<padded { largest[i] = scores[i] }
    for row in 0..<tokens {
      let line = UnsafePointer(scores + row &* padded)
      for i in 0..<padded {
        let (own, other) = (line[i], largest[i])
        largest[i] = own > other ? own : other
      }
    }
    for i in 0..<padded { sums[i] = 0 }
    for row in 0..<tokens {
      let line = scores + row &* padded
      for i in 0..<padded {
        let value = exponential(line[i] - largest[i])
        line[i] = value
        sums[i] += value
      }
    }
    for i in 0..<padded { sums[i] = 1 / sums[i] }
    for row in 0..<tokens {
      let line = scores + row &* padded
      for i in 0..<padded { line[i] *= sums[i] }
    }
  }

  /// Overwrites `slopes` with the gradient at the scores, times `scale`.
  @inline(__always)
  private static func softmaxColumnsBackward(
    _ shares: UnsafePointer<Self>, tokens: Int, padded: Int, scale: Self,
    slopes: UnsafeMutablePointer<Self>, sums: UnsafeMutablePointer<Self>
  ) {
    for i in 0..<padded { sums[i] = 0 }
    for row in 0..<tokens {
      let line = slopes + row &* padded
      let share = shares + row &* padded
      for i in 0..<padded { sums[i] = sums[i].addingProduct(line[i], share[i]) }
    }
    for row in 0..<tokens {
      let line = slopes + row &* padded
      let share = shares + row &* padded
      for i in 0..<padded { line[i] = share[i] * (line[i] - sums[i]) * scale }
    }
  }
}
