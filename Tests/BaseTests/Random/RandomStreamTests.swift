import Base
import TestSupport
import Testing

@Suite struct RandomStreamTests {
  @Test func theSameNameGivesTheSameNumbers() {
    var first = RandomStream(seed: 1, purpose: "masks", index: 4, subindex: 9)
    var second = RandomStream(seed: 1, purpose: "masks", index: 4, subindex: 9)
    #expect((0..<20).map { _ in first.next() } == (0..<20).map { _ in second.next() })
  }

  @Test func everyPartOfTheNameCounts() {
    let names: [(UInt64, String, UInt64, UInt32)] = [
      (1, "masks", 4, 9), (2, "masks", 4, 9), (1, "mask", 4, 9), (1, "masks", 5, 9),
      (1, "masks", 4, 10), (1, "masks", 4 + 1 << 32, 9), (1 << 32 + 1, "masks", 4, 9),
      (1, "masks", 9, 4),
    ]
    let beginnings = names.map { name in
      var stream = RandomStream(
        seed: name.0, purpose: name.1, index: name.2, subindex: name.3)
      return [stream.next(), stream.next()]
    }
    #expect(Set(beginnings).count == names.count)
  }

  @Test func uniformNumbersFillTheirRange() {
    var stream = RandomStream(seed: 2, purpose: "uniform")
    let numbers = (0..<4000).map { _ in stream.uniform(-1, 3) }
    #expect(numbers.allSatisfy { (-1..<3).contains($0) })
    // The mean of 4000 has a standard error of 0.018, the variance 4/3 one of about 0.02.
    expectClose(Statistics.mean(numbers) ?? .nan, 1, absolute: 0.09)
    expectClose(Statistics.variance(numbers) ?? .nan, 4.0 / 3, absolute: 0.1)
    #expect(numbers.contains { $0 < -0.98 } && numbers.contains { $0 > 2.98 })
  }

  /// A bound that does not divide 2⁶⁴; chi-squared with 6 degrees of freedom.
  @Test func integersBelowABoundAreUnbiased() {
    var stream = RandomStream(seed: 3, purpose: "below")
    var counts = [Double](repeating: 0, count: 7)
    for _ in 0..<7000 { counts[stream.below(7)] += 1 }
    let chiSquared = counts.reduce(0) { $0 + ($1 - 1000) * ($1 - 1000) / 1000 }
    // Exceeded by one generator in a thousand.
    #expect(chiSquared < 22.5)
    #expect(stream.below(1) == 0)
  }

  /// With a bound of 3·2⁶² − a plain modulo would hit the lower third twice as often.
  @Test func hugeBoundsAreUnbiasedToo() {
    var stream = RandomStream(seed: 4, purpose: "below huge")
    let bound = Int.max / 4 * 3
    let low = (0..<3000).count { _ in stream.below(bound) < bound / 3 }
    // Binomial(3000, 1/3): standard deviation 26.
    #expect(abs(low - 1000) < 105)
  }

  @Test func normalNumbersHaveTheirMoments() {
    var stream = RandomStream(seed: 5, purpose: "normal")
    let numbers = (0..<4000).map { _ in stream.normal() }
    expectClose(Statistics.mean(numbers) ?? .nan, 0, absolute: 0.065)
    expectClose(Statistics.variance(numbers) ?? .nan, 1, absolute: 0.09)
    let beyond = numbers.count { abs($0) > 1.959964 }
    // Binomial(4000, 0.05): 200, standard deviation 14.
    #expect(abs(beyond - 200) < 56)
    #expect(numbers.allSatisfy { $0.isFinite })
  }

  @Test func permutationsHoldEachNumberOnceAndAllOrdersOccurAlike() {
    var stream = RandomStream(seed: 6, purpose: "permutation")
    #expect(stream.permutation(50).sorted() == Array(0..<50))
    #expect(stream.permutation(0) == [] && stream.permutation(1) == [0])
    var counts: [[Int]: Double] = [:]
    for _ in 0..<2400 { counts[stream.permutation(4), default: 0] += 1 }
    #expect(counts.count == 24)
    let chiSquared = counts.values.reduce(0) { $0 + ($1 - 100) * ($1 - 100) / 100 }
    // 23 degrees of freedom; exceeded by one generator in a thousand.
    #expect(chiSquared < 49.7)
  }

  @Test func neighbouringStreamsAreUncorrelated() {
    let streams = (0..<3).map { index in
      var stream = RandomStream(seed: 7, purpose: "neighbours", index: UInt64(index))
      return (0..<2000).map { _ in stream.uniform() }
    }
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
      // The correlation of 2000 independent pairs has a standard deviation of 0.022.
      #expect(abs(Statistics.pearson(streams[a], streams[b]) ?? 1) < 0.09)
    }
    let lagged = Statistics.pearson(Array(streams[0].dropLast()), Array(streams[0].dropFirst()))
    #expect(abs(lagged ?? 1) < 0.09)
  }
}
