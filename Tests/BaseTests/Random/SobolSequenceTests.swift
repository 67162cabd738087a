import Testing

@testable import Base

/// Points of the sequence against those of another implementation.
@Suite struct SobolSequenceTests {
  @Test(
    "points 1, 2, 13 and 63 in units of 2⁻³², as SciPy 1.17.1 gives them",
    arguments: [
      (1, [UInt32](repeating: 2_147_483_648, count: 21)),
      (
        2,
        [
          3_221_225_472, 1_073_741_824, 1_073_741_824, 1_073_741_824, 3_221_225_472, 3_221_225_472,
          1_073_741_824, 3_221_225_472, 3_221_225_472, 3_221_225_472, 3_221_225_472, 3_221_225_472,
          1_073_741_824, 1_073_741_824, 3_221_225_472, 1_073_741_824, 3_221_225_472, 1_073_741_824,
          3_221_225_472, 1_073_741_824, 1_073_741_824,
        ]
      ),
      (
        13,
        [
          3_489_660_928, 2_952_790_016, 3_489_660_928, 268_435_456, 1_879_048_192, 4_026_531_840,
          2_415_919_104, 2_415_919_104, 2_415_919_104, 1_879_048_192, 3_489_660_928, 4_026_531_840,
          268_435_456, 3_489_660_928, 805_306_368, 2_415_919_104, 805_306_368, 2_952_790_016,
          2_415_919_104, 4_026_531_840, 2_415_919_104,
        ]
      ),
      (
        63,
        [
          67_108_864, 3_422_552_064, 1_543_503_872, 1_946_157_056, 3_690_987_520, 603_979_776,
          2_483_027_968, 603_979_776, 3_556_769_792, 2_483_027_968, 1_811_939_328, 2_885_681_152,
          2_348_810_240, 3_288_334_336, 1_409_286_144, 3_288_334_336, 335_544_320, 1_677_721_600,
          4_093_640_704, 1_006_632_960, 1_006_632_960,
        ]
      ),
    ] as [(UInt32, [UInt32])])
  func reference(index: UInt32, words: [UInt32]) {
    #expect(SobolSequence.mostDimensions == words.count)
    #expect(words.indices.map { SobolSequence(dimension: $0).word(at: index) } == words)
  }

  @Test("the first 2ᵏ points hit every interval of length 2⁻ᵏ once, in every dimension")
  func stratified() {
    for dimension in 0..<SobolSequence.mostDimensions {
      let sequence = SobolSequence(dimension: dimension)
      #expect(Set((0..<256).map { sequence.word(at: $0) >> 24 }).count == 256)
    }
  }
}
