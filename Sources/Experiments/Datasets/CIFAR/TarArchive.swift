import Base

/// The plain files of a tar archive that fits into memory.
struct TarArchive {
  /// Names and contents, in their order.
  let members: [(name: String, content: [UInt8])]

  /// Reads an archive's bytes.
  init(_ bytes: [UInt8], path: String) throws(DatasetError) {
    var members: [(String, [UInt8])] = []
    var place = 0
    // A block of zeros ends the archive.
    while place >= bytes.count || bytes[place] != 0 {
      let start = place + TarHeader.block
      guard start <= bytes.count else {
        throw .wrongLength(path: path, expected: start, found: bytes.count)
      }
      guard let header = TarHeader(bytes[place..<start]) else {
        throw .notTar(path: path, place: place)
      }
      guard header.size <= bytes.count - start else {
        throw .wrongLength(path: path, expected: start + header.size, found: bytes.count)
      }
      if header.kind == .file {
        members.append((header.name, Array(bytes[start..<start + header.size])))
      }
      place = start + TarHeader.padded(header.size)
    }
    self.members = members
  }
}
