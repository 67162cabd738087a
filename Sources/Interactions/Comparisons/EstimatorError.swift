import Base

/// How far estimates of one quantity by context order lie from the truth, over repetitions of the
/// estimator on the same images.
///
/// An estimate errs by the pairs it draws, whose own mean is not that of all candidates, and by the
/// contexts it draws for them. Since the truth is known for the pairs drawn too, the two are told
/// apart: estimate − truth = (estimate − truth of the pairs drawn) + (truth of the pairs drawn − truth).
public struct EstimatorError: Sendable, Hashable {
  /// What an error is like over the repetitions.
  public struct Part: Sendable, Hashable {
    /// The mean error.
    public let bias: Double
    /// The standard deviation of one estimate; 0 of one repetition.
    public let deviation: Double
    /// The root of the mean squared error.
    public let rootMeanSquare: Double

    /// The error of each repetition.
    init(_ errors: [Double]) {
      bias = ExactSum.of(errors) / Double(errors.count)
      deviation = (Statistics.variance(errors) ?? 0).squareRoot()
      rootMeanSquare = (ExactSum.of(errors.map { $0 * $0 }) / Double(errors.count)).squareRoot()
    }

    /// The root of the mean square of several, number by number: what they are like together.
    public init(overOrders parts: [Part]) {
      func mean(_ number: KeyPath<Part, Double>) -> Double {
        let squares = parts.map { $0[keyPath: number] * $0[keyPath: number] }
        return (ExactSum.of(squares) / Double(max(1, parts.count))).squareRoot()
      }
      bias = mean(\.bias)
      deviation = mean(\.deviation)
      rootMeanSquare = mean(\.rootMeanSquare)
    }
  }

  /// The error at one context order.
  public struct Order: Sendable, Hashable {
    /// All of it.
    public let total: Part
    /// What the contexts add, for the pairs drawn.
    public let contexts: Part
    /// What the choice of pairs adds.
    public let pairs: Part
  }

  /// One for each context order.
  public let orders: [Order]
  /// How often the estimator was repeated.
  public let repetitions: Int

  /// Compares `estimates` and what they would be without an error of contexts, `ofDrawnPairs`, both of
  /// shape [repetition][order], with the truth at each order.
  public init(estimates: [[Double]], ofDrawnPairs drawn: [[Double]], truth: [Double]) {
    precondition(
      !estimates.isEmpty && estimates.count == drawn.count
        && (estimates + drawn).allSatisfy { $0.count == truth.count },
      "every repetition has a number for each order")
    repetitions = estimates.count
    orders = truth.indices.map { order in
      Order(
        total: Part(estimates.map { $0[order] - truth[order] }),
        contexts: Part(zip(estimates, drawn).map { $0[order] - $1[order] }),
        pairs: Part(drawn.map { $0[order] - truth[order] }))
    }
  }
}
