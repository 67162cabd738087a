/// Numbers that one instruction works on: a vector register.
///
/// Kernels over sums of products are written once with it. Each conformance is concrete, because the
/// generic forms of these operations are loops over the lanes.
public protocol NumberVector {
  /// What is in a lane.
  associatedtype Number

  /// Numbers of one vector.
  static var lanes: Int { get }
  /// The same number in every lane.
  init(all number: Number)
  /// Neighbours from memory.
  init(at place: UnsafePointer<Number>)
  /// Writes to memory.
  func store(at place: UnsafeMutablePointer<Number>)
  /// self + a·b, rounded once.
  func adding(_ a: Self, times b: Self) -> Self
  /// self + other.
  func adding(_ other: Self) -> Self
  /// self − other.
  func subtracting(_ other: Self) -> Self
  /// self·other.
  func multiplied(by other: Self) -> Self
  /// Zero where negative; NaN stays NaN.
  var rectified: Self { get }
  /// Zero where `other` is not positive.
  func keeping(wherePositive other: Self) -> Self
}

extension SIMD8: NumberVector where Scalar == Float {
  /// 32 bits.
  public typealias Number = Float
  /// 256 bits.
  @inline(__always) public static var lanes: Int { 8 }

  /// A broadcast.
  @inline(__always) public init(all number: Float) { self.init(repeating: number) }
  /// An unaligned load.
  @inline(__always) public init(at place: UnsafePointer<Float>) {
    self = UnsafeRawPointer(place).loadUnaligned(as: Self.self)
  }
  /// An unaligned store.
  @inline(__always) public func store(at place: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(place).storeBytes(of: self, as: Self.self)
  }
  /// One instruction.
  @inline(__always) public func adding(_ a: Self, times b: Self) -> Self { addingProduct(a, b) }
  /// One instruction.
  @inline(__always) public func adding(_ other: Self) -> Self { self + other }
  /// One instruction.
  @inline(__always) public func subtracting(_ other: Self) -> Self { self - other }
  /// One instruction.
  @inline(__always) public func multiplied(by other: Self) -> Self { self * other }
  /// One instruction.
  @inline(__always) public var rectified: Self { replacing(with: 0, where: self .< 0) }
  /// Two instructions.
  @inline(__always) public func keeping(wherePositive other: Self) -> Self {
    Self.zero.replacing(with: self, where: other .> 0)
  }
}

extension SIMD4: NumberVector where Scalar == Double {
  /// 64 bits.
  public typealias Number = Double
  /// 256 bits.
  @inline(__always) public static var lanes: Int { 4 }

  /// A broadcast.
  @inline(__always) public init(all number: Double) { self.init(repeating: number) }
  /// An unaligned load.
  @inline(__always) public init(at place: UnsafePointer<Double>) {
    self = UnsafeRawPointer(place).loadUnaligned(as: Self.self)
  }
  /// An unaligned store.
  @inline(__always) public func store(at place: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(place).storeBytes(of: self, as: Self.self)
  }
  /// One instruction.
  @inline(__always) public func adding(_ a: Self, times b: Self) -> Self { addingProduct(a, b) }
  /// One instruction.
  @inline(__always) public func adding(_ other: Self) -> Self { self + other }
  /// One instruction.
  @inline(__always) public func subtracting(_ other: Self) -> Self { self - other }
  /// One instruction.
  @inline(__always) public func multiplied(by other: Self) -> Self { self * other }
  /// One instruction.
  @inline(__always) public var rectified: Self { replacing(with: 0, where: self .< 0) }
  /// Two instructions.
  @inline(__always) public func keeping(wherePositive other: Self) -> Self {
    Self.zero.replacing(with: self, where: other .> 0)
  }
}
