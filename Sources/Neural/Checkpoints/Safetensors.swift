import Base

/// The kinds of numbers read and written here.
public enum SafetensorsType: String, Sendable, Hashable, CaseIterable {
  case float64 = "F64"
  case float32 = "F32"
  case int64 = "I64"
  case int32 = "I32"
  case uint8 = "U8"

  /// Bytes of one number.
  var bytes: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .uint8: 1
    }
  }

  /// Where the `safetensors` library puts tensors of this kind: high ranks first, wide before narrow.
  var rank: Int {
    switch self {
    case .int64: 4
    case .float64: 3
    case .float32: 2
    case .int32: 1
    case .uint8: 0
    }
  }
}

/// A Swift number with a kind in safetensors files.
public protocol SafetensorsNumber: BitwiseCopyable, Sendable {
  /// Its kind.
  static var safetensorsType: SafetensorsType { get }
}

extension Float: SafetensorsNumber {
  /// `F32`.
  public static var safetensorsType: SafetensorsType { .float32 }
}
extension Double: SafetensorsNumber {
  /// `F64`.
  public static var safetensorsType: SafetensorsType { .float64 }
}
extension Int64: SafetensorsNumber {
  /// `I64`.
  public static var safetensorsType: SafetensorsType { .int64 }
}
extension Int32: SafetensorsNumber {
  /// `I32`.
  public static var safetensorsType: SafetensorsType { .int32 }
}
extension UInt8: SafetensorsNumber {
  /// `U8`.
  public static var safetensorsType: SafetensorsType { .uint8 }
}

/// One tensor of a file: kind, shape and little-endian bytes, last axis innermost.
public struct SafetensorsTensor: Sendable, Hashable {
  /// The kind of the numbers.
  public let type: SafetensorsType
  /// Lengths of the axes; empty for a single number.
  public let shape: [Int]
  /// The numbers.
  public let bytes: [UInt8]

  init(type: SafetensorsType, shape: [Int], bytes: [UInt8]) {
    self.type = type
    self.shape = shape
    self.bytes = bytes
  }

  /// Makes a tensor of `numbers`, which must fill `shape`.
  public init<Number: SafetensorsNumber>(_ numbers: [Number], shape: [Int]) {
    precondition(
      shape.reduce(1, *) == numbers.count,
      "SafetensorsTensor: \(numbers.count) numbers do not fill shape \(shape)")
    type = Number.safetensorsType
    self.shape = shape
    // Linux on x86-64 and on ARM is little-endian, as the format.
    bytes = numbers.withUnsafeBytes { Array($0) }
  }

  /// The numbers, if they are of this kind.
  public func numbers<Number: SafetensorsNumber>(as kind: Number.Type) -> [Number]? {
    guard type == Number.safetensorsType else { return nil }
    let count = bytes.count / MemoryLayout<Number>.stride
    return [Number](unsafeUninitializedCapacity: count) { target, written in
      UnsafeMutableRawBufferPointer(target).copyBytes(from: bytes)
      written = count
    }
  }
}

/// Named tensors and texts in one file, in the format of the `safetensors` library.
///
/// Eight bytes tell the length of a JSON header, which maps each name to kind, shape and place in
/// the data behind it. The same content gives the same bytes: tensors lie by kind, wide numbers
/// first, and then by name, as that library writes them, so each is aligned; the header's length is
/// a multiple of eight.
public struct Safetensors: Sendable, Hashable {
  /// The tensors by name.
  public var tensors: [String: SafetensorsTensor]
  /// Texts by key.
  public var metadata: [String: String]

  /// The longest header read: what the `safetensors` library allows.
  static let headerLimit = 100_000_000
  static let metadataKey = "__metadata__"

