import Base

/// What goes into an archive, in its order: each member and where its content comes from.
struct ArchiveContents {
  /// Where a content comes from.
  enum Source {
    case file(String)
    case bytes([UInt8])

    /// Calls `body` with the content, piece by piece.
    func read(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
      switch self {
      case .bytes(let bytes): try bytes.withUnsafeBytes(body)
      case .file(let path):
        let file = try OpenFile(reading: path)
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { piece.deallocate() }
        while true {
          let count = try file.read(into: piece)
          if count > 0 { try body(UnsafeRawBufferPointer(rebasing: piece[..<count])) }
          if count < piece.count { return }
        }
      }
    }
  }

  /// What a member's content is when it is read, against what was recorded of it.
  struct Changed: Error {
    var member: ArchiveMember
  }

  private(set) var files: [(file: ArchiveManifest.File, source: Source)] = []

  /// Adds a member of which nothing is recorded: its content is read for its size and digest.
  mutating func add(_ member: ArchiveMember, _ source: Source) throws {
    var hasher = ContentHasher()
    var size = 0
    try source.read {
      hasher.update($0)
      size += $0.count
    }
    add(member, source, size: size, sha256: hasher.finish())
  }

  /// Adds a member whose size and digest are recorded.
  mutating func add(
    _ member: ArchiveMember, _ source: Source, size: Int, sha256: ContentHash
  ) {
    files.append((ArchiveManifest.File(member: member, size: size, sha256: sha256), source))
  }

  /// Reads the content of a member, piece by piece; throws `Changed` when it is not what was recorded.
  static func copy(
    _ file: ArchiveManifest.File, _ source: Source, to take: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var hasher = ContentHasher()
    var size = 0
    try source.read { piece in
      hasher.update(piece)
      size += piece.count
      guard size <= file.size else { throw Changed(member: file.member) }
      try take(piece)
    }
    guard size == file.size, hasher.finish() == file.sha256 else {
      throw Changed(member: file.member)
    }
  }
}
