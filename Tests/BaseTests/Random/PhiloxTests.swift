import Testing

@testable import Base

@Suite struct PhiloxTests {
  struct Vector: Sendable {
    var counter: SIMD4<UInt32>
    var key: SIMD2<UInt32>
    var words: SIMD4<UInt32>
  }

  /// The known-answer vectors that Random123 ships for philox4x32, 10 rounds.
  static let vectors = [
    Vector(
      counter: SIMD4(repeating: 0), key: SIMD2(repeating: 0),
      words: SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8)),
    Vector(
      counter: SIMD4(repeating: 0xFFFF_FFFF), key: SIMD2(repeating: 0xFFFF_FFFF),
      words: SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD)),
    Vector(
      counter: SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344),
      key: SIMD2(0xA409_3822, 0x299F_31D0),
      words: SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1)),
  ]

  @Test(arguments: vectors) func knownAnswers(vector: Vector) {
    #expect(Philox.words(counter: vector.counter, key: vector.key) == vector.words)
  }

  /// Seed, purpose, index and subindex to the first words, by a separate program: a change here
  /// changes every result ever recorded.
  @Test func streamsKeepTheirNumbers() {
    var stream = RandomStream(seed: 7, purpose: "weights", index: 3 << 32 + 5, subindex: 2)
    #expect(
      (0..<6).map { _ in stream.nextWord() } == [
        0x7211_F7F8, 0x4D66_DE8F, 0x6350_F0DE, 0x03B1_2EF5, 0xF9D1_8A61, 0xC252_17AC,
      ])
    var plain = RandomStream(seed: 0, purpose: "")
    #expect(plain.next() == 0x80FD_0D71_14B0_EFC9)
    #expect(plain.next() == 0x4AD1_9DA3_31F9_CA3D)
  }
}
