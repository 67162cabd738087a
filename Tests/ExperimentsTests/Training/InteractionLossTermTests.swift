import Neural
import TestSupport
import Testing

@testable import Experiments

@Suite("coalitions of interaction losses")
struct InteractionLossTermTests {
  static let players = 16
  /// Of numbers below 1.
  static let rounding = 1e-15

  private func term(_ r1: Double, _ r2: Double, nominal: Bool = false) -> InteractionLossTerm {
    InteractionLossTerm(
      kind: .suppress, between: r1, and: r2, weight: 1, playerCount: Self.players,
      nominal: nominal)
  }

  @Test("fractions become realised counts; the factor is theirs unless nominal is asked for")
  func counts() {
    let mid = term(0.3, 0.7)
    #expect(mid.innerCount == 4)
    #expect(mid.outerCount == 11)
    #expect(mid.coefficient == 11.0 / 4)
    #expect(term(0.3, 0.7, nominal: true).coefficient == 0.7 / 0.3)
    // 0.29 · 100 is 28.999…: the guard keeps the player.
    let many = InteractionLossTerm(
      kind: .suppress, between: 0.29, and: 0.5, weight: 1, playerCount: 100, nominal: false)
    #expect(many.innerCount == 29)
  }

  @Test("with r₁ = 0, S₁ is empty and the factor 1, as in the authors' code")
  func emptyInner() {
    let high = term(0, 0.5)
    #expect(high.innerCount == 0)
    #expect(high.coefficient == 1)
    #expect(high.coalitions(playerCount: Self.players, seed: 1, draw: 0, term: 0).inner == [0])
  }

  @Test("the weight on each context order: λ times that of Δu, down where it suppresses")
  func weights() {
    var high = term(0, 0.5)
    high.weight = 3
    // Δu of 8 players of 16 less nobody: (7 − m) / 240.
    let expected = (0..<15).map { -3 * Double(max(0, 7 - $0)) / 240 }
    expectClose(
      high.weights(.weight, playerCount: Self.players), expected, absolute: Self.rounding)
    #expect(
      high.weights(.interval, playerCount: Self.players)
        == [Double](repeating: -3, count: 9) + [Double](repeating: 0, count: 6))
    high.kind = .encourage
    expectClose(
      high.weights(.weight, playerCount: Self.players), expected.map { -$0 },
      absolute: Self.rounding)
  }

  @Test("S₁ ⊂ S₂, of the right sizes, a function of seed, draw and term alone")
  func nested() {
    let mid = term(0.3, 0.7)
    var seen: Set<UInt64> = []
    for draw in 0..<200 {
      let first = mid.coalitions(
        playerCount: Self.players, seed: 3, draw: UInt64(draw), term: 0)
      let again = mid.coalitions(
        playerCount: Self.players, seed: 3, draw: UInt64(draw), term: 0)
      #expect(first == again)
      #expect(first.inner[0] & ~first.outer[0] == 0)
      #expect(first.inner[0].nonzeroBitCount == 4)
      #expect(first.outer[0].nonzeroBitCount == 11)
      seen.insert(first.outer[0])
    }
    #expect(seen.count > 150)
  }

  @Test("every player is as often present as every other")
  func uniform() {
    let mid = term(0.3, 0.7)
    var counts = [Int](repeating: 0, count: Self.players)
    let draws = 4000
    for draw in 0..<draws {
      let inner = mid.coalitions(
        playerCount: Self.players, seed: 9, draw: UInt64(draw), term: 0
      ).inner
      for player in 0..<Self.players where inner[0] >> UInt64(player) & 1 == 1 {
        counts[player] += 1
      }
    }
    // Binomial(4000, 1/4): standard deviation 27; five of them never happen by chance.
    for count in counts { #expect(abs(count - draws / 4) < 5 * 28) }
  }
}