  /// Makes a file's content.
  public init(tensors: [String: SafetensorsTensor] = [:], metadata: [String: String] = [:]) {
    precondition(
      tensors[Self.metadataKey] == nil, "Safetensors: no tensor may be named __metadata__")
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The content as bytes.
  public var bytes: [UInt8] {
    let order = tensors.sorted { a, b in
      if a.value.type != b.value.type { return a.value.type.rank > b.value.type.rank }
      return a.key.utf8.lexicographicallyPrecedes(b.key.utf8)
    }
    var header: [UInt8] = Array("{".utf8)
    func member(_ key: String, _ value: Value) {
      if header.count > 1 { header.append(UInt8(ascii: ",")) }
      Value.text(key).appendJSON(to: &header)
      header.append(UInt8(ascii: ":"))
      value.appendJSON(to: &header)
    }
    if !metadata.isEmpty { member(Self.metadataKey, .map(metadata.mapValues { .text($0) })) }
    var offset = 0
    for (name, tensor) in order {
      let end = offset + tensor.bytes.count
      let shape = tensor.shape.map { Value.integer($0) }
      let place: [Value] = [.integer(offset), .integer(end)]
      let entry: [String: Value] = [
        "dtype": .text(tensor.type.rawValue), "shape": .list(shape), "data_offsets": .list(place),
      ]
      member(name, .map(entry))
      offset = end
    }
    header.append(UInt8(ascii: "}"))
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    var result: [UInt8] = []
    result.reserveCapacity(8 + header.count + offset)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { result.append(contentsOf: $0) }
    result.append(contentsOf: header)
    for (_, tensor) in order { result.append(contentsOf: tensor.bytes) }
    return result
  }

  /// Reads the content of a file; refuses what the format does not allow, naming the tensor.
  public init(bytes: [UInt8]) throws(SafetensorsError) {
    guard bytes.count >= 8 else { throw .truncatedHeader(fileBytes: bytes.count, needed: 8) }
    let length = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(Self.headerLimit) else {
      throw .hugeHeader(bytes: length, limit: Self.headerLimit)
    }
    let dataStart = 8 + Int(length)
    guard dataStart <= bytes.count else {
      throw .truncatedHeader(fileBytes: bytes.count, needed: 8 + length)
    }
    let header: Value
    do { header = try Value(json: Array(bytes[8..<dataStart])) } catch {
      throw .header(reason: error.description)
    }
    guard case .map(let members) = header else { throw .header(reason: "not an object") }
    metadata = try Self.texts(members[Self.metadataKey])
    var spans: [(name: String, begin: Int, end: Int)] = []
    tensors = [:]
    for (name, entry) in members.sorted(by: { $0.key < $1.key }) where name != Self.metadataKey {
      let place = try TensorEntry(entry, tensor: name)
      let available = bytes.count - dataStart
      guard place.begin >= 0, place.begin <= place.end, place.end <= available else {
        throw .outOfRange(
          tensor: name, begin: place.begin, end: place.end, dataBytes: available)
      }
      guard place.byteCount == place.end - place.begin else {
        throw .size(
          tensor: name, shape: place.shape, type: place.type, bytes: place.end - place.begin)
      }
      spans.append((name, place.begin, place.end))
      tensors[name] = SafetensorsTensor(
        type: place.type, shape: place.shape,
        bytes: Array(bytes[(dataStart + place.begin)..<(dataStart + place.end)]))
    }
    try Self.checkCover(spans, dataBytes: bytes.count - dataStart)
  }

  private static func texts(_ value: Value?) throws(SafetensorsError) -> [String: String] {
    guard let value else { return [:] }
    guard case .map(let members) = value else { throw .metadata(key: "the whole") }
    var texts: [String: String] = [:]
    for (key, member) in members.sorted(by: { $0.key < $1.key }) {
      guard case .text(let text) = member else { throw .metadata(key: key) }
      texts[key] = text
    }
    return texts
  }

  /// Every byte of the data belongs to exactly one tensor.
  private static func checkCover(_ spans: [(name: String, begin: Int, end: Int)], dataBytes: Int)
    throws(SafetensorsError)
  {
    var end = 0
    var last = ""
    for span in spans.sorted(by: { ($0.begin, $0.end, $0.name) < ($1.begin, $1.end, $1.name) }) {
      guard span.begin >= end else { throw .overlap(tensor: span.name, other: last) }
      guard span.begin == end else { throw .gap(begin: end, end: span.begin) }
      end = span.end
      last = span.name
    }
    guard end == dataBytes else { throw .gap(begin: end, end: dataBytes) }
  }

  /// The numbers of `tensor`; throws unless it is there with this kind and shape.
  public func numbers<Number: SafetensorsNumber>(
    of tensor: String, shape: [Int], as kind: Number.Type = Number.self
  ) throws(SafetensorsError) -> [Number] {
    guard let found = tensors[tensor] else {
      throw .missing(
        tensor: tensor,
        nearest: NearestName.suggestion(for: tensor, among: tensors.keys.sorted()))
    }
    guard let numbers = found.numbers(as: kind) else {
      throw .wrongType(tensor: tensor, found: found.type, wanted: Number.safetensorsType)
    }
    guard found.shape == shape else {
      throw .wrongShape(tensor: tensor, found: found.shape, wanted: shape)
    }
    return numbers
  }
}

/// What a header says of one tensor.
struct TensorEntry {
  let type: SafetensorsType
  let shape: [Int]
  let begin, end: Int

  /// Bytes the shape asks for; −1 when that is more than an `Int`.
  var byteCount: Int {
    shape.reduce(type.bytes) { total, length in
      let (product, overflow) = total.multipliedReportingOverflow(by: length)
      return total < 0 || overflow ? -1 : product
    }
  }

  init(_ value: Value, tensor: String) throws(SafetensorsError) {
    guard case .map(let members) = value else {
      throw .entry(tensor: tensor, reason: "its entry is not an object")
    }
    guard case .text(let name)? = members["dtype"] else {
      throw .entry(tensor: tensor, reason: "dtype is missing or not a text")
    }
    guard let type = SafetensorsType(rawValue: name) else {
      throw .dataType(tensor: tensor, name: name)
    }
    self.type = type
    shape = try Self.lengths(members["shape"], tensor: tensor, field: "shape")
    let offsets = try Self.lengths(members["data_offsets"], tensor: tensor, field: "data_offsets")
    guard offsets.count == 2 else {
      throw .entry(tensor: tensor, reason: "data_offsets holds \(offsets.count) numbers, not 2")
    }
    begin = offsets[0]
    end = offsets[1]
  }

  private static func lengths(_ value: Value?, tensor: String, field: String)
    throws(SafetensorsError) -> [Int]
  {
    guard case .list(let items)? = value else {
      throw .entry(tensor: tensor, reason: "\(field) is missing or not a list")
    }
    var lengths: [Int] = []
    for item in items {
      guard case .integer(let length) = item, length >= 0 else {
        throw .entry(tensor: tensor, reason: "\(field) holds something that is no length")
      }
      lengths.append(length)
    }
    return lengths
  }
}
