import Base
import Interactions
import TestSupport
import Testing

@Suite struct ContextGradientMomentsTests {
  /// Sums of some tens of products.
  static let rounding = 1e-13

  private static let gradients: [[Double]] = (0..<6).map { context in
    var stream = RandomStream(seed: 5, purpose: "gradients", index: UInt64(context))
    // One that vanishes: it has no direction.
    return (0..<3).map { _ in context == 4 ? 0 : stream.normal() + 0.7 }
  }

  private static func product(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private static func sum(_ vectors: [[Double]]) -> [Double] {
    (0..<3).map { place in vectors.reduce(0) { $0 + $1[place] } }
  }

  private static func moments(_ some: [[Double]], population: Double) -> ContextGradientMoments {
    let squares = some.map { product($0, $0) }
    let directions = zip(some, squares).filter { $0.1 > 0 }.map { vector, square in
      vector.map { $0 / square.squareRoot() }
    }
    let total = sum(some)
    let pointing = sum(directions)
    return ContextGradientMoments(
      count: some.count, population: population, sumOfSquares: squares.reduce(0, +),
      squareOfSum: product(total, total), directions: directions.count,
      squareOfDirectionSum: product(pointing, pointing))
  }

  private static func pairs(_ count: Int) -> [(Int, Int)] {
    (0..<count).flatMap { a in (a + 1..<count).map { (a, $0) } }
  }

  @Test func ofAllContextsEverythingIsItsDefinition() throws {
    let all = Self.gradients
    let found = Self.moments(all, population: 6)
    let mean = Self.sum(all).map { $0 / 6 }
    let squares = all.map { Self.product($0, $0) }
    expectClose(found.meanSquare, squares.reduce(0, +) / 6, relative: Self.rounding)
    expectClose(found.squareOfMean, Self.product(mean, mean), relative: Self.rounding)
    expectClose(found.independentSquareOfMean, found.meanSquare / 6, relative: Self.rounding)
    // The sample variance of each coordinate, added up.
    let deviations = all.map { vector in zip(vector, mean).map { $0 - $1 } }
    expectClose(
      try #require(found.variance), deviations.reduce(0) { $0 + Self.product($1, $1) } / 5,
      relative: Self.rounding)
    let angles = Self.pairs(6).filter { squares[$0.0] > 0 && squares[$0.1] > 0 }.map { a, b in
      Self.product(all[a], all[b]) / (squares[a] * squares[b]).squareRoot()
    }
    expectClose(
      try #require(found.cosine), try #require(Statistics.mean(angles)), relative: Self.rounding)
  }

  /// The mean over all ways to draw two or three of six is what all six give.
  @Test func estimatesHaveNoBias() throws {
    let all = Self.moments(Self.gradients, population: 6)
    let twos = Self.pairs(6).map { [$0.0, $0.1] }
    let threes = twos.flatMap { two in (two[1] + 1..<6).map { two + [$0] } }
    for draws in [twos, threes] {
      let found = draws.map { draw in
        Self.moments(draw.map { Self.gradients[$0] }, population: 6)
      }
      func mean(_ number: (ContextGradientMoments) -> Double) throws -> Double {
        try #require(Statistics.mean(found.map(number)))
      }
      expectClose(try mean(\.meanSquare), all.meanSquare, relative: Self.rounding)
      expectClose(try mean(\.squareOfMean), all.squareOfMean, relative: Self.rounding)
      expectClose(
        try mean { $0.variance ?? .nan }, try #require(all.variance), relative: Self.rounding)
      // The naive square of the mean is too large.
      #expect(try mean { $0.meanSquare / 6 } < all.squareOfMean)
    }
  }

  @Test func oneContextHasNoVarianceAndNoAngle() {
    let found = Self.moments([Self.gradients[0]], population: 1)
    #expect(found.variance == nil && found.cosine == nil && found.crossProduct == nil)
    #expect(found.squareOfMean == found.meanSquare)
    #expect(found.independentSquareOfMean == found.meanSquare)
  }
}
