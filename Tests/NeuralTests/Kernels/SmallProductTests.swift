import TestSupport
import Testing

@testable import Neural

@Suite("Small products")
struct SmallProductTests {
  /// Rows around the tile's 6, columns around a pack's 4 or 8 and two of them.
  static let sizes: [(rows: Int, columns: Int, inner: Int)] = [
    (1, 1, 1), (2, 3, 5), (5, 7, 3), (6, 8, 4), (7, 16, 9), (11, 17, 2), (13, 25, 7), (12, 39, 1),
  ]

  @Test("agree with sums in order, however the left factor lies", arguments: sizes)
  func agree(_ size: (rows: Int, columns: Int, inner: Int)) {
    check(size, as: Double.self, tolerance: 1e-14)
    check(size, as: Float.self, tolerance: 2e-6)
  }

  private func check<Scalar: NetworkScalar>(
    _ size: (rows: Int, columns: Int, inner: Int), as scalar: Scalar.Type, tolerance: Double
  ) {
    let (rows, columns, inner) = size
    let a: [Scalar] = uniformNumbers(rows * inner, seed: 1, "a")
    let b: [Scalar] = uniformNumbers(inner * (columns + 3), seed: 2, "b")
    for transposed in [false, true] {
      func left(_ i: Int, _ k: Int) -> Scalar { transposed ? a[k * rows + i] : a[i * inner + k] }
      var c = [Scalar](repeating: 9, count: rows * (columns + 2))
      a.withUnsafeBufferPointer { numbers in
        guard let base = numbers.baseAddress else { return }
        Scalar.smallProduct(
          LeftFactor(
            numbers: base, row: transposed ? 1 : inner, step: transposed ? rows : 1), b,
          bRow: columns + 3, into: &c, cRow: columns + 2, rows: rows, columns: columns,
          inner: inner)
      }
      for i in 0..<rows {
        for j in 0..<columns {
          let sum = (0..<inner).reduce(0.0) {
            $0 + left(i, $1).asDouble * b[$1 * (columns + 3) + j].asDouble
          }
          expectClose(c[i * (columns + 2) + j].asDouble, sum, absolute: tolerance, "\(i), \(j)")
        }
        #expect(c[i * (columns + 2) + columns] == 9, "what lies between rows is left alone")
      }
    }
  }
}
