import Base

/// The members of a zip file (PKWARE APPNOTE 6.3), found through its central directory.
struct ZipArchive {
  private struct Member {
    var method: Int
    var flags: Int
    var crc: UInt32
    var packedSize: Int
    var size: Int
    var offset: Int
  }

  private let bytes: [UInt8]
  private let path: String
  private var members: [String: Member] = [:]

  /// The members' names, sorted.
  var names: [String] { members.keys.sorted() }

  /// Reads the directory.
  init(_ bytes: [UInt8], path: String) throws(ArrayFileError) {
    self.bytes = bytes
    self.path = path
    guard bytes.starts(with: Array("PK".utf8)) else { throw .notZip(path: path) }
    // The directory's end has 22 bytes and at most 65,535 of comment.
    let first = max(0, bytes.count - 22 - 65_535)
    guard bytes.count >= 22,
      let end = (first...bytes.count - 22).last(where: {
        bytes.littleEndian(at: $0, 4) == 0x0605_4B50
      })
    else { throw .truncated(path: path) }
    var count = bytes.littleEndian(at: end + 10, 2)
    var place = bytes.littleEndian(at: end + 16, 4)
    // Sizes that 32 bits do not hold stand in the zip64 record before it.
    if place == 0xFFFF_FFFF || count == 0xFFFF {
      guard end >= 20, bytes.littleEndian(at: end - 20, 4) == 0x0706_4B50 else {
        throw .truncated(path: path)
      }
      let record = bytes.littleEndian(at: end - 12, 8)
      guard has(56, at: record), bytes.littleEndian(at: record, 4) == 0x0606_4B50 else {
        throw .truncated(path: path)
      }
      count = bytes.littleEndian(at: record + 32, 8)
      place = bytes.littleEndian(at: record + 48, 8)
    }
    // An entry has at least 46 bytes, so more cannot be there.
    guard (0...bytes.count / 46).contains(count) else { throw .truncated(path: path) }
    for _ in 0..<count {
      guard has(46, at: place), bytes.littleEndian(at: place, 4) == 0x0201_4B50 else {
        throw .truncated(path: path)
      }
      let nameLength = bytes.littleEndian(at: place + 28, 2)
      let extraLength = bytes.littleEndian(at: place + 30, 2)
      let commentLength = bytes.littleEndian(at: place + 32, 2)
      let nameStart = place + 46
      guard nameStart + nameLength + extraLength + commentLength <= bytes.count else {
        throw .truncated(path: path)
      }
      var member = Member(
        method: bytes.littleEndian(at: place + 10, 2),
        flags: bytes.littleEndian(at: place + 8, 2),
        crc: UInt32(bytes.littleEndian(at: place + 16, 4)),
        packedSize: bytes.littleEndian(at: place + 20, 4),
        size: bytes.littleEndian(at: place + 24, 4),
        offset: bytes.littleEndian(at: place + 42, 4))
      let extra = nameStart + nameLength
      Self.readLongSizes(bytes[extra..<extra + extraLength], into: &member)
      let name = String(decoding: bytes[nameStart..<nameStart + nameLength], as: UTF8.self)
      members[name] = member
      place = extra + extraLength + commentLength
    }
  }

  /// Takes sizes that stand in the zip64 field (id 1), in their order.
  private static func readLongSizes(_ extra: ArraySlice<UInt8>, into member: inout Member) {
    var place = 0
    while place + 4 <= extra.count {
      let (id, length) = (extra.littleEndian(at: place, 2), extra.littleEndian(at: place + 2, 2))
      guard place + 4 + length <= extra.count else { return }
      if id == 1 {
        var field = place + 4
        func next(_ value: inout Int) {
          guard value == 0xFFFF_FFFF, field + 8 <= place + 4 + length else { return }
          value = extra.littleEndian(at: field, 8)
          field += 8
        }
        next(&member.size)
        next(&member.packedSize)
        next(&member.offset)
      }
      place += 4 + length
    }
  }

  /// Whether `count` bytes are there from `place` on, which may be any number a file holds.
  private func has(_ count: Int, at place: Int) -> Bool {
    place >= 0 && place <= bytes.count - count
  }

  /// The unpacked bytes of a member, checked; nil when there is none.
  func content(of name: String) throws(ArrayFileError) -> [UInt8]? {
    guard let member = members[name] else { return nil }
    guard member.flags & 1 == 0 else { throw .encrypted(member: name, path: path) }
    guard has(30, at: member.offset), bytes.littleEndian(at: member.offset, 4) == 0x0403_4B50
    else { throw .truncated(path: path) }
    let start =
      member.offset + 30 + bytes.littleEndian(at: member.offset + 26, 2)
      + bytes.littleEndian(at: member.offset + 28, 2)
    guard member.packedSize >= 0, member.size >= 0, has(member.packedSize, at: start) else {
      throw .truncated(path: path)
    }
    let packed = bytes[start..<start + member.packedSize]
    let content: [UInt8]
    switch member.method {
    case 0: content = Array(packed)
    case 8:
      do {
        content = try Inflate.unpack(packed, expecting: member.size, limit: member.size).output
      } catch {
        throw .corrupt(member: name, reason: "it cannot be unpacked", path: path)
      }
    default: throw .compression(member.method, member: name, path: path)
    }
    guard content.count == member.size, Checksums.crc32(content) == member.crc else {
      throw .corrupt(member: name, reason: "wrong checksum (CRC-32)", path: path)
    }
    return content
  }
}
