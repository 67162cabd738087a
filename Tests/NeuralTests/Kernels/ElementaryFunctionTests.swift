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
    #expect(worst(from: -86.9, to: 88.72, Float.exponential, exp) < 1.2e-7)
    #expect(worst(from: -1, to: 1, Float.exponential, exp) < 1.2e-7)
    #expect(Float.exponential(0) == 1)
    #expect(Float.exponential(-86.91) == 0 && Float.exponential(-.infinity) == 0)
    #expect(Float.exponential(89) == .infinity && Float.exponential(.infinity) == .infinity)
    #expect(Float.exponential(.nan).isNaN)
  }

  @Test("the hyperbolic tangent keeps its digits near 0")
  func hyperbolicTangent() {
    #expect(worst(from: -12, to: 12, Float.hyperbolicTangent, tanh) < 2e-7)
    #expect(worst(from: 1e-7, to: 1e-2, Float.hyperbolicTangent, tanh) < 2e-7)
    #expect(Float.hyperbolicTangent(0) == 0)
    #expect(Float.hyperbolicTangent(1e-30) == 1e-30)
    #expect(Float.hyperbolicTangent(.infinity) == 1 && Float.hyperbolicTangent(-.infinity) == -1)
    #expect(Float.hyperbolicTangent(.nan).isNaN)
  }

  @Test("softplus keeps its digits at both ends")
  func softplus() {
    let value = { (x: Float) in Float.softplus(x).value }
    #expect(worst(from: -86.9, to: 30, value) { log1p(exp($0)) } < 2.6e-7)
    #expect(worst(from: -2, to: 2, value) { log1p(exp($0)) } < 2.6e-7)
    let slope = { (x: Float) in Float.softplus(x).slope }
    #expect(worst(from: -86.9, to: 30, slope) { 1 / (1 + exp(-$0)) } < 2.6e-7)
    #expect(Float.softplus(.nan).value.isNaN && Float.softplus(.nan).slope.isNaN)
    #expect(Double.softplus(.nan).value.isNaN && Double.softplus(.nan).slope.isNaN)
    #expect(Double.softplus(-745).value > 0 && Double.softplus(800) == (800, 1))
    #expect(Float.softplus(20.01) == (20.01, 1) && Double.softplus(20.01) == (20.01, 1))
  }

  @Test("the normal distribution keeps its digits in the lower tail")
  func standardNormal() {
    let cumulative = { (x: Double) in 0.5 * erfc(-x / 2.0.squareRoot()) }
    #expect(worst(from: -2, to: 9, { Float.standardNormal($0).cumulative }, cumulative) < 5e-7)
    #expect(worst(from: -6, to: 6, { Float.standardNormal($0).cumulative }, cumulative) < 1.5e-6)
    let density = { (x: Double) in exp(-0.5 * x * x) / (2 * Double.pi).squareRoot() }
    #expect(worst(from: -2, to: 2, { Float.standardNormal($0).density }, density) < 5e-7)
    #expect(Float.standardNormal(0).cumulative == 0.5)
    #expect(Float.standardNormal(-1e30).cumulative == 0)
    #expect(Float.standardNormal(1e30).cumulative == 1)
    #expect(Float.standardNormal(.nan).cumulative.isNaN)
    #expect(Double.standardNormal(-30).cumulative > 0)
  }

  @Test("Double: the exponential of what is not positive, without branches")
  func exponentialAtMostZero() {
    var worst = 0.0
    for step in 0...200_000 {
      let x = -708 * Double(step) / 200_000 * (step % 2 == 0 ? 1 : 1e-3)
      worst = max(worst, abs(Double.exponential(atMostZero: x) / exp(x) - 1))
    }
    #expect(worst < 3e-16)
    #expect(Double.exponential(atMostZero: 0) == 1 && Double.exponential(atMostZero: -0.0) == 1)
    #expect(Double.exponential(atMostZero: -.infinity) == Double.exponential(atMostZero: -708))
    #expect(Double.exponential(atMostZero: .nan).isNaN)
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
