import Base
import Interactions
import TestSupport
import Testing

/// Values are of size 1, weights below n, and at most 2¹² of them are added.
private let tolerance = 1e-12

@Suite("differences of nested coalitions, made of interactions")
struct NestedDifferenceTests {
  /// The mean of v(S₂) − c·v(S₁) over all pairs S₁ ⊂ S₂, one after the other.
  private static func bruteForce(_ table: ValueTable, inner: Int, outer: Int, coefficient: Double)
    -> Double
  {
    let all = (0..<UInt64(1 << table.playerCount)).map(Coalition.init(bits:))
    let values = all.filter { $0.count == outer }.flatMap { larger in
      all.filter { $0.count == inner && $0.isSubset(of: larger) }.map { smaller in
        table[larger] - coefficient * table[smaller]
      }
    }
    return ExactSum.of(values) / Double(values.count)
  }

  /// The same from single players and interactions alone.
  private static func decomposed(_ table: ValueTable, _ difference: NestedDifference) -> Double {
    let n = table.playerCount
    let interactions = PairwiseInteractionsByOrder(of: table, magnitudes: false).means
    let singles = (0..<n).map { table[Coalition(players: [$0])] - table[.empty] }
    let pairs = difference.orderWeights.enumerated().flatMap { order, weight in
      // Each unordered pair counts in both orders.
      interactions[order: order].map { 2 * weight * $0 }
    }
    return ExactSum.of(
      [difference.emptyWeight * table[.empty]] + singles.map { difference.playerWeight * $0 }
        + pairs)
  }

  @Test("brute force over nested coalitions gives the same, for every s₁ < s₂")
  func bruteForce() throws {
    let n = 7
    let table = try ValueTable.random(playerCount: n, seed: 31)
    for inner in 0..<n {
      for outer in inner + 1...n {
        let difference = NestedDifference(playerCount: n, innerCount: inner, outerCount: outer)
        expectClose(
          Self.decomposed(table, difference),
          Self.bruteForce(
            table, inner: inner, outer: outer, coefficient: difference.coefficient),
          absolute: tolerance, "\(inner) ⊂ \(outer)")
      }
    }
  }

  @Test("another coefficient, as of ratios that were not rounded, leaves single players a weight")
  func otherCoefficient() throws {
    let table = try ValueTable.random(playerCount: 6, seed: 32)
    let difference = NestedDifference(
      playerCount: 6, innerCount: 2, outerCount: 4, coefficient: 2.25)
    expectClose(
      Self.decomposed(table, difference),
      Self.bruteForce(table, inner: 2, outer: 4, coefficient: 2.25), absolute: tolerance)
    expectClose(difference.playerWeight, (4 - 2 * 2.25) / 6, absolute: tolerance)
  }

  @Test("a vector by hand: Δu of v(mask) = (3 mask² + mask) mod 11 at s₁ = 2, s₂ = 4")
  func vector() throws {
    let table = try ValueTable(values: (0..<32).map { Double((3 * $0 * $0 + $0) % 11) })
    let difference = NestedDifference(playerCount: 5, innerCount: 2, outerCount: 4)
    expectClose(difference.orderWeights.map { 20 * $0 }, [1, 2, 1, 0], absolute: tolerance)
    #expect(difference.playerWeight == 0)
    expectClose(Self.decomposed(table, difference), -6.2, absolute: tolerance)
  }

  @Test("a triangle with its peak at s₁ − 1, zero from s₂ − 1 on, not a box over s₁...s₂")
  func triangle() {
    // The middle orders of 16 players, 0.3...0.7.
    let weights = NestedDifference(playerCount: 16, innerCount: 4, outerCount: 11).orderWeights
    let peak = weights[3]
    expectClose(peak, 7.0 / 240, absolute: tolerance)
    #expect(weights.firstIndex(of: weights.max() ?? 0) == 3)
    expectClose(weights[0], peak / 4, absolute: tolerance)
    #expect(weights[10...].allSatisfy { $0 == 0 } && weights[9] > 0)
    // Below the peak it rises by (s₂/s₁ − 1), above it falls by 1.
    let steps = zip(weights, weights.dropFirst()).map { ($1 - $0) * 240 }
    expectClose(Array(steps[..<3]), [1.75, 1.75, 1.75], absolute: tolerance)
    expectClose(Array(steps[3..<10]), [Double](repeating: -1, count: 7), absolute: tolerance)
  }

  @Test("from the empty coalition it falls from order 0 on, and single players stay")
  func fromNothing() {
    let difference = NestedDifference(playerCount: 16, innerCount: 0, outerCount: 8)
    #expect(difference.coefficient == 1 && difference.emptyWeight == 0)
    #expect(difference.playerWeight == 0.5)
    expectClose(
      difference.orderWeights.map { 240 * $0 }, (0..<15).map { Double(max(0, 7 - $0)) },
      absolute: tolerance)
  }

  @Test("from nothing to all it is the efficiency of interactions: (n − 1 − m) / (n(n − 1))")
  func efficiency() throws {
    let table = try ValueTable.random(playerCount: 8, seed: 33)
    let difference = NestedDifference(playerCount: 8, innerCount: 0, outerCount: 8)
    expectClose(
      difference.orderWeights, (0..<7).map { Double(7 - $0) / 56 }, absolute: tolerance)
    expectClose(Self.decomposed(table, difference), table.grandEffect, absolute: tolerance)
  }
}
