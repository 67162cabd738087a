import Base
import TestSupport
import Testing

@testable import Neural

@Suite("Matrix products")
struct ProductTests {
  static let shapes = [(1, 1, 1), (2, 3, 5), (7, 1, 13), (1, 17, 4), (31, 29, 37), (128, 10, 100)]

  @Test("agree with the sum of products, transposed or not, set or added", arguments: shapes)
  func agreesWithDefinition(m: Int, n: Int, k: Int) {
    for transposedA in [false, true] {
      for transposedB in [false, true] {
        for accumulating in [false, true] {
          let a: [Double] = uniformNumbers(m * k, seed: 1, "a")
          let b: [Double] = uniformNumbers(k * n, seed: 2, "b")
          let start: [Double] = uniformNumbers(m * n, seed: 3, "c")
          var expected: [Double] = []
          for i in 0..<m {
            for j in 0..<n {
              var sum = accumulating ? start[i * n + j] : 0
              for t in 0..<k {
                sum +=
                  (transposedA ? a[t * m + i] : a[i * k + t])
                  * (transposedB ? b[j * k + t] : b[t * n + j])
              }
              expected.append(sum)
            }
          }
          var c = start
          Double.multiply(
            a, transposedA: transposedA, b, transposedB: transposedB, into: &c,
            accumulating: accumulating, rows: m, columns: n, inner: k)
          expectClose(c, expected, absolute: 1e-13)
          var single = start.map { Float($0) }
          Float.multiply(
            a.map { Float($0) }, transposedA: transposedA, b.map { Float($0) },
            transposedB: transposedB, into: &single, accumulating: accumulating, rows: m,
            columns: n, inner: k)
          // 100 products below 1, each rounded to 6e-8.
          expectClose(single.map { Double($0) }, expected, absolute: 2e-5)
        }
      }
    }
  }

  @Test("a product that sets ignores NaN in the target")
  func setsOverNaN() {
    var c: [Float] = [.nan, .nan]
    Float.multiply(
      [2], transposedA: false, [3, 4], transposedB: false, into: &c, accumulating: false, rows: 1,
      columns: 2, inner: 1)
    #expect(c == [6, 8])
  }

  @Test("the library runs one thread and tells its core")
  func provenance() {
    BLAS.prepare()
    #expect(BLAS.threadCount == 1)
    #expect(!BLAS.coreName.isEmpty && BLAS.coreName != "unknown")
    #expect(BLAS.configuration.hasPrefix("OpenBLAS "))
    #expect(!BLAS.configuration.hasSuffix(" "))
  }
}
