import Base

extension MetricFile {
  /// The table in `bytes`; `path` names them in errors.
  public static func decode(_ bytes: [UInt8], path: String) throws(MetricFileError) -> MetricTable {
    guard bytes.starts(with: magic) else { throw .notMetricFile(path: path) }
    var reader = Reader(bytes: bytes, end: bytes.count, path: path)
    reader.position = magic.count
    let found = Int(try reader.integer(UInt32.self))
    guard found == version else {
      throw .unknownVersion(path: path, version: found, known: version)
    }
    let table = try decodeTable(&reader)
    let contentEnd = reader.position
    let checksum = try reader.text(length: digestLength)
    guard reader.position == bytes.count else {
      throw .damaged(path: path, reason: "bytes after the checksum")
    }
    var hasher = ContentHasher()
    bytes.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0[..<contentEnd])) }
    guard hasher.finish().hex == checksum else {
      throw .damaged(path: path, reason: "the checksum does not fit the content")
    }
    return table
  }

  private static func decodeTable(_ reader: inout Reader) throws(MetricFileError) -> MetricTable {
    let rows = try reader.integer(UInt64.self)
    guard rows <= UInt64(reader.bytes.count) else { throw reader.truncated }
    let count = Int(rows)
    var table = MetricTable()
    table.quantities = try decodeQuantities(&reader)
    table.quantity = try reader.column(count, absent: 0)
    table.value = try reader.column(count, absent: 0)
    table.sample = try reader.column(count, absent: MetricTable.noInteger)
    table.checkpoint = try reader.column(count, absent: MetricTable.noInteger)
    table.step = try reader.column(count, absent: MetricTable.noInteger)
    table.count = try reader.column(count, absent: MetricTable.noInteger)
    table.standardError = try reader.column(count, absent: .nan)
    let largest = table.quantity.max() ?? 0
    guard table.quantity.isEmpty || Int(largest) < table.quantities.count else {
      throw reader.damaged("a row of a quantity that is not there")
    }
    guard table.value.allSatisfy(\.isFinite) else {
      throw reader.damaged("a value that is not finite")
    }
    guard !table.standardError.contains(where: \.isInfinite) else {
      throw reader.damaged("a standard error that is not finite")
    }
    return table
  }

  private static func decodeQuantities(_ reader: inout Reader) throws(MetricFileError)
    -> [MetricQuantity]
  {
    var texts: [String] = []
    for _ in 0..<(try reader.integer(UInt32.self)) {
      let length = Int(try reader.integer(UInt32.self))
      texts.append(try reader.text(length: length))
    }
    var quantities: [MetricQuantity] = []
    for _ in 0..<(try reader.integer(UInt32.self)) {
      var found: [String?] = []
      for _ in 0..<8 {
        let number = try reader.integer(UInt32.self)
        guard number != noText else {
          found.append(nil)
          continue
        }
        guard Int(number) < texts.count else {
          throw reader.damaged("a text that is not there")
        }
        found.append(texts[Int(number)])
      }
      guard let name = found[0] else { throw reader.damaged("a quantity without a name") }
      let orders = [try reader.integer(Int64.self), try reader.integer(Int64.self)]
        .map { $0 == MetricTable.noInteger ? nil : Int($0) }
      quantities.append(
        MetricQuantity(
          name: name, split: found[1], layer: found[2], className: found[3], labelKind: found[4],
          part: found[5], contextOrder: orders[0], interactionOrder: orders[1],
          exact: try reader.integer(UInt8.self) == 1, unit: found[6], reference: found[7]))
    }
    return quantities
  }

  /// Reads forward through the bytes and refuses to pass their end.
  private struct Reader {
    let bytes: [UInt8]
    let end: Int
    let path: String
    var position = 0

    var truncated: MetricFileError { .truncated(path: path, bytes: bytes.count) }

    func damaged(_ reason: String) -> MetricFileError { .damaged(path: path, reason: reason) }

    mutating func integer<Number: FixedWidthInteger>(_ type: Number.Type)
      throws(MetricFileError) -> Number
    {
      let size = MemoryLayout<Number>.size
      guard end - position >= size else { throw truncated }
      defer { position += size }
      return bytes.withUnsafeBytes {
        Number(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: Number.self))
      }
    }

    mutating func text(length: Int) throws(MetricFileError) -> String {
      guard end - position >= length else { throw truncated }
      defer { position += length }
      guard let text = String(validating: bytes[position..<position + length], as: UTF8.self)
      else { throw damaged("a text that is not UTF-8") }
      return text
    }

    mutating func column<Entry: BitwiseCopyable>(_ count: Int, absent: Entry)
      throws(MetricFileError) -> [Entry]
    {
      guard try integer(UInt8.self) == 1 else { return [Entry](repeating: absent, count: count) }
      let size = count * MemoryLayout<Entry>.stride
      guard end - position >= size else { throw truncated }
      defer { position += size }
      return bytes.withUnsafeBytes { source in
        [Entry](unsafeUninitializedCapacity: count) { target, filled in
          if size > 0 {
            UnsafeMutableRawBufferPointer(target).copyMemory(
              from: UnsafeRawBufferPointer(rebasing: source[position..<position + size]))
          }
          filled = count
        }
      }
    }
  }
}
