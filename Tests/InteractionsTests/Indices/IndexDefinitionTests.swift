import Base
import Interactions
import TestSupport
import Testing

/// Values are of size 1, weights at most about 10, and at most 2⁸ terms are added.
private let tolerance = 1e-12

@Suite struct IndexDefinitionTests {
  static let cases = (1...8).flatMap { n in (1...3).map { (players: n, order: $0) } }

  private func expect(
    _ index: InteractionIndex, _ table: ValueTable, order: Int,
    _ definition: (Coalition) -> Double
  ) {
    let values = index.interactions(of: table, interactionOrder: order)
    let sets = (1...order).flatMap { PlayerSets.all(size: $0, playerCount: table.playerCount) }
    #expect(values.map(\.players).filter { !$0.isEmpty } == sets)
    for interaction in values {
      expectClose(
        interaction.value, definition(interaction.players), absolute: tolerance,
        "\(index) \(interaction.players)")
    }
  }

  @Test(arguments: cases) func indicesByContexts(players: Int, order: Int) throws {
    let table = try ValueTable.random(playerCount: players, seed: 41)
    expect(.sii, table, order: order) { IndexDefinitions.shapleyInteraction(table, $0) }
    expect(.bii, table, order: order) { IndexDefinitions.banzhafInteraction(table, $0) }
    expect(.stii, table, order: order) {
      IndexDefinitions.shapleyTaylor(table, $0, upTo: order)
    }
    expect(.kSII, table, order: order) { IndexDefinitions.nShapley(table, $0, upTo: order) }
    expect(.fsii, table, order: order) {
      IndexDefinitions.faithfulShapley(table, $0, upTo: order)
    }
  }

  @Test(arguments: [(2, 1), (3, 2), (4, 3), (6, 2), (6, 3), (7, 1)])
  func faithfulIndicesAreBestPolynomials(players n: Int, order: Int) throws {
    let table = try ValueTable.random(playerCount: n, seed: 42)
    let shapley = IndexDefinitions.bestPolynomial(table, upTo: order, pinned: true) {
      1 / (IndexDefinitions.choose(n, $0) * Double($0 * (n - $0)))
    }
    // The linear systems have condition numbers up to about 10³.
    for interaction in InteractionIndex.fsii.interactions(of: table, interactionOrder: order) {
      expectClose(
        interaction.value, shapley[interaction.players] ?? .nan, absolute: 1e-11)
    }
    let banzhaf = IndexDefinitions.bestPolynomial(table, upTo: order, pinned: false) { _ in 1 }
    let found = InteractionIndex.fbii.interactions(of: table, interactionOrder: order)
    #expect(found.count == banzhaf.count)
    for interaction in found {
      expectClose(
        interaction.value, banzhaf[interaction.players] ?? .nan, absolute: 1e-11)
    }
  }

  @Test(arguments: 0...8) func transformsByDefinition(players: Int) throws {
    let table = try ValueTable.random(playerCount: players, seed: 43)
    let everyone = Coalition.grand(players)
    let moebius = CoMoebiusTransform(of: table)
    let or = OrInteractions(of: table)
    for bits in table.values.indices {
      let set = Coalition(bits: UInt64(bits))
      let others = everyone.subtracting(set)
      expectClose(
        moebius[set], IndexDefinitions.derivative(table, set, at: others), absolute: tolerance)
      let sum = ExactSum.of(
        IndexDefinitions.subsets(of: set).map {
          let value = table[everyone.subtracting($0)]
          return (set.count - $0.count).isMultiple(of: 2) ? -value : value
        })
      expectClose(or[set], set.isEmpty ? table[.empty] : sum, absolute: tolerance)
    }
  }

  @Test func thirdDifferencesByDefinition() throws {
    let table = try ValueTable.random(playerCount: 6, seed: 44)
    let differences = MeanDifferences(of: table, interactionOrder: 3)
    for size in 0...3 {
      for set in PlayerSets.all(size: size, playerCount: 6) {
        for m in 0...6 - size {
          let contexts = IndexDefinitions.choose(6 - size, m)
          let mean = IndexDefinitions.sum(table, set) { $0 == m ? 1 / contexts : 0 }
          expectClose(differences[contextOrder: m, set], mean, absolute: tolerance)
        }
      }
    }
  }

  @Test func setsAreListedInLexicographicOrder() {
    #expect(
      PlayerSets.all(size: 3, playerCount: 5).map(\.players) == [
        [0, 1, 2], [0, 1, 3], [0, 1, 4], [0, 2, 3], [0, 2, 4], [0, 3, 4], [1, 2, 3], [1, 2, 4],
        [1, 3, 4], [2, 3, 4],
      ])
    for (players, size) in [(7, 0), (7, 1), (7, 2), (7, 3), (7, 7), (3, 4), (0, 0)] {
      let sets = PlayerSets.all(size: size, playerCount: players)
      #expect(sets.count == PlayerSets.count(size: size, playerCount: players))
      #expect(sets.map { PlayerSets.index(of: $0, playerCount: players) } == Array(sets.indices))
    }
  }
}
