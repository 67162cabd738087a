import Interactions
import Testing

private struct ShortGame: Game {
  var playerCount: Int
  func values(of coalitions: CoalitionBlock) -> [Double] { [0] }
}

private struct BatchGame: Game {
  let playerCount = 13
  func values(of coalitions: CoalitionBlock) -> [Double] {
    coalitions.coalitions.map { Double($0.bits) + Double(coalitions.count) / 8192 }
  }
}

@Suite struct ValueTableTests {
  @Test func valuesAreIndexedByTheBits() throws {
    let table = try ValueTable(values: [0, 1, 2, 3, 4, 5, 6, 7])
    #expect(table.playerCount == 3)
    #expect(table[Coalition(players: [0, 2])] == 5)
    #expect(try table.values(of: [.grand(3), .empty]) == [7, 0])
    #expect(table.grandEffect == 7)
  }

  @Test func aGameIsAskedInBlocksInTheOrderOfTheBits() throws {
    let table = try ValueTable(of: BatchGame())
    #expect(table.values.map { Int($0) } == Array(0..<8192))
    // Two blocks of 4096.
    #expect(table.values.allSatisfy { $0.truncatingRemainder(dividingBy: 1) == 0.5 })
  }

  @Test func aTableOfATableIsTheSame() throws {
    let table = try ValueTable.random(playerCount: 6, seed: 1)
    #expect(try ValueTable(of: table) == table)
    #expect(try ValueTable.random(playerCount: 6, seed: 1, index: 1) != table)
    #expect(try ValueTable.random(playerCount: 6, seed: 2) != table)
  }

  @Test(
    arguments: [
      ([], nil, "0 values are no table: there must be 2^n of them, one per coalition"),
      ([1, 2, 3], nil, "3 values are no table: there must be 2^n of them, one per coalition"),
      ([1, 2, 3], 2, "2 players need 4 values, one per coalition, not 3"),
      ([], 0, "0 players need 1 values, one per coalition, not 0"),
      ([1, 2], -1, "a table of values has 0 to 28 players, not -1"),
      ([1, 2], 29, "a table of values has 0 to 28 players, not 29"),
      ([1, 2, 3, .nan], nil, "the value of coalition {0, 1} is nan; every value must be finite"),
      ([-.infinity, 2], 1, "the value of coalition {} is -inf; every value must be finite"),
    ] as [([Double], Int?, String)])
  func badTablesAreRefused(values: [Double], players: Int?, text: String) {
    let error = #expect(throws: ValueTableError.self) {
      try ValueTable(values: values, playerCount: players)
    }
    #expect(error?.description == text)
  }

  @Test func badGamesAreRefused() {
    let short = #expect(throws: ValueTableError.self) {
      try ValueTable(of: ShortGame(playerCount: 3))
    }
    #expect(short?.description == "the game answered 1 values to 8 coalitions")
    let large = #expect(throws: ValueTableError.self) {
      try ValueTable(of: ShortGame(playerCount: 64))
    }
    #expect(large == .playerCount(64))
    #expect(throws: ValueTableError.playerCount(29)) {
      try ValueTable.random(playerCount: 29, seed: 0)
    }
  }
}

@Suite struct CoalitionTests {
  @Test func setsOfPlayers() {
    let a = Coalition(players: [0, 3, 63])
    #expect(a.players == [0, 3, 63])
    #expect(a.count == 3)
    #expect(a.contains(63) && !a.contains(1))
    #expect(a.description == "{0, 3, 63}")
    #expect(a.adding(1).removing(3).players == [0, 1, 63])
    #expect(a.adding(3) == a)
    #expect(a.removing(1) == a)
    let b = Coalition(bits: 0b1010)
    #expect(a.union(b).players == [0, 1, 3, 63])
    #expect(a.intersection(b).players == [3])
    #expect(a.subtracting(b).players == [0, 63])
    #expect(Coalition(players: [3]).isSubset(of: a) && !b.isSubset(of: a))
    #expect(Coalition.empty.isEmpty && Coalition.empty.isSubset(of: a))
  }

  @Test func grandCoalitions() {
    #expect(Coalition.grand(0) == .empty)
    #expect(Coalition.grand(5).players == [0, 1, 2, 3, 4])
    #expect(Coalition.grand(64).count == 64)
  }

  @Test func pairsAreStoredInLexicographicOrder() {
    let pairs = PairsByOrder.pairs(7)
    #expect(pairs.count == PairsByOrder.pairCount(7))
    for (index, (i, j)) in pairs.enumerated() {
      #expect(PairsByOrder.pairIndex(i, j, playerCount: 7) == index)
      #expect(PairsByOrder.pairIndex(j, i, playerCount: 7) == index)
    }
  }
}
