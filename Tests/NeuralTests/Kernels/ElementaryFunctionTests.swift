import Foundation
import Testing

@testable import Neural

@Suite("Elementary functions of Float against Double")
struct ElementaryFunctionTests {
  /// The largest error of `function` over `count` numbers from `low` to `high`, relatively.
  private func worst(
    from low: Float, to high: Float, _ function: (Float) -> Float,
    _ exact: (Double) -> Double
  ) -> Double {
    let count = 40_000
    return (0...count).reduce(0) { worst, i in
      let x = low + (high - low) * Float(i) / Float(count)
      let expected = exact(Double(x))
      let error = abs(Double(function(x)) - expected)
      return max(worst, error == 0 ? 0 : error / abs(expected))
    }
  }

  @Test("the exponential, over its range and near 0")
  func exponential() {
    #expect(worst(from: -86.9, to: 88.72, Float.exponential, exp) < 1.3e-7)
    #expect(worst(from: -1, to: 1, Float.exponential, exp) < 1.3e-7)
    #expect(Float.exponential(0) == 1)
    #expect(Float.exponential(-87.5) == 0 && Float.exponential(-.infinity) == 0)
    #expect(Float.exponential(89) == .infinity && Float.exponential(.infinity) == .infinity)
    #expect(Float.exponential(.nan).isNaN)
  }

  @Test("the hyperbolic tangent keeps its digits near 0")
  func hyperbolicTangent() {
    #expect(worst(from: -12, to: 12, Float.hyperbolicTangent, tanh) < 2.5e-7)
    #expect(worst(from: 1e-7, to: 1e-2, Float.hyperbolicTangent, tanh) < 2.5e-7)
    #expect(Float.hyperbolicTangent(0) == 0)
    #expect(Float.hyperbolicTangent(1e-30) == 1e-30)
    #expect(Float.hyperbolicTangent(.infinity) == 1 && Float.hyperbolicTangent(-.infinity) == -1)
    #expect(Float.hyperbolicTangent(.nan).isNaN)
  }

  @Test("softplus keeps its digits at both ends")
  func softplus() {
    #expect(worst(from: -86, to: 30, Float.softplus) { log1p(exp($0)) } < 3e-7)
    #expect(worst(from: -2, to: 2, Float.softplus) { log1p(exp($0)) } < 3e-7)
    #expect(Float.softplus(.nan).isNaN && Double.softplus(.nan).isNaN)
    #expect(Double.softplus(-745) > 0 && Double.softplus(800) == 800)
  }

  @Test("the normal distribution keeps its digits in the lower tail")
  func standardNormal() {
    let cumulative = { (x: Double) in 0.5 * erfc(-x / 2.0.squareRoot()) }
    #expect(worst(from: -2, to: 9, { Float.standardNormal($0).cumulative }, cumulative) < 4e-7)
    #expect(worst(from: -6, to: 6, { Float.standardNormal($0).cumulative }, cumulative) < 2e-6)
    let density = { (x: Double) in exp(-0.5 * x * x) / (2 * Double.pi).squareRoot() }
    #expect(worst(from: -2, to: 2, { Float.standardNormal($0).density }, density) < 4e-7)
    #expect(Float.standardNormal(0).cumulative == 0.5)
    #expect(Float.standardNormal(-1e30).cumulative == 0)
    #expect(Float.standardNormal(1e30).cumulative == 1)
    #expect(Float.standardNormal(.nan).cumulative.isNaN)
    #expect(Double.standardNormal(-30).cumulative > 0)
  }

  @Test("Double: the derivative of Φ is the density")
  func slopeOfNormal() {
    for x in [-3.0, -0.5, 0, 1, 2.5] {
      let step = 1e-6
      let slope =
        (Double.standardNormal(x + step).cumulative - Double.standardNormal(x - step).cumulative)
        / (2 * step)
      #expect(abs(slope - Double.standardNormal(x).density) < 1e-9)
    }
  }
}
