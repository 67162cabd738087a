/// Writes a tar archive member by member, in pieces.
///
/// The bytes depend on names, contents and times alone: owner and rights are always the same.
public final class TarWriter {
  private let file: OpenFile
  private var buffer: [UInt8] = []
  /// Bytes of the current member's content that are still to come.
  private var left = 0
  private var padding = 0
  /// Bytes written, the end not counted.
  public private(set) var size = 0

  private static let bufferSize = 1 << 20

  /// Makes the file; one that is there already is a fault.
  public init(creating path: String) throws(FileError) {
    file = try OpenFile(creating: path)
    buffer.reserveCapacity(2 * Self.bufferSize)
  }

  /// Begins a member; the content of the one before must be complete.
  public func begin(_ header: TarHeader) throws(FileError) {
    precondition(left == 0, "the content of the last member is not complete")
    try put(header.bytes)
    left = header.size
    padding = TarHeader.padded(header.size) - header.size
  }

  /// Adds to the current member's content, which must not become longer than its header says.
  public func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    precondition(bytes.count <= left, "the content is longer than its header says")
    left -= bytes.count
    size += bytes.count
    if bytes.count >= Self.bufferSize {
      try flush()
      try file.write(bytes)
    } else {
      buffer.append(contentsOf: bytes)
      if buffer.count >= Self.bufferSize { try flush() }
    }
    if left == 0, padding > 0 {
      try put([UInt8](repeating: 0, count: padding))
      padding = 0
    }
  }

  /// Ends the archive.
  public func finish() throws(FileError) {
    precondition(left == 0, "the content of the last member is not complete")
    buffer.append(contentsOf: [UInt8](repeating: 0, count: 2 * TarHeader.block))
    try flush()
  }

  private func put(_ bytes: [UInt8]) throws(FileError) {
    buffer.append(contentsOf: bytes)
    size += bytes.count
  }

  private func flush() throws(FileError) {
    try file.write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}
