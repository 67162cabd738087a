import COpenBLAS
import Glibc

/// The matrix library: set up once, and what to record about it.
///
/// Results depend on its core type (AVX2 and AVX-512 kernels round differently), which it picks
/// from the CPU unless `OPENBLAS_CORETYPE` says otherwise; that variable is never overridden here.
public enum BLAS {
  private static let single: Void = openblas_set_num_threads(1)

  /// Sets one thread per process, once: parallel work is cut above this level, at borders that do
  /// not depend on the machine.
  public static func prepare() { single }

  /// Ends the library's threads, which it starts when it is loaded and which spin for some hundredths
  /// of a second: for a process that leaves products to others.
  public static func endThreads() {
    // Exported, but in no header.
    guard let symbol = dlsym(nil, "blas_thread_shutdown_") else { return }
    _ = unsafeBitCast(symbol, to: (@convention(c) () -> Int32).self)()
  }

  /// The core type in use, such as `Haswell`: part of what bits depend on.
  public static var coreName: String {
    prepare()
    return text(openblas_get_corename())
  }

  /// Version and build options, such as `OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH …`.
  public static var configuration: String {
    prepare()
    return text(openblas_get_config())
  }

  /// Threads a product may use: 1 once prepared.
  public static var threadCount: Int {
    prepare()
    return Int(openblas_get_num_threads())
  }

  private static func text(_ words: UnsafeMutablePointer<CChar>?) -> String {
    guard let words else { return "unknown" }
    return String(cString: words).trimmingBlanks
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
