import Base
import Foundation

@testable import Experiments

/// Small whole files of packed formats, made once with zlib and Python's zipfile, and what renews
/// their checksums.
enum SeedFiles {

  static let dynamicDeflate = bytes(
    """
    tZAxFsMwDEKvoqsBmpOh93+vH6fdujZDbAsESB5Fy2ct52jjliSuXo0pOvZCGznKtND/Hso682CzQQPC\
    zNpjKrQP8FKDct7qAy7kCCoovYU09a0CNvWgnJ5QV+px/GkWcdFvBl6ueNrnRk/qipwesDHTeB/3Rtyv\
    eKFmBMTbzc1wEz70nvZ0N24oehseizNRzbAB7gTdIQJd45m524LAtYvRMUZuyXdWmiNM0q0VvPKvndc9\
    9zU/bn8C3w==
    """)

  static let fixedDeflate = bytes(
    """
    y0jNyclXyECQOgopqWk5iSWpGWTIAAA=
    """)

  static let greyPNG = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAYAAAAHCAAAAAAO+2MxAAAAOUlEQVR42mNgYOcTlVFmZOYSlJBXY2Lj\
    FZFW0mTmFBCXU9Vh4RGWUtTQZ+AXk1XRNmIUklRQ1zMFAFqzBGVsIUMzAAAAAElFTkSuQmCC
    """)

  static let colourPNG = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAUAAAAGCAYAAAAL+1RLAAAAhklEQVR42mNgYOcTlVHWMrSwd/MNiU7K\
    LCiva2Vk5hKUkFfTNbF28gwIj0vNKa5q7GBi4xWRVtI0MLdz9QmOSszIL6tt6WbmFBCXU9UxtnL08A+L\
    Tckuqmxo72PhEZZS1NA3s3XxDopMSM8rrWnumsjALyarom1k6eDuFxqTnFVYUd/WOwUAyXEiu+OY8ugA\
    AAAASUVORK5CYII=
    """)

  static let palettePNG = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAgAAAAFCAMAAABPT11nAAAAJFBMVEUAAQIDBAUGBwgJCgsMDQ4PEBES\
    ExQVFhcYGRobHB0eHyAhIiPpn+jGAAAAF0lEQVR42mNgYGZiRMEMMDYDTIwBJgcABXEAPbDuBEkAAAAA\
    SUVORK5CYII=
    """)

  static let storedNPZ = bytes(
    """
    UEsDBC0AAAAAAAAAIQAWctyh//////////8FABQAeC5ucHkBABAAsAAAAAAAAACwAAAAAAAAAJNOVU1Q\
    WQEAdgB7J2Rlc2NyJzogJzxmNCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICg0LCAz\
    KSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg\
    ICAKAAAAAAAAgD8AAABAAABAQAAAgEAAAKBAAADAQAAA4EAAAABBAAAQQQAAIEEAADBBUEsDBC0AAAAA\
    AAAAIQDz3CRI//////////8FABQAeS5ucHkBABAAkAAAAAAAAACQAAAAAAAAAJNOVU1QWQEAdgB7J2Rl\
    c2NyJzogJzxpNCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICg0LCksIH0gICAgICAg\
    ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAEA\
    AAABAAAAAAAAAFBLAQItAy0AAAAAAAAAIQAWctyhsAAAALAAAAAFAAAAAAAAAAAAAACAAQAAAAB4Lm5w\
    eVBLAQItAy0AAAAAAAAAIQDz3CRIkAAAAJAAAAAFAAAAAAAAAAAAAACAAecAAAB5Lm5weVBLBQYAAAAA\
    AgACAGYAAACuAQAAAAA=
    """)

  static let deflatedNPZ = bytes(
    """
    UEsDBC0AAAAIAAAAIQCxjBFb//////////8FABQAeC5ucHkBABAAmAAAAAAAAABgAAAAAAAAAJvsF+ob\
    EMnIUMZQrZ6SWpxcpG6loF5Taqiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GmY6CkZApKmj\
    UKtAHuBiYGRiZmFlY+fg5OLm4eXjFxAUEhYRFRMHAFBLAwQtAAAACAAAACEAV9O0Ev//////////BQAU\
    AHkubnB5AQAQALAAAAAAAAAATwAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2mhrqOgnpZfVFKU\
    mBefX5SSChJ3S8wpTgWKF2ckFqQC+RpmOpo6CrUKFAAuBihghNJMDKgAXRwAUEsDBC0AAAAIAAAAIQCx\
    jBFb//////////8IABQAbWFzay5ucHkBABAAmAAAAAAAAABgAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxc\
    pG6loF5Taqiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GmY6CkZApKmjUKtAHuBiYGRiZmFl\
    Y+fg5OLm4eXjFxAUEhYRFRMHAFBLAQItAy0AAAAIAAAAIQCxjBFbYAAAAJgAAAAFAAAAAAAAAAAAAACA\
    AQAAAAB4Lm5weVBLAQItAy0AAAAIAAAAIQBX07QSTwAAALAAAAAFAAAAAAAAAAAAAACAAZcAAAB5Lm5w\
    eVBLAQItAy0AAAAIAAAAIQCxjBFbYAAAAJgAAAAIAAAAAAAAAAAAAACAAR0BAABtYXNrLm5weVBLBQYA\
    AAAAAwADAJwAAAC3AQAAAAA=
    """)

  static let longNPZ = bytes(
    """
    UEsDBC0AAAAAAAAAAAAWctyhsAAAALAAAAAFAAAAeC5ucHmTTlVNUFkBAHYAeydkZXNjcic6ICc8ZjQn\
    LCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoNCwgMyksIH0gICAgICAgICAgICAgICAg\
    ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgCgAAAAAAAIA/AAAAQAAAQEAA\
    AIBAAACgQAAAwEAAAOBAAAAAQQAAEEEAACBBAAAwQVBLAwQtAAAAAAAAAAAA89wkSJAAAACQAAAABQAA\
    AHkubnB5k05VTVBZAQB2AHsnZGVzY3InOiAnPGk0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3No\
    YXBlJzogKDQsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg\
    ICAgICAgICAgICAgIAoAAAAAAQAAAAEAAAAAAAAAUEsBAi0ALQAAAAAAAAAAABZy3KH//////////wUA\
    HAAAAAAAAAAAAAAA/////3gubnB5AQAYALAAAAAAAAAAsAAAAAAAAAAAAAAAAAAAAFBLAQItAC0AAAAA\
    AAAAAADz3CRI//////////8FABwAAAAAAAAAAAAAAP////95Lm5weQEAGACQAAAAAAAAAJAAAAAAAAAA\
    0wAAAAAAAABQSwYGLAAAAAAAAAAtAC0AAAAAAAAAAAACAAAAAAAAAAIAAAAAAAAAngAAAAAAAACGAQAA\
    AAAAAFBLBgcAAAAAJAIAAAAAAAABAAAAUEsFBgAAAAD///////////////8AAA==
    """)

  private static func bytes(_ base64: String) -> [UInt8] {
    Array(Data(base64Encoded: base64) ?? Data())
  }

  /// An archive of plain files.
  static func tar(_ members: [(name: String, content: [UInt8])]) -> [UInt8] {
    var archive: [UInt8] = []
    for (name, content) in members {
      archive += TarHeader(name: name, size: content.count).bytes + content
      archive += [UInt8](repeating: 0, count: TarHeader.padded(content.count) - content.count)
    }
    return archive + [UInt8](repeating: 0, count: 1024)
  }

  /// The archive with the checksum of each header it leads to made anew.
  static func sealedTar(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var place = 0
    while place + TarHeader.block <= bytes.count {
      bytes.replaceSubrange(place + 148..<place + 156, with: "        ".utf8)
      let sum = String(bytes[place..<place + TarHeader.block].reduce(0) { $0 + Int($1) }, radix: 8)
      bytes.replaceSubrange(place + 148..<place + 148 + sum.utf8.count, with: sum.utf8)
      guard let header = TarHeader(bytes[place..<place + TarHeader.block]),
        header.size < bytes.count
      else { break }
      place += TarHeader.block + TarHeader.padded(header.size)
    }
    return bytes
  }

  /// The file with the checksum of each whole chunk made anew, and that of the pixels where they can
  /// be unpacked and lie in one chunk.
  static func sealedPNG(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var place = 8
    while place + 12 <= bytes.count {
      let length = bytes.bigEndian(at: place, 4)
      guard length <= bytes.count - place - 12 else { break }
      let content = place + 8..<place + 8 + length
      if bytes[place + 4..<place + 8].elementsEqual("IDAT".utf8), length > 6,
        let rows = try? Inflate.unpack(bytes[content].dropFirst(2), limit: 1 << 20),
        2 + rows.used + 4 <= length
      {
        write(Checksums.adler32(rows.output), at: content.lowerBound + 2 + rows.used, in: &bytes)
      }
      write(
        Checksums.crc32(bytes[place + 4..<content.upperBound]), at: content.upperBound, in: &bytes)
      place = content.upperBound + 4
    }
    return bytes
  }

  private static func write(_ sum: UInt32, at place: Int, in bytes: inout [UInt8]) {
    for byte in 0..<4 {
      bytes[place + byte] = UInt8(truncatingIfNeeded: sum >> UInt32(24 - 8 * byte))
    }
  }

  /// The archive with the checksums in its directory made anew, where a member can be unpacked.
  static func sealedZip(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    let last = bytes.count - 46
    guard last >= 0 else { return bytes }
    for entry in 0...last where bytes.littleEndian(at: entry, 4) == 0x0201_4B50 {
      var (size, offset) = (
        bytes.littleEndian(at: entry + 20, 4), bytes.littleEndian(at: entry + 42, 4)
      )
      let name = bytes.littleEndian(at: entry + 28, 2)
      // The long form keeps size, packed size and place in the extra field.
      if offset == 0xFFFF_FFFF, entry + 46 + name + 28 <= bytes.count {
        size = bytes.littleEndian(at: entry + 46 + name + 12, 4)
        offset = bytes.littleEndian(at: entry + 46 + name + 20, 4)
      }
      guard offset + 30 <= bytes.count else { continue }
      let start =
        offset + 30 + bytes.littleEndian(at: offset + 26, 2)
        + bytes.littleEndian(at: offset + 28, 2)
      guard start + size <= bytes.count else { continue }
      let packed = bytes[start..<start + size]
      let content =
        bytes.littleEndian(at: entry + 10, 2) == 8
        ? (try? Inflate.unpack(packed, limit: 1 << 20))?.output ?? [] : Array(packed)
      let sum = Checksums.crc32(content)
      for byte in 0..<4 {
        bytes[entry + 16 + byte] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * byte))
      }
    }
    return bytes
  }
}
