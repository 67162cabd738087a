import Base
import Foundation
import Testing

@Suite struct ContentHashTests {
  /// FIPS 180-4 examples.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func knownDigests(text: String, hex: String) {
    #expect(ContentHash(of: text.utf8).hex == hex)
    var hasher = ContentHasher()
    for byte in text.utf8 { hasher.update([byte]) }
    #expect(hasher.finish().description == hex)
    var buffered = ContentHasher()
    Array(text.utf8).withUnsafeBytes { buffered.update($0) }
    #expect(buffered.finish().hex == hex)
  }

  @Test func onlySixtyFourLowerCaseDigitsAreADigest() {
    let hex = String(repeating: "0a", count: 32)
    #expect(ContentHash(hex: hex)?.hex == hex)
    for bad in [String(hex.dropLast()), hex + "0", hex.uppercased(), "g" + hex.dropFirst(), ""] {
      #expect(ContentHash(hex: bad) == nil)
    }
    #expect(ContentHash(hex: "é" + hex.dropFirst(2)) == nil)
  }

  @Test func digestsAreOrderedAndCodedByTheirDigits() throws {
    let low = try #require(ContentHash(hex: String(repeating: "0", count: 64)))
    let high = try #require(ContentHash(hex: String(repeating: "f", count: 64)))
    #expect(low < high)
    let json = try JSONEncoder().encode([low, high])
    #expect(try JSONDecoder().decode([ContentHash].self, from: json) == [low, high])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([ContentHash].self, from: Data("[\"abc\"]".utf8))
    }
  }
}
