import TestSupport
import Testing

@testable import Neural

@Suite("Activation kernels at their edges")
struct ActivationKernelTests {
  /// A polynomial of `Float` rounding.
  static let tolerance = 1e-6

  @Test("Float and Double agree, values and slopes", arguments: ActivationFunction.allCases)
  func precisions(_ function: ActivationFunction) {
    // 19 numbers: whole vectors and a remainder.
    let input = (0..<19).map { Float($0) * 0.7 - 6 }
    var (values, slopes) = (
      [Float](repeating: .nan, count: 19), [Float](repeating: .nan, count: 19)
    )
    Float.activate(function, input, into: &values, slopes: &slopes, count: 19)
    let wide = input.map(Double.init)
    var (exact, exactSlopes) = (
      [Double](repeating: .nan, count: 19), [Double](repeating: .nan, count: 19)
    )
    Double.activate(function, wide, into: &exact, slopes: &exactSlopes, count: 19)
    expectClose(
      values.map(Double.init), exact, relative: Self.tolerance, absolute: Self.tolerance)
    expectClose(
      slopes.map(Double.init), exactSlopes, relative: Self.tolerance, absolute: Self.tolerance)
    var alone = [Float](repeating: .nan, count: 19)
    Float.activate(function, input, into: &alone, slopes: nil, count: 19)
    #expect(alone == values)
  }

  @Test("NaN stays NaN", arguments: ActivationFunction.allCases)
  func notANumber(_ function: ActivationFunction) {
    var (values, slopes) = ([Float](repeating: 0, count: 9), [Float](repeating: 0, count: 9))
    Float.activate(
      function, [Float](repeating: .nan, count: 9), into: &values, slopes: &slopes, count: 9)
    #expect(values.allSatisfy { $0.isNaN } && slopes.allSatisfy { $0.isNaN })
  }

  @Test("large numbers saturate")
  func saturation() {
    func value(_ function: ActivationFunction, _ x: Float) -> Float {
      var result: [Float] = [.nan]
      Float.activate(function, [x], into: &result, slopes: nil, count: 1)
      return result[0]
    }
    #expect(value(.gelu, 1e30) == 1e30 && value(.gelu, -1e30) == 0)
    #expect(value(.sigmoid, 200) == 1 && value(.sigmoid, -200) == 0)
    #expect(value(.softplus, 1e30) == 1e30 && value(.softplus, -200) == 0)
    #expect(value(.softplus, 20.5) == 20.5)
  }

  @Test("softmax of huge, equal and infinite numbers")
  func softmaxIsStable() {
    var shares = [Float](repeating: .nan, count: 8)
    Float.softmaxRows(
      [1e30, 1e30, -1e30, -.infinity, -1e30, -1e30, -1e30, -1e30], rows: 2, width: 4, into: &shares)
    #expect(shares == [0.5, 0.5, 0, 0, 0.25, 0.25, 0.25, 0.25])
    Float.softmaxRows([0, .nan, 1, 2], rows: 1, width: 4, into: &shares)
    #expect(shares[..<4].allSatisfy { $0.isNaN })
  }
}
