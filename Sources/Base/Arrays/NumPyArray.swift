/// An array in NumPy's file format (NEP 1): a header that reads as a Python dictionary, then the
/// values, last axis innermost.
public struct NumPyArray: Sendable, Hashable {
  /// Type and shape.
  public let header: NumPyHeader
  /// The values, little-endian.
  public let data: ArraySlice<UInt8>

  /// The type of the values.
  public var kind: NumPyHeader.Kind { header.kind }
  /// The length along each axis.
  public var shape: [Int] { header.shape }
  /// Number of values.
  public var count: Int { data.count / kind.bytes }

  /// Reads a file's bytes.
  public init(_ bytes: [UInt8]) throws(NumPyError) {
    header = try NumPyHeader(bytes[...])
    data = bytes[header.length...]
    guard data.count == header.valueBytes else {
      throw .length(expected: header.valueBytes, found: data.count)
    }
  }

  /// The bytes of a file of float64 `values`, of which there must be as many as `shape` says.
  public static func bytes(of values: [Double], shape: [Int]) -> [UInt8] {
    precondition(values.count == shape.reduce(1, *), "\(values.count) values of shape \(shape)")
    var bytes = NumPyHeader(kind: .float64, shape: shape).bytes
    bytes.reserveCapacity(bytes.count + 8 * values.count)
    values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// The values as doubles, last axis innermost.
  public var doubles: [Double] {
    data.withUnsafeBytes { bytes in
      switch kind {
      case .uint8: bytes.map { Double($0) }
      case .int32: Self.each(bytes, Int32.self) { Double($0) }
      case .int64: Self.each(bytes, Int64.self) { Double($0) }
      case .float32: Self.each(bytes, Float.self) { Double($0) }
      case .float64: Self.each(bytes, Double.self) { $0 }
      }
    }
  }

  /// The values rounded to floats, last axis innermost.
  public var floats: [Float] {
    data.withUnsafeBytes { bytes in
      switch kind {
      case .uint8: bytes.map { Float($0) }
      case .int32: Self.each(bytes, Int32.self) { Float($0) }
      case .int64: Self.each(bytes, Int64.self) { Float($0) }
      case .float32: Self.each(bytes, Float.self) { $0 }
      case .float64: Self.each(bytes, Double.self) { Float($0) }
      }
    }
  }

  private static func each<Number: BitwiseCopyable, Result>(
    _ bytes: UnsafeRawBufferPointer, _ type: Number.Type, _ convert: (Number) -> Result
  ) -> [Result] {
    stride(from: 0, to: bytes.count, by: MemoryLayout<Number>.stride).map {
      convert(bytes.loadUnaligned(fromByteOffset: $0, as: type))
    }
  }

  /// The place of a flat index along each axis.
  public func place(of index: Int) -> [Int] {
    var rest = index
    var place: [Int] = []
    for length in shape.reversed() {
      place.insert(rest % max(length, 1), at: 0)
      rest /= max(length, 1)
    }
    return place
  }
}
