/// An array in NumPy's file format (NEP 1): a header that reads as a Python dictionary, then the
/// values, last axis innermost.
struct NumPyArray: Sendable, Hashable {
  /// The types of numbers read, by NumPy's names.
  enum Kind: String, Sendable, CaseIterable {
    case float32 = "<f4"
    case float64 = "<f8"
    case uint8 = "|u1"
    case int32 = "<i4"
    case int64 = "<i8"

    var bytes: Int {
      switch self {
      case .uint8: 1
      case .float32, .int32: 4
      case .float64, .int64: 8
      }
    }
  }

  let kind: Kind
  let shape: [Int]
  /// The values, little-endian.
  let data: ArraySlice<UInt8>

  /// Number of values.
  var count: Int { data.count / kind.bytes }

  /// Reads a file's bytes; `name` and `path` are for texts.
  init(_ bytes: [UInt8], name: String, path: String) throws(ArrayFileError) {
    guard bytes.count >= 10, bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw .notNumPy(array: name, path: path)
    }
    let version = Int(bytes[6])
    guard version == 1 || version == 2 else {
      throw .version(version, array: name, path: path)
    }
    let lengthBytes = version == 1 ? 2 : 4
    let headerStart = 8 + lengthBytes
    guard bytes.count >= headerStart else { throw .notNumPy(array: name, path: path) }
    let headerLength = bytes.littleEndian(at: 8, lengthBytes)
    guard headerLength <= bytes.count - headerStart else { throw .truncated(path: path) }
    let text = String(
      decoding: bytes[headerStart..<headerStart + headerLength], as: UTF8.self)
    let header = Self.entries(of: text)
    guard let type = header["descr"], let order = header["fortran_order"],
      let lengths = header["shape"].flatMap(Self.lengths)
    else {
      let shown = text.prefix(80).filter { $0 != "\n" }
      throw .header(array: name, text: String(shown), path: path)
    }
    guard let kind = Kind(rawValue: type) else { throw .type(type, array: name, path: path) }
    // One axis or none is in both orders.
    guard order == "False" || lengths.count < 2 else {
      throw .fortranOrder(array: name, path: path)
    }
    self.kind = kind
    shape = lengths
    data = bytes[(headerStart + headerLength)...]
    let expected = lengths.reduce(kind.bytes) { product, length in
      let (result, overflow) = product.multipliedReportingOverflow(by: length)
      return overflow ? Int.max : result
    }
    guard data.count == expected else {
      throw .length(array: name, expected: expected, found: data.count, path: path)
    }
  }

  /// `'key': value` pairs; texts without their quotes.
  private static func entries(of text: String) -> [String: String] {
    var entries: [String: String] = [:]
    for key in ["descr", "fortran_order", "shape"] {
      guard let found = text.firstRange(of: "'\(key)'") else { continue }
      let rest = text[found.upperBound...].drop { $0 == ":" || $0 == " " }
      switch rest.first {
      case "'": entries[key] = String(rest.dropFirst().prefix { $0 != "'" })
      case "(": entries[key] = String(rest.dropFirst().prefix { $0 != ")" })
      default: entries[key] = String(rest.prefix { $0 != "," && $0 != "}" })
      }
    }
    return entries
  }

  /// `3, 4` or `3,` as lengths; nil for anything else.
  private static func lengths(_ text: String) -> [Int]? {
    let parts = text.split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
    let lengths = parts.compactMap { Int($0) }
    return lengths.count == parts.count && lengths.allSatisfy { $0 >= 0 } ? lengths : nil
  }

  /// The value at `index` of the flat array.
  subscript(index: Int) -> Double {
    let place = index * kind.bytes
    let bits = UInt64(truncatingIfNeeded: data.littleEndian(at: place, kind.bytes))
    return switch kind {
    case .uint8: Double(bits)
    case .int32: Double(Int32(truncatingIfNeeded: bits))
    case .int64: Double(Int64(truncatingIfNeeded: bits))
    case .float32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    case .float64: Double(bitPattern: bits)
    }
  }

  /// The values as samples hold them: bytes as they are, others as numbers.
  var values: RawValues {
    switch kind {
    case .uint8: .bytes(Array(data))
    case .float32:
      .numbers(
        [Float](unsafeUninitializedCapacity: count) { target, written in
          UnsafeMutableRawBufferPointer(target).copyBytes(from: data)
          written = count
        })
    default: .numbers((0..<count).map { Float(self[$0]) })
    }
  }

  /// The place of a flat index along each axis.
  func place(of index: Int) -> [Int] {
    var rest = index
    var place: [Int] = []
    for length in shape.reversed() {
      place.insert(rest % max(length, 1), at: 0)
      rest /= max(length, 1)
    }
    return place
  }
}
