/// Why an archive cannot be read on.
public enum TarError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file cannot be read.
  case unreadable(FileError)
  /// There is no header where one belongs; bytes from the beginning.
  case noHeader(place: Int)
  /// The file ends in the middle; its size.
  case truncated(size: Int)
  /// Bytes follow the end of the archive; where they begin.
  case goesOn(place: Int)

  /// What is wrong, without the file's name where the file can be read.
  public var description: String {
    switch self {
    case .unreadable(let error): error.description
    case .noHeader(let place): "no tar header at byte \(place)"
    case .truncated(let size): "it ends in the middle, after \(size) bytes"
    case .goesOn(let place): "it goes on after its end, at byte \(place)"
    }
  }
}

/// Reads a tar archive member by member, in pieces.
public final class TarReader {
  private let file: OpenFile
  private let size: Int
  /// Where the next header is.
  private var next = 0
  /// Where the content of the current member goes on, and how much of it is left.
  private var place = 0
  private var left = 0

  /// Opens an archive.
  public init(_ path: String) throws(TarError) {
    do {
      file = try OpenFile(reading: path)
      size = try file.size()
    } catch { throw .unreadable(error) }
  }

  /// The next member; nil at the archive's end, behind which nothing may follow.
  ///
  /// What was not read of the content before is passed over.
  public func member() throws(TarError) -> TarHeader? {
    var records: [UInt8]?
    while true {
      let start = next
      let block = try bytes(TarHeader.block, at: start)
      if block.allSatisfy({ $0 == 0 }) {
        try checkEnd()
        return nil
      }
      guard var header = TarHeader(block) else { throw .noHeader(place: start) }
      if let records, !header.apply(records) { throw .noHeader(place: start) }
      place = start + TarHeader.block
      guard header.size <= size - place else { throw .truncated(size: size) }
      left = header.size
      next = place + TarHeader.padded(header.size)
      guard header.kind == .pax else { return header }
      guard records == nil, header.size <= Self.longestRecords else {
        throw .noHeader(place: start)
      }
      records = try bytes(header.size, at: place)
    }
  }

  /// Bytes of pax records that are believed: no path is longer.
  private static let longestRecords = 1 << 16

  /// Calls `body` with the content of the current member, piece by piece.
  public func read(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    let piece = UnsafeMutableRawBufferPointer.allocate(
      byteCount: min(left, 1 << 20), alignment: 16)
    defer { piece.deallocate() }
    do { try file.seek(to: place) } catch { throw TarError.unreadable(error) }
    while left > 0 {
      let part = UnsafeMutableRawBufferPointer(rebasing: piece[..<min(left, piece.count)])
      let count: Int
      do { count = try file.read(into: part) } catch { throw TarError.unreadable(error) }
      guard count == part.count else { throw TarError.truncated(size: size) }
      try body(UnsafeRawBufferPointer(part))
      left -= count
      place += count
    }
  }

  private func bytes(_ count: Int, at place: Int) throws(TarError) -> [UInt8] {
    let bytes: [UInt8]
    do {
      try file.seek(to: place)
      bytes = try file.read(count)
    } catch { throw .unreadable(error) }
    guard bytes.count == count else { throw .truncated(size: size) }
    return bytes
  }

  /// Two blocks of zeros end an archive; some programs write more of them.
  private func checkEnd() throws(TarError) {
    guard size - next >= 2 * TarHeader.block else { throw .truncated(size: size) }
    var place = next
    while place < size {
      let count = min(size - place, 1 << 16)
      if let stray = try bytes(count, at: place).firstIndex(where: { $0 != 0 }) {
        throw .goesOn(place: place + stray)
      }
      place += count
    }
  }
}
