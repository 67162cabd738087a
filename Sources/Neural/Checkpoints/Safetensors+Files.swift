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

  /// What the file at `path` says of its tensors, sorted by name; their numbers are not read.
  ///
  /// Throws `FileError` or `SafetensorsFileError`.
  public static func contents(ofFile path: String) throws -> [(
    name: String, type: SafetensorsType, shape: [Int]
  )] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw FileError(path: path, reason: LocalFileSystem.reason(errno))
    }
    defer { close(descriptor) }
    func fault(_ error: SafetensorsError) -> SafetensorsFileError {
      SafetensorsFileError(path: path, fault: error)
    }
    var length: UInt64 = 0
    guard pread(descriptor, &length, 8, 0) == 8 else {
      throw fault(.truncatedHeader(fileBytes: 0, needed: 8))
    }
    length = UInt64(littleEndian: length)
    guard length <= UInt64(headerLimit) else {
      throw fault(.hugeHeader(bytes: length, limit: headerLimit))
    }
    var header = [UInt8](repeating: 0, count: Int(length))
    let got = pread(descriptor, &header, header.count, 8)
    guard got == header.count else {
      throw fault(.truncatedHeader(fileBytes: 8 + max(0, got), needed: 8 + length))
    }
    do {
      guard case .map(let members) = try Value(json: header) else {
        throw SafetensorsError.header(reason: "not an object")
      }
      return try members.sorted { $0.key < $1.key }.filter { $0.key != metadataKey }.map {
        let entry = try TensorEntry($0.value, tensor: $0.key)
        return ($0.key, entry.type, entry.shape)
      }
    } catch let error as JSONError {
      throw fault(.header(reason: error.description))
    } catch let error as SafetensorsError {
      throw fault(error)
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
