import Base
import Interactions
import Testing

/// A game that records what it is asked.
private final class RecordingGame: Game {
  let playerCount: Int
  private(set) var counts: [[UInt64]: Int] = [:]

  init(playerCount: Int) { self.playerCount = playerCount }

  func values(of coalitions: CoalitionBlock) -> [Double] {
    let width = coalitions.wordsPerCoalition
    for place in 0..<coalitions.count {
      counts[Array(coalitions.words[place * width..<(place + 1) * width]), default: 0] += 1
    }
    return [Double](repeating: 0, count: coalitions.count)
  }
}

@Suite struct ContextUniformityTests {
  /// Every context equally often, below and above half of the players.
  @Test(arguments: [2, 5]) func ownContextsAreUniform(order: Int) throws {
    let game = RecordingGame(playerCount: 9)
    var sampling = InteractionSampling(
      of: .all(.line(9)), contextOrders: [order], scheme: .official(redundantEnds: true),
      contexts: 4200, seed: 81)
    sampling.pairs = [PlayerPair(2, 6)]
    _ = try SampledInteractions(of: game, sampling)
    // v(S) itself: coalitions of the order's size without the pair.
    let pair: UInt64 = 1 << 2 | 1 << 6
    let contexts = game.counts.filter {
      $0.key[0] & pair == 0 && $0.key[0].nonzeroBitCount == order
    }
    try expectUniform(contexts.values.map(Double.init), cells: 21, draws: 4200)
  }

  /// The complete pairs of large games, whose players lie in several words.
  @Test func playersOfEveryWordAreDrawnEquallyOften() throws {
    let game = RecordingGame(playerCount: 130)
    var sampling = InteractionSampling(
      of: .all(.line(130)), contextOrders: [40], contexts: 3000, spreadsContexts: false, seed: 82)
    sampling.pairs = [PlayerPair(1, 128)]
    _ = try SampledInteractions(of: game, sampling)
    var counts = [Double](repeating: 0, count: 130)
    for (words, times) in game.counts where words[0] & 2 == 0 && words[2] & 1 == 0 {
      #expect(words.reduce(0) { $0 + $1.nonzeroBitCount } == 40)
      for player in 0..<130 where words[player >> 6] >> UInt64(player & 63) & 1 != 0 {
        counts[player] += Double(times)
      }
    }
    #expect(counts[1] == 0 && counts[128] == 0)
    counts.remove(at: 128)
    counts.remove(at: 1)
    // Each is in 40 of 128 contexts; without replacement the statistic shrinks by 88/127.
    let expected = 3000.0 * 40 / 128
    let statistic = counts.reduce(0) { $0 + ($1 - expected) * ($1 - expected) } / expected
    let scaled = statistic / (88.0 / 127) / 127
    #expect(abs(scaled - 1) < 4.5 * (2.0 / 127).squareRoot(), "\(scaled)")
  }

  /// χ² over its degrees of freedom lies within 4.5 of its standard deviations of 1.
  private func expectUniform(_ counts: [Double], cells: Int, draws: Int) throws {
    #expect(counts.count == cells)
    #expect(counts.reduce(0, +) == Double(draws))
    let expected = Double(draws) / Double(cells)
    let statistic = counts.reduce(0) { $0 + ($1 - expected) * ($1 - expected) } / expected
    let freedom = Double(cells - 1)
    #expect(abs(statistic / freedom - 1) < 4.5 * (2 / freedom).squareRoot(), "\(statistic)")
  }
}
