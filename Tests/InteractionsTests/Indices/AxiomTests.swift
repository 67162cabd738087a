import Base
import Interactions
import TestSupport
import Testing

/// Values are of size 1; at most 2¹⁰ of them are added.
private let tolerance = 1e-12

/// What the indices must satisfy for every game, on tables of independent normal values.
@Suite struct AxiomTests {
  static let orders = 1...3
  static let additive: [InteractionIndex] = [.kSII, .stii, .fsii]
  static let ofFewPlayers: [InteractionIndex] = [.sii, .kSII, .bii, .stii, .fsii, .fbii]

  private func table(_ players: Int, _ index: UInt64 = 0) throws -> ValueTable {
    try ValueTable.random(playerCount: players, seed: 51, index: index)
  }

  private func values(
    _ index: InteractionIndex, _ table: ValueTable, _ order: Int
  ) -> [Coalition: Double] {
    Dictionary(
      uniqueKeysWithValues: index.interactions(of: table, interactionOrder: order).map {
        ($0.players, $0.value)
      })
  }

  @Test(arguments: additive, orders) func additiveIndicesMakeUpTheGrandEffect(
    index: InteractionIndex, order: Int
  ) throws {
    for players in [1, 2, 3, 5, 10] {
      let table = try table(players)
      expectClose(
        ExactSum.of(index.interactions(of: table, interactionOrder: order).map(\.value)),
        table.grandEffect, absolute: tolerance, "\(players) players")
    }
  }

  @Test(arguments: [1, 4, 10]) func shapleyValuesMakeUpTheGrandEffect(players: Int) throws {
    let table = try table(players)
    let values = InteractionIndex.shapley.interactions(of: table).map(\.value)
    expectClose(ExactSum.of(values), table.grandEffect, absolute: tolerance)
  }

  /// Dividends make up v(N); OR interactions v(N); the co-Möbius transform, with signs, v(∅).
  @Test func transformsMakeUpTheEnds() throws {
    let table = try table(9)
    expectClose(
      ExactSum.of(HarsanyiDividends(of: table).values), table[.grand(9)], absolute: tolerance)
    expectClose(
      ExactSum.of(OrInteractions(of: table).values), table[.grand(9)], absolute: tolerance)
    let signed = CoMoebiusTransform(of: table).values.enumerated().map {
      $0.offset.nonzeroBitCount.isMultiple(of: 2) ? $0.element : -$0.element
    }
    expectClose(ExactSum.of(signed), table[.empty], absolute: tolerance)
  }

  @Test(arguments: ofFewPlayers, orders) func aDummyInteractsWithNobody(
    index: InteractionIndex, order: Int
  ) throws {
    // Player 2 adds 0.75 to every coalition.
    let small = try table(6)
    let dummy = try ValueTable(
      values: (0..<128).map { bits in
        let others = (bits & 3) | (bits >> 1 & ~3)
        return small.values[others] + (bits >> 2 & 1 == 1 ? 0.75 : 0)
      })
    let found = values(index, dummy, order)
    for (set, value) in found where set.contains(2) {
      expectClose(value, set.count == 1 ? 0.75 : 0, absolute: tolerance, "\(set)")
    }
    // The others have what they have without the dummy.
    for (set, value) in values(index, small, order) where !set.isEmpty {
      let renamed = Coalition(players: set.players.map { $0 < 2 ? $0 : $0 + 1 })
      expectClose(found[renamed] ?? .nan, value, absolute: tolerance, "\(renamed)")
    }
  }

  @Test(arguments: ofFewPlayers, orders) func namesOfPlayersDoNotMatter(
    index: InteractionIndex, order: Int
  ) throws {
    let table = try table(6)
    let names = [3, 0, 5, 1, 4, 2]
    func renamed(_ set: Coalition) -> Coalition {
      Coalition(players: set.players.map { names[$0] })
    }
    var other = table.values
    for bits in other.indices {
      let set = Coalition(bits: UInt64(bits))
      other[Int(renamed(set).bits)] = table[set]
    }
    let found = values(index, try ValueTable(values: other), order)
    for (set, value) in values(index, table, order) {
      expectClose(found[renamed(set)] ?? .nan, value, absolute: tolerance)
    }
  }

  @Test(arguments: InteractionIndex.allCases) func indicesAreLinear(index: InteractionIndex) throws
  {
    let (a, b) = (try table(6, 1), try table(6, 2))
    let mixed = try ValueTable(values: zip(a.values, b.values).map { 2 * $0 - 3 * $1 })
    let (x, y, z) = (
      index.interactions(of: a), index.interactions(of: b), index.interactions(of: mixed)
    )
    #expect(x.map(\.players) == z.map(\.players))
    #expect(x.map(\.contextOrder) == z.map(\.contextOrder))
    expectClose(
      z.map(\.value), zip(x, y).map { 2 * $0.value - 3 * $1.value }, absolute: 10 * tolerance)
  }

  /// I(K) is the index of K∖j in the game with j always present, less that with j always absent.
  @Test(arguments: [InteractionIndex.sii, .bii]) func recursion(index: InteractionIndex) throws {
    let table = try table(7)
    let last = Coalition(players: [6])
    let (absent, present) = (
      try ValueTable(values: Array(table.values.prefix(64))),
      try ValueTable(values: Array(table.values.suffix(64)))
    )
    let whole = values(index, table, 3)
    let (without, with) = (values(index, absent, 2), values(index, present, 2))
    for (set, value) in with {
      expectClose(
        whole[set.union(last)] ?? .nan, value - (without[set] ?? .nan), absolute: tolerance)
    }
    let dividends = HarsanyiDividends(of: table).values
    let split = (HarsanyiDividends(of: present).values, HarsanyiDividends(of: absent).values)
    expectClose(
      dividends.suffix(64), zip(split.0, split.1).map { $0 - $1 }, absolute: tolerance)
  }

  @Test(arguments: [2, 3, 8, 12]) func shapleyInteractionsAreMeansOverContextOrders(
    players n: Int
  ) throws {
    let table = try table(n)
    let means = PairwiseInteractionsByOrder(of: table, magnitudes: false).means
    for interaction in InteractionIndex.sii.interactions(of: table)
    where interaction.players.count == 2 {
      let pair = interaction.players.players
      let sum = (0..<n - 1).reduce(0) { $0 + means[order: $1, pair[0], pair[1]] }
      expectClose(interaction.value, sum / Double(n - 1), absolute: tolerance)
    }
  }

  /// v = ½v + γ as AND and ½v − γ as OR: together they give v back, whatever γ is.
  @Test(arguments: 1...8) func andAndOrMatchEveryValue(players: Int) throws {
    let (table, gamma) = (try table(players), try table(players, 9))
    let and = HarsanyiDividends(
      of: try ValueTable(values: zip(table.values, gamma.values).map { $0 / 2 + $1 }))
    let or = OrInteractions(
      of: try ValueTable(values: zip(table.values, gamma.values).map { $0 / 2 - $1 }))
    for bits in table.values.indices {
      let visible = Coalition(bits: UInt64(bits))
      let active = table.values.indices.map { Coalition(bits: UInt64($0)) }.flatMap { set in
        [
          set.isSubset(of: visible) ? and[set] : 0,
          set.isEmpty || !set.intersection(visible).isEmpty ? or[set] : 0,
        ]
      }
      expectClose(ExactSum.of(active), table[visible], absolute: tolerance)
    }
  }
}
