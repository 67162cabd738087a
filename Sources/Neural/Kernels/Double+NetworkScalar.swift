import COpenBLAS

extension Double: NetworkScalar {
  /// 64 bits.
  public typealias Lane = Int64

  /// Four numbers.
  public typealias Pack = DoublePack

  /// The value itself.
  public var asDouble: Double { self }

  /// Double-precision product.
  public static func multiply(
    _ a: UnsafePointer<Double>, transposedA: Bool, _ b: UnsafePointer<Double>, transposedB: Bool,
    into c: UnsafeMutablePointer<Double>, accumulating: Bool, rows: Int, columns: Int, inner: Int
  ) {
    cblas_dgemm(
      CblasRowMajor, transposedA ? CblasTrans : CblasNoTrans,
      transposedB ? CblasTrans : CblasNoTrans, blasint(rows), blasint(columns), blasint(inner), 1,
      a, blasint(transposedA ? rows : inner), b, blasint(transposedB ? inner : columns),
      accumulating ? 1 : 0, c, blasint(columns))
  }
}
