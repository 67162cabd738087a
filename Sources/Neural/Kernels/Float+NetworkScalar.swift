import COpenBLAS

extension Float: NetworkScalar {
  /// 32 bits.
  public typealias Lane = Int32

  /// Eight numbers.
  public typealias Pack = FloatPack

  /// The value as `Double`, exact.
  public var asDouble: Double { Double(self) }

  /// Single-precision product.
  public static func multiply(
    _ a: UnsafePointer<Float>, transposedA: Bool, _ b: UnsafePointer<Float>, transposedB: Bool,
    into c: UnsafeMutablePointer<Float>, accumulating: Bool, rows: Int, columns: Int, inner: Int
  ) {
    cblas_sgemm(
      CblasRowMajor, transposedA ? CblasTrans : CblasNoTrans,
      transposedB ? CblasTrans : CblasNoTrans, blasint(rows), blasint(columns), blasint(inner), 1,
      a, blasint(transposedA ? rows : inner), b, blasint(transposedB ? inner : columns),
      accumulating ? 1 : 0, c, blasint(columns))
  }
}
