/// The records of a CIFAR-10 binary file: a byte of label, then 1,024 bytes of red, of green and of
/// blue, each row by row.
struct CIFARRecords: Sendable, Hashable {
  /// Values of an image.
  static let pixels = 32 * 32 * 3
  static let classes = 10

  /// Rows × columns × colours.
  var pixels: [UInt8]
  var labels: [Int32]

  /// Reads a file's bytes.
  init(_ bytes: [UInt8], path: String) throws(DatasetError) {
    let length = 1 + Self.pixels
    let count = bytes.count / length
    guard count > 0, bytes.count % length == 0 else {
      throw .wrongRecords(path: path, record: length, found: bytes.count)
    }
    labels = (0..<count).map { Int32(bytes[$0 * length]) }
    if let record = labels.firstIndex(where: { $0 >= Self.classes }) {
      throw .wrongLabel(
        Int(labels[record]), record: record, classes: Self.classes, path: path)
    }
    let plane = 32 * 32
    pixels = [UInt8](unsafeUninitializedCapacity: count * Self.pixels) { result, written in
      bytes.withUnsafeBufferPointer { bytes in
        var place = 0
        for record in 0..<count {
          let start = record * length + 1
          for pixel in 0..<plane {
            result[place] = bytes[start + pixel]
            result[place + 1] = bytes[start + plane + pixel]
            result[place + 2] = bytes[start + 2 * plane + pixel]
            place += 3
          }
        }
      }
      written = count * Self.pixels
    }
  }
}
