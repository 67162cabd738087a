import Foundation

/// A file of float64 values in NumPy's format, read from front to back in blocks of any size, so
/// that neither a large table nor a header that promises one takes memory before it is wanted.
public final class NumPyFile {
  /// The path as it was asked for.
  public let path: String
  /// Type and shape of the whole array.
  public let header: NumPyHeader
  private let descriptor: Int32

  /// Opens the file, reads its header and checks that as many bytes follow as that says.
  ///
  /// Throws `FileError` when it cannot be read and `NumPyError` when it is no such file.
  public init(reading path: String) throws {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw FileError(path: path, reason: LocalFileSystem.reason(errno))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw FileError(path: path, reason: "is no regular file")
    }
    do {
      // A header written by NumPy has 128 bytes; one of format version 1 has at most 64 KiB.
      let first = try Self.bytes(descriptor, path: path, count: 10 + 1 << 16)
      header = try NumPyHeader(first[...])
      let found = Int(status.st_size) - header.length
      guard found == header.valueBytes else {
        throw NumPyError.length(expected: header.valueBytes, found: found)
      }
    } catch {
      close(descriptor)
      throw error
    }
    lseek(descriptor, off_t(header.length), SEEK_SET)
  }

  deinit { close(descriptor) }

  /// Number of values in the whole array.
  public var count: Int { header.valueBytes / header.kind.bytes }

  /// Fills `target` with the next values; throws `NumPyError.truncated` when fewer are left.
  public func read(into target: UnsafeMutableBufferPointer<Double>) throws {
    precondition(header.kind == .float64, "\(path) holds no float64 values")
    let bytes = UnsafeMutableRawBufferPointer(target)
    guard try Self.read(descriptor, path: path, into: bytes) == bytes.count else {
      throw NumPyError.truncated
    }
  }

  /// All values of the array, none of which may have been read before.
  public func values() throws -> [Double] {
    try [Double](unsafeUninitializedCapacity: count) { target, written in
      try read(into: UnsafeMutableBufferPointer(rebasing: target[..<count]))
      written = count
    }
  }

  /// At most `count` bytes; fewer at the end of the file.
  private static func bytes(_ descriptor: Int32, path: String, count: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { target, written in
      written = try read(
        descriptor, path: path,
        into: UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(target)[..<count]))
    }
  }

  /// Fills the buffer as far as the file goes and returns how many bytes that were.
  private static func read(
    _ descriptor: Int32, path: String, into target: UnsafeMutableRawBufferPointer
  ) throws(FileError) -> Int {
    guard let start = target.baseAddress else { return 0 }
    var done = 0
    while done < target.count {
      let count = Glibc.read(descriptor, start + done, target.count - done)
      if count < 0 {
        if errno == EINTR { continue }
        throw FileError(path: path, reason: LocalFileSystem.reason(errno))
      }
      guard count > 0 else { break }
      done += count
    }
    return done
  }
}
