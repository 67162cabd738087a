import Glibc

/// A file that is read or written in pieces, so that it need not fit into memory.
public final class OpenFile {
  /// Where it lies.
  public let path: String
  private let descriptor: Int32

  /// Opens a regular file for reading.
  public init(reading path: String) throws(FileError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw FileError(path: path, reason: "is not a regular file")
    }
  }

  /// Makes a file for writing; one that is there already is a fault.
  public init(creating path: String) throws(FileError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Self.failure(path) }
  }

  deinit { close(descriptor) }

  /// Reads as much as there is and fits; returns the number of bytes, fewer only at the file's end.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    var done = 0
    while done < buffer.count {
      guard let base = buffer.baseAddress else { return 0 }
      let count = Glibc.read(descriptor, base + done, buffer.count - done)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Self.failure(path) }
      guard count > 0 else { break }
      done += count
    }
    return done
  }

  /// Reads `count` bytes, or fewer at the file's end.
  public func read(_ count: Int) throws(FileError) -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    defer { buffer.deallocate() }
    let got = try read(into: buffer)
    return Array(buffer[..<got])
  }

  /// Writes all bytes.
  public func write(_ buffer: UnsafeRawBufferPointer) throws(FileError) {
    var done = 0
    while done < buffer.count {
      guard let base = buffer.baseAddress else { return }
      let count = Glibc.write(descriptor, base + done, buffer.count - done)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Self.failure(path) }
      done += count
    }
  }

  /// Writes all bytes.
  public func write(_ bytes: [UInt8]) throws(FileError) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
    defer { copy.deallocate() }
    copy.copyBytes(from: bytes)
    try write(UnsafeRawBufferPointer(copy))
  }

  /// The number of bytes of the file.
  public func size() throws(FileError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.failure(path) }
    return Int(status.st_size)
  }

  /// Goes on at a place, in bytes from the beginning.
  public func seek(to place: Int) throws(FileError) {
    guard lseek(descriptor, place, SEEK_SET) == place else { throw Self.failure(path) }
  }

  private static func failure(_ path: String) -> FileError {
    FileError(path: path, reason: LocalFileSystem.reason(errno))
  }
}
