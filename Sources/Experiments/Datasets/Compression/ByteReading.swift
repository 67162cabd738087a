extension Collection<UInt8> where Index == Int {
  /// An unsigned number whose first byte is the lowest.
  func littleEndian(at place: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(self[startIndex + place + $1]) << (8 * $1) }
  }

  /// An unsigned number whose first byte is the highest.
  func bigEndian(at place: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 << 8 | Int(self[startIndex + place + $1]) }
  }
}
