import Testing

@testable import Experiments

@Suite("orders in which cells are masked")
struct CellRankingTests {
  @Test("distances are counted in cells from the middle of the grid")
  func distances() {
    #expect(CellRanking(rows: 3, columns: 3).distances == [2, 2, 2, 2, 0, 2, 2, 2, 2])
    // An even grid has four cells in its middle, and no cell at its centre.
    #expect(
      CellRanking(rows: 4, columns: 4).distances
        == [3, 3, 3, 3, 3, 1, 1, 3, 3, 1, 1, 3, 3, 3, 3, 3])
    #expect(CellRanking(rows: 1, columns: 5).distances == [4, 2, 0, 2, 4])
    #expect(
      CellRanking(rows: 2, columns: 5).distances == [4, 2, 1, 2, 4, 4, 2, 1, 2, 4])
  }

  @Test("from the rim inwards, ring by ring; within a ring as drawn")
  func rings() {
    let ranking = CellRanking(rows: 5, columns: 5)
    let permutation = Array((0..<25).map { $0 * 7 % 25 })
    #expect(ranking.cells(.random, permutation) == permutation)
    let cells = ranking.cells(.peripheral, permutation)
    #expect(Set(cells) == Set(0..<25))
    #expect(cells.map { ranking.distances[$0] } == [4].repeated(16) + [2].repeated(8) + [0])
    #expect(cells.last == 12)
    for ring in [0..<16, 16..<24] {
      let ranks = cells[ring].compactMap { permutation.firstIndex(of: $0) }
      #expect(ranks == ranks.sorted())
    }
  }
}

extension [Int] {
  fileprivate func repeated(_ count: Int) -> [Int] { (0..<count).flatMap { _ in self } }
}
