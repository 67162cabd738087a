import Base
import Glibc

/// A fault of a safetensors file, with its path.
public struct SafetensorsFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// What is wrong in it.
  public let fault: SafetensorsError

  /// `path: fault`.
  public var description: String { "\(path): \(fault.description)" }
}

extension Safetensors {
  /// The largest file read, 8 GiB.
  private static let fileLimit = 8 << 30

  /// Reads the file at `path`; throws `FileError` or `SafetensorsFileError`.
  public init(contentsOf path: String) throws {
    let bytes = try LocalFileSystem().read(path, limit: Self.fileLimit)
    do { self = try Safetensors(bytes: bytes) } catch {
      throw SafetensorsFileError(path: path, fault: error)
    }
  }

  /// Writes the file at `path`, in place of what is there.
  public func write(to path: String) throws(FileError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw FileError(path: path, reason: LocalFileSystem.reason(errno))
    }
    let content = bytes
    var written = 0
    while written < content.count {
      let count = content.withUnsafeBytes { raw in
        guard let base = raw.baseAddress else { return 0 }
        return Glibc.write(descriptor, base + written, content.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        let reason = LocalFileSystem.reason(errno)
        close(descriptor)
        throw FileError(path: path, reason: reason)
      }
      written += count
    }
    guard close(descriptor) == 0 else {
      throw FileError(path: path, reason: LocalFileSystem.reason(errno))
    }
  }
}
