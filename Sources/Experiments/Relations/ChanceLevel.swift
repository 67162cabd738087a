import Base

/// How large a number gets by chance: the 95th percentile over random rearrangements of the units.
enum ChanceLevel {
  /// With so many rearrangements the percentile's own error is about half a percent of probability.
  static let rearrangements = 1999

  /// How large the size of a mean gets when the signs of its numbers are random; nil of fewer than two.
  static func ofMean(_ values: [Double]) -> Double? {
    guard values.count > 1 else { return nil }
    return of("random signs") { stream in
      let sum = values.reduce(0) { $0 + (stream.nextWord() & 1 == 0 ? $1 : -$1) }
      return abs(sum) / Double(values.count)
    }
  }

  /// The level of what `magnitude` makes of each rearrangement; nil where it never makes anything.
  ///
  /// The same for the same numbers: the streams are named by `purpose`.
  static func of(
    _ purpose: String, _ magnitude: (inout RandomStream) -> Double?
  ) -> Double? {
    of(drawn(purpose, magnitude))
  }

  /// The level of numbers that rearrangements gave; nil of none.
  static func of(_ magnitudes: [Double]) -> Double? {
    guard !magnitudes.isEmpty else { return nil }
    return magnitudes.sorted()[Int((Double(magnitudes.count) * 0.95).rounded(.up)) - 1]
  }

  /// What is made of each rearrangement, for levels of several numbers; nil is left out.
  static func drawn<Made>(_ purpose: String, _ make: (inout RandomStream) -> Made?) -> [Made] {
    (0..<rearrangements).compactMap { index in
      var stream = RandomStream(seed: 0, purpose: purpose, index: UInt64(index))
      return make(&stream)
    }
  }
}
