import Base
import Interactions
import Testing

@Suite struct PairContextsTests {
  /// The first coalition of each four.
  private static func contexts(_ drawn: PairContexts) -> [[UInt64]] {
    let width = drawn.coalitions.wordsPerCoalition
    return stride(from: 0, to: drawn.coalitions.words.count, by: 4 * width).map {
      Array(drawn.coalitions.words[$0..<$0 + width])
    }
  }

  private static func size(_ words: [UInt64]) -> Int {
    words.reduce(0) { $0 + $1.nonzeroBitCount }
  }

  @Test(arguments: [(9, 0), (9, 2), (9, 6), (9, 7), (70, 1)]) func allOfThemWhereTheyAreFew(
    players: Int, order: Int
  ) {
    let drawn = PairContexts(
      of: PlayerPair(3, players - 1), contextOrder: order, playerCount: players, limit: 100,
      seed: 1)
    let contexts = Self.contexts(drawn)
    #expect(drawn.isEnumerated && Double(drawn.count) == drawn.population)
    #expect(Set(contexts).count == drawn.count && contexts.count == drawn.count)
    for words in contexts {
      #expect(Self.size(words) == order)
      #expect(words[0] >> 3 & 1 == 0)
      #expect(words[(players - 1) >> 6] >> UInt64((players - 1) & 63) & 1 == 0)
    }
  }

  @Test func theFourCoalitionsOfAContext() {
    let drawn = PairContexts(
      of: PlayerPair(1, 65), contextOrder: 20, playerCount: 70, limit: 5, seed: 2)
    #expect(drawn.count == 5 && !drawn.isEnumerated)
    let words = drawn.coalitions.words
    for start in stride(from: 0, to: words.count, by: 8) {
      let context = Array(words[start..<start + 2])
      #expect(Self.size(context) == 20)
      #expect(Array(words[start + 2..<start + 4]) == [context[0] | 2, context[1]])
      #expect(Array(words[start + 4..<start + 6]) == [context[0], context[1] | 2])
      #expect(Array(words[start + 6..<start + 8]) == [context[0] | 2, context[1] | 2])
    }
    #expect(PairContexts.signs == [1, -1, -1, 1])
  }

  /// Five of 21 contexts under 2000 seeds: each as often as another.
  @Test func drawnContextsAreDifferentAndUniform() {
    var counts: [[UInt64]: Double] = [:]
    for seed in 0..<2000 {
      let drawn = PairContexts(
        of: PlayerPair(2, 6), contextOrder: 5, playerCount: 9, limit: 5, seed: UInt64(seed),
        sample: 4)
      let contexts = Self.contexts(drawn)
      #expect(Set(contexts).count == 5)
      for context in contexts { counts[context, default: 0] += 1 }
    }
    #expect(counts.count == 21)
    let expected = 2000.0 * 5 / 21
    let statistic =
      counts.values.reduce(0) { $0 + ($1 - expected) * ($1 - expected) } / expected
    // Without replacement the statistic shrinks by 16/20; within 4.5 standard deviations of 20.
    let scaled = statistic / (16.0 / 20) / 20
    #expect(abs(scaled - 1) < 4.5 * (2.0 / 20).squareRoot(), "\(scaled)")
  }

  @Test func aDrawDependsOnSeedSamplePairAndOrderAlone() {
    func drawn(_ seed: UInt64, _ sample: UInt64, _ limit: Int = 4) -> [[UInt64]] {
      Self.contexts(
        PairContexts(
          of: PlayerPair(0, 5), contextOrder: 6, playerCount: 14, limit: limit, seed: seed,
          sample: sample))
    }
    #expect(drawn(1, 2) == drawn(1, 2))
    #expect(drawn(1, 2) == Array(drawn(1, 2, 9).prefix(4)))
    #expect(drawn(1, 2) != drawn(1, 3) && drawn(1, 2) != drawn(2, 2))
  }
}
