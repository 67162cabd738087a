import Base
import Interactions
import Testing

@Suite struct PairCandidatesTests {
  @Test func localPairsAreThoseWithinTheRadius() {
    // By the distance of every two cells.
    for (rows, columns, radius) in [(4, 4, 2), (5, 3, 1), (2, 7, 3), (16, 16, 2)] {
      let expected = PairsByOrder.pairs(rows * columns).map { PlayerPair($0.0, $0.1) }.filter {
        abs($0.first / columns - $0.second / columns) <= radius
          && abs($0.first % columns - $0.second % columns) <= radius
      }
      #expect(PairCandidates.local(rows: rows, columns: columns, radius: radius).pairs == expected)
    }
    #expect(PairCandidates.local(rows: 16, columns: 16, radius: 2).pairs.count == 2610)
    #expect(PairCandidates.local(rows: 4, columns: 4, radius: 2).pairs.count == 90)
    #expect(PairCandidates.all(.line(9)).pairs.count == 36)
  }

  @Test func aPairIsUnordered() {
    #expect(PlayerPair(7, 2) == PlayerPair(2, 7))
    #expect(PlayerPair(7, 2).first == 2)
    #expect(PlayerPair(1, 9) < PlayerPair(2, 3))
  }

  @Test func drawsAreDifferentCandidatesAndNoMoreThanThereAre() {
    let local = PairCandidates.local(rows: 4, columns: 4, radius: 2)
    let candidates = Set(local.pairs)
    for count in [1, 50, 89, 90, 200] {
      for drawn in [local.draw(count, seed: 1), local.officialDraw(count, seed: 1)] {
        #expect(drawn.count == min(count, 90))
        #expect(Set(drawn).count == drawn.count)
        #expect(Set(drawn).isSubset(of: candidates))
      }
    }
    #expect(PairCandidates.all(.line(5)).officialDraw(7, seed: 3).count == 7)
  }

  @Test func aLargerDrawBeginsWithASmallerOne() {
    let local = PairCandidates.local(rows: 9, columns: 9, radius: 2)
    #expect(Array(local.draw(80, seed: 4).prefix(30)) == local.draw(30, seed: 4))
    #expect(Array(local.officialDraw(80, seed: 4).prefix(30)) == local.officialDraw(30, seed: 4))
    #expect(local.draw(30, seed: 4) != local.draw(30, seed: 4, index: 1))
    #expect(local.officialDraw(30, seed: 4) != local.officialDraw(30, seed: 5))
  }

  @Test func theOfficialDrawPrefersTheBorderAsClampingDoes() {
    // A 3×3 grid, radius 1. The centre pairs with a corner from either end: 2/(9·8). Two corners'
    // neighbours at one edge – a corner and the cell beside it – also when the offset points out
    // of the grid: from the corner (0,0), the offsets (0,1) and (−1,1) both lead to (0,1), and from
    // (0,1) (0,−1) and (−1,−1) lead back: 4/(9·8).
    let grid = PairCandidates.local(rows: 3, columns: 3, radius: 1)
    var counts: [PlayerPair: Int] = [:]
    let draws = 8000
    for index in 0..<draws {
      for pair in grid.officialDraw(1, seed: 8, index: UInt64(index)) {
        counts[pair, default: 0] += 1
      }
    }
    let corner = Double(counts[PlayerPair(0, 4)] ?? 0)
    let edge = Double(counts[PlayerPair(0, 1)] ?? 0)
    // 8000 draws leave ±7 and ±5 % (one standard error) on the two counts.
    #expect(abs(edge / corner - 2) < 0.5, "\(edge) to \(corner)")
  }
}
