import Foundation

extension RandomStream {
  /// A standard normal number (Box–Muller, the cosine branch; two uniforms each).
  public mutating func normal() -> Double {
    // 1 − u is in (0, 1], so the logarithm is finite.
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }
}
