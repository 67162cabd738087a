/// The way to the optimal split: first-order steps until a bound proves that it is near enough.
public struct OptimalSearch: Sendable, Hashable {
  /// The gap to stop at, relative to the l1 of the non-empty coalitions.
  public var tolerance: Double
  /// The most iterations, rounded up to a multiple of 25; where they run out, the gap reported is
  /// the gap reached.
  public var mostIterations: Int

  /// Makes a search.
  public init(tolerance: Double = 1e-5, mostIterations: Int = 20_000) {
    precondition(tolerance > 0 && mostIterations > 0, "tolerance and iterations are positive")
    self.tolerance = tolerance
    self.mostIterations = mostIterations
  }
}
