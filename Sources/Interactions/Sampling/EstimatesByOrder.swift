import Base

/// A mean over pairs at each context order, with its errors and their covariance over the orders.
///
/// The error has two independent sources: which contexts were drawn, and, where the pairs are a
/// draw from more candidates, which pairs. Contexts shared by several pairs make the pairs'
/// errors dependent, so what was drawn once is one unit of the first: its effect on the mean over
/// all pairs is squared, not each pair's. The second is the variance over pairs, less their own
/// noise, with the finite-population factor.
public struct EstimatesByOrder: Sendable, Hashable {
  /// The mean over pairs, order by order.
  public let values: [Double]
  /// Covariances of the errors, shape [order][order].
  private let contextCovariance: [Double]
  private let pairCovariance: [Double]
  private let contextDegrees: [Double]
  private let pairDegrees: Double

  /// Combines the samples of several orders.
  ///
  /// `dependent` says whether units of one name are the same draw at every order; otherwise
  /// orders are independent. `candidateCount` is the number of pairs that these are a draw from.
  init(_ samples: [QuantitySample], dependent: Bool, candidateCount: Int) {
    let count = samples.count
    let pairs = samples.first?.pairValues.count ?? 0
    let means = samples.map { $0.pairValues.reduce(0, +) / Double($0.pairValues.count) }
    var contexts = [Double](repeating: 0, count: count * count)
    var between = [Double](repeating: 0, count: count * count)
    let drawn = Double(pairs)
    let fraction = drawn / Double(max(candidateCount, pairs))
    for row in 0..<count {
      for column in row..<count {
        let covariance =
          row == column || dependent ? Self.product(samples[row], samples[column]) : 0
        contexts[row * count + column] = covariance
        contexts[column * count + row] = covariance
        guard fraction < 1, pairs > 1 else { continue }
        var sum = 0.0
        for pair in 0..<pairs {
          sum +=
            (samples[row].pairValues[pair] - means[row])
            * (samples[column].pairValues[pair] - means[column])
        }
        // The pairs' own noise is in the sum too; were they independent it would be this much.
        let error = sum / (drawn - 1) / drawn - covariance
        let bounded = row == column ? max(0, error) : error
        between[row * count + column] = (1 - fraction) * bounded
        between[column * count + row] = (1 - fraction) * bounded
      }
    }
    values = means
    contextCovariance = contexts
    pairCovariance = between
    contextDegrees = samples.map { Self.degreesOfFreedom($0.influences) }
    pairDegrees = max(1, drawn - 1)
  }

  /// The estimate at the place of an order, with both sources of error.
  public subscript(place: Int) -> MeanEstimate {
    var direction = [Double](repeating: 0, count: values.count)
    direction[place] = 1
    return estimate(values[place], along: direction)
  }

  /// The standard error at the place of an order from the contexts alone, for these very pairs.
  public func contextStandardError(at place: Int) -> Double {
    contextCovariance[place * values.count + place].squareRoot()
  }

  /// J⁽ᵐ⁾, the shares of the values in their mean over the orders, errors linearised.
  ///
  /// dJ_m = (dS_m − J_m · mean of dS) / mean of S.
  public var shares: [MeanEstimate] { shares(weights: nil) }

  /// The same where an order counts as its weight in the mean over the orders.
  public func shares(weights: [Double]?) -> [MeanEstimate] {
    let shares = orderShares(of: values, weights: weights)
    let mean = weightedMean(of: values, weights: weights)
    let sum = weights?.reduce(0, +) ?? Double(values.count)
    return shares.enumerated().map { place, share in
      guard mean > 0 else {
        return MeanEstimate(value: share, standardError: 0, degreesOfFreedom: pairDegrees)
      }
      let direction = values.indices.map { other in
        ((other == place ? 1 : 0) - share * (weights?[other] ?? 1) / sum) / mean
      }
      return estimate(share, along: direction)
    }
  }

  /// The square root of the value at a place, such as R⁽ᵐ⁾ from the mean square; 0 below 0.
  ///
  /// Its standard error is linearised, and infinite at 0.
  public func root(at place: Int) -> MeanEstimate {
    let square = self[place]
    let root = max(0, square.value).squareRoot()
    return MeanEstimate(
      value: root,
      standardError: square.standardError == 0 ? 0 : square.standardError / (2 * root),
      degreesOfFreedom: square.degreesOfFreedom)
  }

  private func estimate(_ value: Double, along direction: [Double]) -> MeanEstimate {
    let contexts = max(0, quadratic(contextCovariance, direction))
    let pairs = max(0, quadratic(pairCovariance, direction))
    let total = contexts + pairs
    // Welch and Satterthwaite over the orders and the two sources.
    var spread = pairs * pairs / pairDegrees
    for (place, weight) in direction.enumerated() {
      let own = weight * weight * contextCovariance[place * values.count + place]
      spread += own * own / contextDegrees[place]
    }
    return MeanEstimate(
      value: value, standardError: total.squareRoot(),
      degreesOfFreedom: spread > 0 ? max(1, total * total / spread) : pairDegrees)
  }

  private func quadratic(_ matrix: [Double], _ direction: [Double]) -> Double {
    let count = direction.count
    var sum = 0.0
    for row in 0..<count {
      for column in 0..<count {
        sum += direction[row] * direction[column] * matrix[row * count + column]
      }
    }
    return sum
  }

  /// Σ of the products of two samples' influences, unit by unit.
  private static func product(_ left: QuantitySample, _ right: QuantitySample) -> Double {
    guard !left.influences.isEmpty, !right.influences.isEmpty else { return 0 }
    let shared = min(left.unitsPerGroup, right.unitsPerGroup)
    let groups = left.influences.count / left.unitsPerGroup
    var sum = 0.0
    for group in 0..<groups {
      let one = group * left.unitsPerGroup
      let other = group * right.unitsPerGroup
      for unit in 0..<shared { sum += left.influences[one + unit] * right.influences[other + unit] }
    }
    return sum
  }

  /// The degrees of freedom of Σx², x the influences: Satterthwaite's (Σσ²)²/Σσ⁴ with x⁴/3 for
  /// σ⁴, which is unbiased for normal x, and less the 2 by which that overshoots.
  private static func degreesOfFreedom(_ influences: [Double]) -> Double {
    var (squares, fourth) = (0.0, 0.0)
    for influence in influences {
      let square = influence * influence
      squares += square
      fourth += square * square
    }
    return fourth > 0 ? max(1, 3 * squares * squares / fourth - 2) : 1
  }
}
