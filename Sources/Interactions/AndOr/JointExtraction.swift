/// The splits of several models' games on one input that share as many interactions as they can.
///
/// Minimises Σ_T max_i|I_and^i(T)| + max_i|I_or^i(T)| + α Σ_i (|I_and^i(T)| + |I_or^i(T)|) over the
/// splits γ^i and noises |q^i| ≤ ζ^i of all models i: an interaction that another model has as
/// strongly costs only α (Chen et al., "Defining and extracting generalizable interaction
/// primitives from DNNs", ICLR 2024).
public struct JointExtraction: Sendable, Hashable {
  /// The most models.
  public static var mostModels: Int { LaneBuffers.width }

  /// The interactions of each model, which give back its v + q.
  public let interactions: [AndOrInteractions]
  /// How they were found.
  public let method: AndOrExtraction.Method
  /// α.
  public let alpha: Double
  /// ζ of each model.
  public let noiseBounds: [Double]
  /// The objective reached.
  public let norm: Double
  /// A number no splits can go below; nil when the method has no certificate.
  public let lowerBound: Double?
  /// The largest distance of a γ^i(T) from the middle of all models' γ(T).
  public let gammaSpread: Double
  /// The iterations done.
  public let iterations: Int

  /// norm − lowerBound; never negative.
  public var gap: Double? { lowerBound.map { max(0, norm - $0) } }

  /// The joint splits of 1 to `mostModels` games of as many players.
  ///
  /// The papers write γ^i = γ̄ + γ̂^i and keep |γ̂^i| within `gammaBound` (½ E|v(N) − v(∅)|); the
  /// subgradient schedule does so. The optimal method knows no such bound (γ̄ is idle without one);
  /// where `gammaSpread` stays within it, its result is the optimum under the bound as well.
  public init(
    of tables: [ValueTable], alpha: Double = 0.1, noise: AndOrExtraction.NoiseBound,
    method: AndOrExtraction.Method, gammaBound: Double = .infinity
  ) throws(AndOrExtractionError) {
    guard (1...Self.mostModels).contains(tables.count) else { throw .models(tables.count) }
    let bounds = try AndOrExtraction.bounds(of: tables, noise: noise)
    precondition(alpha >= 0, "α is not negative")
    var parts: [(and: [Double], or: [Double])]
    switch method {
    case .subgradient(let schedule):
      parts = JointDescent(
        tables, bounds: bounds, alpha: alpha, gammaBound: gammaBound, schedule: schedule
      ).run()
      lowerBound = nil
      iterations = schedule.iterations
    case .optimal(let search):
      let tasks = zip(tables, bounds).map {
        OptimalSplit.Task(table: $0, bound: $1, gamma: ExtractionStart.halves.gamma($0))
      }
      let solutions = OptimalSplit.joint(tasks, alpha: alpha, search: search)
      parts = solutions.map { ($0.andPart, $0.orPart) }
      lowerBound = solutions[0].lowerBound
      iterations = solutions[0].iterations
    }
    let players = tables[0].playerCount
    interactions = parts.map {
      AndOrInteractions(playerCount: players, andPart: $0.and, orPart: $0.or)
    }
    norm = Self.norm(of: interactions, alpha: alpha)
    gammaSpread = (0..<1 << players).reduce(0) { spread, index in
      let gammas = parts.map { 0.5 * ($0.and[index] - $0.or[index]) }
      return max(spread, 0.5 * ((gammas.max() ?? 0) - (gammas.min() ?? 0)))
    }
    noiseBounds = bounds
    self.alpha = alpha
    self.method = method
  }

  /// Σ_T max_i|I^i(T)| + α Σ_i|I^i(T)| over both types: what a joint extraction minimises.
  public static func norm(of interactions: [AndOrInteractions], alpha: Double) -> Double {
    var sum = 0.0
    for vectors in [interactions.map(\.and), interactions.map(\.or)] {
      for index in vectors[0].indices {
        let magnitudes = vectors.map { abs($0[index]) }
        sum += (magnitudes.max() ?? 0) + alpha * magnitudes.reduce(0, +)
      }
    }
    return sum
  }
}
