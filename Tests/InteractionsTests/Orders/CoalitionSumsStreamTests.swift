import Base
import Interactions
import TestSupport
import Testing

@Suite struct CoalitionSumsStreamTests {
  /// Whatever the sizes of the pieces; 16 players fit one block of the fold, 18 take four.
  @Test(arguments: [0, 1, 5, 16, 18], [1, 2, 3]) func piecesGiveTheBitsOfTheTable(
    players: Int, order: Int
  ) throws {
    let table = try ValueTable.random(playerCount: players, seed: 81)
    let stream = CoalitionSumsStream(playerCount: players, interactionOrder: order)
    var sizes = RandomStream(seed: 82, purpose: "pieces")
    var start = 0
    while start < table.values.count {
      let end = min(start + 1 + sizes.below(1 << max(1, players - 2)), table.values.count)
      stream.append(Array(table.values[start..<end]))
      start = end
    }
    #expect(stream.count == table.values.count)
    let streamed = MeanDifferences(stream.finish())
    let whole = MeanDifferences(of: table, interactionOrder: order)
    for size in 0...min(order, players) {
      for set in PlayerSets.all(size: size, playerCount: players) {
        for m in 0...players - size {
          #expect(
            streamed[contextOrder: m, set].bitPattern == whole[contextOrder: m, set].bitPattern)
        }
      }
    }
  }

  /// Blocks have other sums than one fold of the whole table would have; both are right.
  @Test func blocksAgreeWithDividends() throws {
    let table = try ValueTable.random(playerCount: 17, seed: 83)
    let dividends = HarsanyiDividends(of: table)
    let means = CoalitionSums(of: table).interactions
    for (i, j) in [(0, 1), (3, 16), (14, 15), (15, 16)] {
      for m in [0, 1, 7, 15] {
        // Dividends of 17 players reach about 2⁸ and cancel.
        expectClose(
          means[order: m, i, j], dividends.interaction(order: m, i, j), absolute: 1e-9)
      }
    }
  }
}
