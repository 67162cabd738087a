import Base
import Glibc

/// A distribution of strength over interaction orders as a decay plus a spindle:
/// A(k) ≈ a·D(k; σ²) + c·C(n, k)·ρᵏ with a, c ≥ 0.
///
/// The decay D is what of the generalizable interactions is learned at noise σ² (`NoisyLearning`),
/// the spindle what interactions of pure noise give, at ρ = √2 (arXiv:2502.10162; the spindle's
/// exact form there is not public). Fits a and c by non-negative least squares at each σ² and ρ
/// given and keeps the best.
public struct DistributionFit: Sendable, Hashable {
  /// D of one σ², over interaction orders 1...n.
  public struct Decay: Sendable, Hashable {
    /// σ².
    public var variance: Double
    /// D(k) for k = 1...n.
    public var strengths: [Double]

    /// Makes a decay.
    public init(variance: Double, strengths: [Double]) {
      self.variance = variance
      self.strengths = strengths
    }
  }

  /// ρ from ½ to 2 in steps of 1/16.
  public static let defaultRatios = (8...32).map { Double($0) / 16 }
  /// σ² from 1e-5 to 10, ten a decade.
  public static let defaultVariances = (0...60).map { pow(10, -5 + Double($0) / 10) }

  /// σ² of the decay.
  public let variance: Double
  /// ρ of the spindle.
  public let ratio: Double
  /// a.
  public let decayWeight: Double
  /// c.
  public let spindleWeight: Double
  /// a·D(k; σ²) for k = 1...n.
  public let decay: [Double]
  /// c·C(n, k)·ρᵏ for k = 1...n.
  public let spindle: [Double]
  /// The cosine of the angle between measured and fitted; nil where either is 0 throughout.
  public let cosine: Double?

  /// Fits strengths over interaction orders 1...n; nil without a decay or a ratio to try.
  public init?(
    _ measured: [Double], decays: [Decay], ratios: [Double] = DistributionFit.defaultRatios
  ) {
    let n = measured.count
    var best: (error: Double, decay: Decay, ratio: Double, weights: (Double, Double))?
    for ratio in ratios {
      let spindle = Self.spindle(ratio: ratio, playerCount: n)
      for decay in decays {
        precondition(decay.strengths.count == n, "a decay of other interaction orders")
        let weights = Self.weights(measured, decay.strengths, spindle)
        let error = (0..<n).reduce(0) { sum, index in
          let rest =
            measured[index] - weights.0 * decay.strengths[index] - weights.1 * spindle[index]
          return sum + rest * rest
        }
        if error < best?.error ?? .infinity { best = (error, decay, ratio, weights) }
      }
    }
    guard let best else { return nil }
    variance = best.decay.variance
    ratio = best.ratio
    decayWeight = best.weights.0
    spindleWeight = best.weights.1
    decay = best.decay.strengths.map { best.weights.0 * $0 }
    spindle = Self.spindle(ratio: best.ratio, playerCount: n).map { best.weights.1 * $0 }
    let fitted = zip(decay, spindle).map { $0 + $1 }
    let norms = (Self.product(fitted, fitted) * Self.product(measured, measured)).squareRoot()
    cosine = norms > 0 ? Self.product(fitted, measured) / norms : nil
  }

  /// The fitted strengths of interaction orders 1...n.
  public var fitted: [Double] { zip(decay, spindle).map { $0 + $1 } }

  /// The mean cosine of fits to the measured strengths in random order: what decay and spindle fit
  /// of anything; nil where no fit has one.
  public static func chanceCosine(
    _ measured: [Double], decays: [Decay], ratios: [Double] = DistributionFit.defaultRatios,
    permutations: Int = 100, seed: UInt64
  ) -> Double? {
    Statistics.mean(
      (0..<permutations).compactMap { permutation in
        var stream = RandomStream(
          seed: seed, purpose: "permuted interaction orders", index: UInt64(permutation))
        let shuffled = stream.permutation(measured.count).map { measured[$0] }
        return DistributionFit(shuffled, decays: decays, ratios: ratios)?.cosine
      })
  }

  /// The σ² whose decay is nearest to the measured strengths, both as fractions of their sums; nil
  /// without a decay or any strength.
  ///
  /// `distance` is the sum of the absolute differences of the fractions.
  public static func nearestDecay(_ measured: [Double], decays: [Decay])
    -> (variance: Double, distance: Double)?
  {
    let target = fractions(measured)
    return target.flatMap { target in
      decays.compactMap { decay in
        fractions(decay.strengths).map { fractions in
          let distance = zip(target, fractions).reduce(0) { $0 + abs($1.0 - $1.1) }
          return (variance: decay.variance, distance: distance)
        }
      }.min { $0.distance < $1.distance }
    }
  }

  /// C(n, k)·ρᵏ for k = 1...n.
  public static func spindle(ratio: Double, playerCount: Int) -> [Double] {
    (0..<playerCount).map { index in
      Binomial.coefficient(playerCount, index + 1) * pow(ratio, Double(index + 1))
    }
  }

  /// The non-negative least squares of two columns: where a weight comes out negative, it is 0 and
  /// the other is fitted alone.
  private static func weights(_ y: [Double], _ f: [Double], _ g: [Double]) -> (Double, Double) {
    let (ff, gg, fg) = (product(f, f), product(g, g), product(f, g))
    let (fy, gy) = (product(f, y), product(g, y))
    let determinant = ff * gg - fg * fg
    // Proportional columns are one column.
    if determinant > 1e-14 * ff * gg {
      let a = (fy * gg - gy * fg) / determinant
      let c = (gy * ff - fy * fg) / determinant
      if a >= 0, c >= 0 { return (a, c) }
    }
    let a = ff > 0 ? max(0, fy / ff) : 0
    let c = gg > 0 ? max(0, gy / gg) : 0
    // The gain of a column alone is (y·column)²/|column|².
    return a * fy >= c * gy ? (a, 0) : (0, c)
  }

  private static func product(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private static func fractions(_ strengths: [Double]) -> [Double]? {
    let sum = strengths.reduce(0, +)
    return sum > 0 ? strengths.map { $0 / sum } : nil
  }
}
