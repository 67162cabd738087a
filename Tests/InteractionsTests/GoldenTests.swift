import Foundation
import Interactions
import TestSupport
import Testing

/// Relative to the number or, where the exact result is a cancellation, to the largest |v| ≈ 1.
private let tolerance = 1e-12

@Suite struct GoldenTests {
  @Test(arguments: Golden.names) func interactionsOfEveryPairAndOrder(name: String) throws {
    let golden = try Golden.load(name)
    let interactions = PairwiseInteractionsByOrder(of: try golden.table())
    #expect(PairsByOrder.pairs(golden.n).map { [$0.0, $0.1] } == golden.pairs)
    expectClose(
      interactions.means.values, golden.multiOrder.flatMap { $0 }, relative: tolerance,
      absolute: tolerance)
  }

  @Test(arguments: Golden.names) func strengthsAndShares(name: String) throws {
    let golden = try Golden.load(name)
    let strength = OrderStrength(of: PairwiseInteractionsByOrder(of: try golden.table()))
    expectClose(
      strength.strengths, golden.multiOrderMeanAbs, relative: tolerance, absolute: tolerance)
    expectClose(orderShares(of: golden.multiOrderMeanAbs), golden.j, relative: tolerance)
    // The table of the additive game is rounded, and J of that rounding says nothing.
    guard name != "additive_n6" else { return }
    expectClose(strength.shares, golden.j, relative: tolerance, absolute: tolerance)
  }

  @Test(arguments: Golden.names) func shapleyValues(name: String) throws {
    let golden = try Golden.load(name)
    expectClose(
      MultiOrderShapleyValues(of: try golden.table()).shapley, golden.shapley,
      relative: tolerance, absolute: tolerance)
  }

  @Test(arguments: Golden.names) func harsanyiDividends(name: String) throws {
    let golden = try Golden.load(name)
    expectClose(
      HarsanyiDividends(of: try golden.table()).values, golden.moebius, relative: tolerance,
      absolute: tolerance)
  }

  @Test func dividendsOfTenPlayers() throws {
    struct Table: Decodable {
      var values: [Double]
      var moebius: [Double]
    }
    let golden = try JSONDecoder().decode(Table.self, from: Golden.data("random_n10"))
    // Up to 2¹⁰ terms of size 1 are added, so the error is absolute.
    expectClose(
      HarsanyiDividends(of: try ValueTable(values: golden.values)).values, golden.moebius,
      absolute: tolerance)
  }
}
