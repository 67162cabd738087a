/// The plain files of a tar archive (POSIX ustar): blocks of 512 bytes, a header and the content.
struct TarArchive {
  /// Names and contents, in their order.
  let members: [(name: String, content: [UInt8])]

  /// Reads an archive's bytes.
  init(_ bytes: [UInt8], path: String) throws(DatasetError) {
    let block = 512
    var members: [(String, [UInt8])] = []
    var place = 0
    // A block of zeros ends the archive.
    while place >= bytes.count || bytes[place] != 0 {
      guard place + block <= bytes.count else {
        throw .wrongLength(path: path, expected: place + block, found: bytes.count)
      }
      let header = bytes[place..<place + block]
      func text(_ offset: Int, _ length: Int) -> String {
        let field = header[(place + offset)..<(place + offset + length)]
        return String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
      }
      let digits = text(124, 12).filter { $0 != " " }
      guard text(257, 5) == "ustar", let size = Int(digits, radix: 8), size >= 0 else {
        throw .notTar(path: path, place: place)
      }
      let start = place + block
      guard size <= bytes.count - start else {
        throw .wrongLength(path: path, expected: start + size, found: bytes.count)
      }
      // Type `0` or NUL is a plain file.
      if header[place + 156] == UInt8(ascii: "0") || header[place + 156] == 0 {
        members.append((text(0, 100), Array(bytes[start..<start + size])))
      }
      place = start + (size + block - 1) / block * block
    }
    self.members = members
  }
}
