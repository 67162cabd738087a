import Base
import Glibc

/// The file operations of stage folders, on system calls: 10,000 stages make them the cost.
enum FileTree {
  static func failure(_ path: String) -> FileError {
    FileError(path: path, reason: LocalFileSystem.reason(errno))
  }

  /// The bytes of a file.
  static func read(_ path: String) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path) }
    // One byte more than the size, so that the usual file takes one read and one end-of-file;
    // files of /proc say 0 and take several.
    var capacity = max(Int(status.st_size) + 1, 4096)
    var bytes: [UInt8] = []
    var end = false
    while !end {
      var fault = false
      let old = bytes
      bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        count = old.count
        _ = buffer.initialize(from: old)
        while count < capacity {
          guard let base = buffer.baseAddress else { return }
          let got = Glibc.read(descriptor, base + count, capacity - count)
          if got < 0 && errno == EINTR { continue }
          if got <= 0 {
            fault = got < 0
            end = true
            return
          }
          count += got
        }
      }
      guard !fault else { throw failure(path) }
      capacity *= 2
    }
    return bytes
  }

  /// The last `count` bytes of a file, or all when there are fewer.
  static func readEnd(_ path: String, count: Int) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    let size = max(0, lseek(descriptor, 0, SEEK_END))
    var bytes = [UInt8](repeating: 0, count: count)
    let got = pread(descriptor, &bytes, count, max(0, size - count))
    guard got >= 0 else { throw failure(path) }
    return Array(bytes.prefix(got))
  }

  /// Writes a new file or replaces the content of an old one.
  static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(path) }
    let complete = writeAll(bytes, to: descriptor)
    let fault = failure(path)
    close(descriptor)
    guard complete else { throw fault }
  }

  /// Writes all bytes; false (and `errno`) when that fails.
  static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        guard let base = buffer.baseAddress else { return true }
        let count = Glibc.write(descriptor, base + done, buffer.count - done)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { return false }
        done += count
      }
      return true
    }
  }

  /// Makes a folder and those above it, as far as they are missing.
  static func makeFolder(_ path: String) throws(FileError) {
    guard mkdir(path, 0o777) != 0, errno != EEXIST else { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
      throw failure(path)
    }
    try makeFolder(String(path[..<slash]))
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw failure(path) }
  }

  /// Size of a regular file; nil when there is none.
  static func size(of path: String) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// The bytes of a file, or of all files below a folder; 0 when there is none.
  static func bytes(of path: String) throws(FileError) -> Int {
    guard isFolder(path) else { return size(of: path) ?? 0 }
    var bytes = 0
    for name in try files(below: path) { bytes += size(of: path + "/" + name) ?? 0 }
    return bytes
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names in a folder, sorted; empty when it is not there.
  static func names(in path: String) throws(FileError) -> [String] {
    guard let folder = opendir(path) else {
      if errno == ENOENT { return [] }
      throw failure(path)
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The regular files below a folder as relative paths, sorted.
  static func files(below path: String) throws(FileError) -> [String] {
    var files: [String] = []
    var pending = [""]
    while let prefix = pending.popLast() {
      for name in try names(in: prefix.isEmpty ? path : path + "/" + prefix) {
        let relative = prefix.isEmpty ? name : prefix + "/" + name
        if isFolder(path + "/" + relative) {
          pending.append(relative)
        } else {
          files.append(relative)
        }
      }
    }
    return files.sorted()
  }

  /// Removes a file or folder with all that is in it; what is already gone is no fault.
  static func remove(_ path: String) throws(FileError) {
    guard isFolder(path) else {
      guard unlink(path) == 0 || errno == ENOENT else { throw failure(path) }
      return
    }
    for name in try names(in: path) { try remove(path + "/" + name) }
    guard rmdir(path) == 0 || errno == ENOENT else { throw failure(path) }
  }

  /// Digest and size of a file, read in pieces.
  static func digest(of path: String) throws(FileError) -> (hash: ContentHash, size: Int) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var hasher = ContentHasher()
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var size = 0
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw failure(path) }
      guard count > 0 else { return (hasher.finish(), size) }
      chunk.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      size += count
    }
  }
}
