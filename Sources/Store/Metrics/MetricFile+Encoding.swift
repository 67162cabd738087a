import Base

extension MetricFile {
  /// The bytes of a file holding `table`.
  public static func encode(_ table: MetricTable) -> [UInt8] {
    var bytes = magic
    bytes.reserveCapacity(table.rowCount * 24 + 4096)
    append(UInt32(version), to: &bytes)
    append(UInt64(table.rowCount), to: &bytes)
    appendQuantities(table.quantities, to: &bytes)
    append(table.quantity, isPresent: table.rowCount > 0, to: &bytes)
    append(table.value, isPresent: table.rowCount > 0, to: &bytes)
    for column in [table.sample, table.checkpoint, table.step, table.count] {
      append(column, isPresent: column.contains { $0 != MetricTable.noInteger }, to: &bytes)
    }
    append(
      table.standardError, isPresent: table.standardError.contains { !$0.isNaN }, to: &bytes)
    bytes.append(contentsOf: ContentHash(of: bytes).hex.utf8)
    return bytes
  }

  /// The texts, each once, then the quantities that refer to them.
  private static func appendQuantities(_ quantities: [MetricQuantity], to bytes: inout [UInt8]) {
    var numbers: [String: UInt32] = [:]
    var texts: [String] = []
    let references = quantities.map { quantity in
      quantity.texts.map { text -> UInt32 in
        guard let text else { return noText }
        if let number = numbers[text] { return number }
        let number = UInt32(texts.count)
        numbers[text] = number
        texts.append(text)
        return number
      }
    }
    append(UInt32(texts.count), to: &bytes)
    for text in texts {
      append(UInt32(text.utf8.count), to: &bytes)
      bytes.append(contentsOf: text.utf8)
    }
    append(UInt32(quantities.count), to: &bytes)
    for (quantity, texts) in zip(quantities, references) {
      for text in texts { append(text, to: &bytes) }
      for order in [quantity.contextOrder, quantity.interactionOrder] {
        append(order.map(Int64.init) ?? MetricTable.noInteger, to: &bytes)
      }
      bytes.append(quantity.exact ? 1 : 0)
    }
  }

  private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// A column: the flag, then the entries as they lie in memory (every supported machine is
  /// little-endian).
  private static func append<Entry: BitwiseCopyable>(
    _ column: [Entry], isPresent: Bool, to bytes: inout [UInt8]
  ) {
    bytes.append(isPresent ? 1 : 0)
    if isPresent { column.withUnsafeBytes { bytes.append(contentsOf: $0) } }
  }
}
