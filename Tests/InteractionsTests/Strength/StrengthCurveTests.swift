import Base
import Glibc
import TestSupport
import Testing

@testable import Interactions

@Suite struct StrengthCurveTests {
  /// Logarithms, gamma functions and sums of a dozen of them, rounded.
  static let rounding = 1e-12
  /// The fitted n′ is found to 1e-9 of the grid's step; the error is flat there.
  static let search = 1e-6

  private static func profile(_ strengths: [Double]) -> StrengthProfile {
    StrengthProfile(
      playerCount: strengths.count + 1, contextOrders: Array(strengths.indices),
      strengths: strengths)
  }

  /// F⁽ᵐ⁾ or the null of n players, by whole binomials.
  private static func whole(_ n: Int, isLearning: Bool) -> [Double] {
    (0...n - 2).map { m in
      var count = 1.0
      for step in 0..<m { count = count * Double(n - 2 - step) / Double(step + 1) }
      return (isLearning ? Double(n - m - 1) / Double(n * (n - 1)) : 1) / count.squareRoot()
    }
  }

  @Test(arguments: [4, 10, 12, 16]) func wholeNumbersOfPlayersAreTheFormula(n: Int) {
    let profile = Self.profile([Double](repeating: 1, count: n - 1))
    for (curve, isLearning) in [(StrengthCurve.learning, true), (.independentValues, false)] {
      expectClose(
        curve.logarithms(over: profile, players: Double(n)).map { exp($0) },
        Self.whole(n, isLearning: isLearning), relative: Self.rounding)
    }
  }

  /// F⁽ᵐ⁾/F⁽⁰⁾ of 10 and 16 players, to three digits.
  @Test func theTheoryIsALopsidedU() {
    let wanted = [
      10: [1, 0.314, 0.147, 0.0891, 0.0664, 0.0594, 0.0630, 0.0786, 0.111],
      16: [
        1, 0.249, 0.0908, 0.0419, 0.0232, 0.0149, 0.0110, 0.0091, 0.0085, 0.0089, 0.0105, 0.0140,
        0.0210, 0.0356, 0.0667,
      ],
    ]
    for (n, values) in wanted {
      let profile = Self.profile([Double](repeating: 1, count: n - 1))
      let logs = StrengthCurve.learning.logarithms(over: profile, players: Double(n))
      expectClose(logs.map { exp($0 - logs[0]) }, values, relative: 5e-3)
    }
  }

  @Test(arguments: [StrengthCurve.learning, .independentValues])
  func aCurveIsFoundAgain(curve: StrengthCurve) throws {
    let flat = Self.profile([Double](repeating: 1, count: 15))
    for players in [2.4, 5, 7.3, 15.2] {
      let made = Self.profile(
        curve.logarithms(over: flat, players: players).map { 3.7 * exp($0) })
      for scale in StrengthProfile.Scale.allCases {
        let fit = made.fit(curve, scale: scale)
        expectClose(try #require(fit.effectivePlayers), players, absolute: Self.search)
        expectClose(fit.values, made.strengths, relative: Self.search)
        expectClose(made.heldOutError(of: curve, scale: scale), 0, absolute: Self.search)
      }
      // The other theory has another shape; at n′ = 2.4 by hardly more than nothing.
      let other: StrengthCurve = curve == .learning ? .independentValues : .learning
      #expect(made.heldOutError(of: other) > 1e-5)
    }
  }

  @Test func whereThereIsNoShapeBothTheoriesAreFlat() {
    let profile = Self.profile([Double](repeating: 0.3, count: 9))
    for curve in [StrengthCurve.learning, .independentValues] {
      let fit = profile.fit(curve)
      #expect(fit.effectivePlayers == 2)
      expectClose(fit.values, profile.strengths, relative: Self.rounding)
    }
    #expect(profile.fit(.flat).effectivePlayers == nil)
  }

  /// Logarithms 0, 1, …, 5, flat: means by hand.
  @Test func ordersAreLeftOutByTurns() {
    let profile = Self.profile((0..<6).map { exp(Double($0)) })
    // Left out 0, 2, 4: 3 at the others; left out 1, 3, 5: 2.
    expectClose(
      profile.heldOutError(of: .flat), (9.0 + 1 + 1 + 1 + 1 + 9) / 6, relative: Self.rounding)
    // In three turns the others have the means 3, 2.5 and 2.
    expectClose(
      profile.heldOutError(of: .flat, folds: 3), (9 + 0 + 2.25 + 2.25 + 0 + 9) / 6,
      relative: Self.rounding)
    expectClose(profile.fit(.flat).error, 35.0 / 12, relative: Self.rounding)
    // Meeting the lowest order, which is never left out.
    expectClose(
      profile.heldOutError(of: .flat, scale: .lowestOrder), (4.0 + 16 + 1 + 9 + 25) / 5,
      relative: Self.rounding)
    // A measured curve has its factor alone.
    let doubled = StrengthCurve.measured(profile.strengths.map { 2 * $0 })
    expectClose(profile.heldOutError(of: doubled), 0, absolute: Self.rounding)
    expectClose(profile.fit(doubled).values, profile.strengths, relative: Self.rounding)
  }

  @Test(arguments: [(2, 6), (3, 5), (4, 4), (9, 4)]) func threeOrdersAreLeftToFit(
    folds: Int, orders: Int
  ) {
    #expect(StrengthProfile.fewestOrders(folds: folds) == orders)
  }

  /// Tables of independent values are the null at n′ = n: 20 of them leave 5 % of error at an order.
  @Test func independentTablesAreTheNull() throws {
    let n = 8
    let images = try (0..<20).map { seed in
      var stream = RandomStream(seed: UInt64(seed), purpose: "independent values")
      let table = try ValueTable(values: (0..<1 << n).map { _ in stream.normal() })
      return OrderStrength(of: PairwiseInteractionsByOrder(of: table, magnitudes: false))
    }
    let profile = Self.profile(try #require(OrderStrength(averaging: images)).strengths)
    let null = profile.fit(.independentValues)
    expectClose(try #require(null.effectivePlayers), Double(n), absolute: 0.6)
    #expect(
      profile.heldOutError(of: .independentValues) * 10 < profile.heldOutError(of: .learning))
  }
}
