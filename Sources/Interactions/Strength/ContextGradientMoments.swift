/// What the gradients of one pair's second differences are like over the contexts of one order:
/// g_S = ∂Δv(i,j,S)/∂W, with respect to all parameters of a network together.
///
/// The theory of learning strengths (arXiv:2512.18607) takes them for independent, with mean 0 and one
/// variance: then the gradient of I⁽ᵐ⁾, their mean over C(n−2,m) contexts, has a mean square of
/// E‖g‖²/C(n−2,m). Estimates are unbiased for contexts drawn without repetition, and exact where all
/// were looked at.
public struct ContextGradientMoments: Sendable, Hashable {
  /// E‖g_S‖², the variance of all coordinates together if their mean is 0.
  public let meanSquare: Double
  /// E g_S·g_T over different contexts; nil where there is one only.
  public let crossProduct: Double?
  /// ‖E g_S‖² = ‖∂I⁽ᵐ⁾/∂W‖²; an estimate may be below 0.
  public let squareOfMean: Double
  /// The mean cosine of the angle between g_S and g_T over different contexts whose gradients do not
  /// vanish; nil below two.
  public let cosine: Double?
  /// What ‖∂I⁽ᵐ⁾/∂W‖² would be if contexts were independent with mean 0: E‖g‖²/C(n−2,m).
  public let independentSquareOfMean: Double

  /// The variances of all coordinates added up, E‖g‖² − E g_S·g_T; nil where there is one context.
  public var variance: Double? { crossProduct.map { meanSquare - $0 } }

  /// From sums over `count` different contexts of `population`: of ‖g‖², and ‖Σg‖²; of the
  /// `directions` among them with g ≠ 0, ‖Σ g/‖g‖‖².
  public init(
    count: Int, population: Double, sumOfSquares: Double, squareOfSum: Double, directions: Int,
    squareOfDirectionSum: Double
  ) {
    precondition(count >= 1 && Double(count) <= population, "1 to C(n−2,m) contexts")
    let contexts = Double(count)
    meanSquare = sumOfSquares / contexts
    independentSquareOfMean = meanSquare / population
    crossProduct =
      count > 1 ? (squareOfSum - sumOfSquares) / (contexts * (contexts - 1)) : nil
    if contexts == population {
      squareOfMean = squareOfSum / (contexts * contexts)
    } else {
      // ‖Σ g‖² over all C contexts is C·E‖g‖² + C(C−1)·E g_S·g_T. Of one context out of several
      // nothing is known but its own square.
      squareOfMean = meanSquare / population + (1 - 1 / population) * (crossProduct ?? meanSquare)
    }
    let counted = Double(directions)
    cosine =
      directions > 1 ? (squareOfDirectionSum - counted) / (counted * (counted - 1)) : nil
  }
}
