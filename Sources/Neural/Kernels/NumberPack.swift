/// Numbers side by side in one vector register, for loops whose sums must not be reassociated by
/// anyone but us: products of small matrices, and sums along a row.
///
/// Element-by-element loops need no packs: the compiler vectorises those.
public protocol NumberPack: BitwiseCopyable, Sendable {
  /// One of the numbers.
  associatedtype Number: BitwiseCopyable

  /// How many there are.
  static var lanes: Int { get }
  /// The same number everywhere.
  init(repeating number: Number)
  /// The numbers from `source` on.
  init(from source: UnsafePointer<Number>)
  /// Writes the numbers to `target` and on.
  func store(to target: UnsafeMutablePointer<Number>)
  /// Sums, number by number.
  static func + (a: Self, b: Self) -> Self
  /// Differences, number by number.
  static func - (a: Self, b: Self) -> Self
  /// Products, number by number.
  static func * (a: Self, b: Self) -> Self
  /// self + a·b, rounded once.
  func addingProduct(_ a: Self, _ b: Self) -> Self
  /// The sum of the numbers, by halves.
  var total: Number { get }
  /// Zero where negative; NaN stays NaN.
  var rectified: Self { get }
  /// Zero where `other` is not positive.
  func kept(wherePositive other: Self) -> Self
}

/// Eight numbers of 32 bits.
public struct FloatPack: NumberPack {
  private let numbers: SIMD8<Float>

  @inline(__always)
  private init(_ numbers: SIMD8<Float>) { self.numbers = numbers }

  /// Eight.
  public static var lanes: Int { 8 }
  /// One number broadcast.
  @inline(__always)
  public init(repeating number: Float) { numbers = SIMD8(repeating: number) }
  /// One unaligned load.
  @inline(__always)
  public init(from source: UnsafePointer<Float>) {
    numbers = UnsafeRawPointer(source).loadUnaligned(as: SIMD8<Float>.self)
  }
  /// One unaligned store.
  @inline(__always)
  public func store(to target: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(target).storeBytes(of: numbers, as: SIMD8<Float>.self)
  }
  /// One instruction.
  @inline(__always)
  public static func + (a: Self, b: Self) -> Self { Self(a.numbers + b.numbers) }
  /// One instruction.
  @inline(__always)
  public static func - (a: Self, b: Self) -> Self { Self(a.numbers - b.numbers) }
  /// One instruction.
  @inline(__always)
  public static func * (a: Self, b: Self) -> Self { Self(a.numbers * b.numbers) }
  /// One instruction where the target has fused multiply-add.
  @inline(__always)
  public func addingProduct(_ a: Self, _ b: Self) -> Self {
    Self(numbers.addingProduct(a.numbers, b.numbers))
  }
  /// Halves three times.
  @inline(__always)
  public var total: Float {
    let four = numbers.lowHalf + numbers.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
  /// One instruction.
  @inline(__always)
  public var rectified: Self { Self(numbers.replacing(with: 0, where: numbers .< 0)) }
  /// Two instructions.
  @inline(__always)
  public func kept(wherePositive other: Self) -> Self {
    Self(SIMD8<Float>.zero.replacing(with: numbers, where: other.numbers .> 0))
  }
}

/// Four numbers of 64 bits.
public struct DoublePack: NumberPack {
  private let numbers: SIMD4<Double>

  @inline(__always)
  private init(_ numbers: SIMD4<Double>) { self.numbers = numbers }

  /// Four.
  public static var lanes: Int { 4 }
  /// One number broadcast.
  @inline(__always)
  public init(repeating number: Double) { numbers = SIMD4(repeating: number) }
  /// One unaligned load.
  @inline(__always)
  public init(from source: UnsafePointer<Double>) {
    numbers = UnsafeRawPointer(source).loadUnaligned(as: SIMD4<Double>.self)
  }
  /// One unaligned store.
  @inline(__always)
  public func store(to target: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(target).storeBytes(of: numbers, as: SIMD4<Double>.self)
  }
  /// One instruction.
  @inline(__always)
  public static func + (a: Self, b: Self) -> Self { Self(a.numbers + b.numbers) }
  /// One instruction.
  @inline(__always)
  public static func - (a: Self, b: Self) -> Self { Self(a.numbers - b.numbers) }
  /// One instruction.
  @inline(__always)
  public static func * (a: Self, b: Self) -> Self { Self(a.numbers * b.numbers) }
  /// One instruction where the target has fused multiply-add.
  @inline(__always)
  public func addingProduct(_ a: Self, _ b: Self) -> Self {
    Self(numbers.addingProduct(a.numbers, b.numbers))
  }
  /// Halves twice.
  @inline(__always)
  public var total: Double {
    let two = numbers.lowHalf + numbers.highHalf
    return two.x + two.y
  }
  /// One instruction.
  @inline(__always)
  public var rectified: Self { Self(numbers.replacing(with: 0, where: numbers .< 0)) }
  /// Two instructions.
  @inline(__always)
  public func kept(wherePositive other: Self) -> Self {
    Self(SIMD4<Double>.zero.replacing(with: numbers, where: other.numbers .> 0))
  }
}

/// Two packs side by side.
struct PackPair<Half: NumberPack>: NumberPack {
  private let low, high: Half

  @inline(__always)
  private init(low: Half, high: Half) {
    self.low = low
    self.high = high
  }

  static var lanes: Int { 2 &* Half.lanes }
  @inline(__always)
  init(repeating number: Half.Number) {
    low = Half(repeating: number)
    high = low
  }
  @inline(__always)
  init(from source: UnsafePointer<Half.Number>) {
    low = Half(from: source)
    high = Half(from: source + Half.lanes)
  }
  @inline(__always)
  func store(to target: UnsafeMutablePointer<Half.Number>) {
    low.store(to: target)
    high.store(to: target + Half.lanes)
  }
  @inline(__always)
  static func + (a: Self, b: Self) -> Self { Self(low: a.low + b.low, high: a.high + b.high) }
  @inline(__always)
  static func - (a: Self, b: Self) -> Self { Self(low: a.low - b.low, high: a.high - b.high) }
  @inline(__always)
  static func * (a: Self, b: Self) -> Self { Self(low: a.low * b.low, high: a.high * b.high) }
  @inline(__always)
  func addingProduct(_ a: Self, _ b: Self) -> Self {
    Self(low: low.addingProduct(a.low, b.low), high: high.addingProduct(a.high, b.high))
  }
  @inline(__always)
  var total: Half.Number { (low + high).total }
  @inline(__always)
  var rectified: Self { Self(low: low.rectified, high: high.rectified) }
  @inline(__always)
  func kept(wherePositive other: Self) -> Self {
    Self(low: low.kept(wherePositive: other.low), high: high.kept(wherePositive: other.high))
  }
}
