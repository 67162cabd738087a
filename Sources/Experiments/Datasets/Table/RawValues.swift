/// A number that samples are stored as.
protocol RawNumber: BitwiseCopyable, Hashable, Sendable {
  /// The nearest number there is; out of range, the end of the range.
  init(nearest value: Double)
  /// Its value.
  var value: Double { get }
}

extension UInt8: RawNumber {
  init(nearest value: Double) { self = UInt8(Swift.min(Swift.max(value.rounded(), 0), 255)) }
  var value: Double { Double(self) }
}

extension Float: RawNumber {
  init(nearest value: Double) { self = Float(value) }
  var value: Double { Double(self) }
}

/// Values of samples, one after the other: bytes, as images are published, or numbers, as tables
/// and token ids are.
public enum RawValues: Sendable, Hashable {
  /// Levels 0…255.
  case bytes([UInt8])
  /// Real numbers.
  case numbers([Float])

  /// The values of the samples at `rows`, in that order, of `elements` values each.
  func rows(_ rows: [Int], elements: Int) -> RawValues {
    switch self {
    case .bytes(let values): .bytes(Self.rows(rows, of: values, elements))
    case .numbers(let values): .numbers(Self.rows(rows, of: values, elements))
    }
  }

  private static func rows<Number>(_ rows: [Int], of values: [Number], _ elements: Int)
    -> [Number]
  {
    var part: [Number] = []
    part.reserveCapacity(rows.count * elements)
    for row in rows { part += values[row * elements..<(row + 1) * elements] }
    return part
  }

  /// Both, one after the other; as numbers unless both are bytes.
  static func + (first: RawValues, second: RawValues) -> RawValues {
    switch (first, second) {
    case (.bytes(let first), .bytes(let second)): .bytes(first + second)
    default: .numbers(first.floats + second.floats)
    }
  }

  /// The values as numbers.
  private var floats: [Float] {
    switch self {
    case .bytes(let values): values.map(Float.init)
    case .numbers(let values): values
    }
  }
}

extension RawValues: RandomAccessCollection {
  /// The first place.
  public var startIndex: Int { 0 }

  /// Number of values.
  public var endIndex: Int {
    switch self {
    case .bytes(let values): values.count
    case .numbers(let values): values.count
    }
  }

  /// The value at `index`.
  public subscript(index: Int) -> Double {
    switch self {
    case .bytes(let values): Double(values[index])
    case .numbers(let values): Double(values[index])
    }
  }
}
