/// The split of a game into AND and OR interactions of the smallest total magnitude, and how it
/// was found.
///
/// Minimises Σ_S |I_and(S)| + |I_or(S)| over the split γ and a noise |q_S| ≤ ζ taken off v:
/// v_and = (v + q)/2 + γ, v_or = (v + q)/2 − γ (Li and Zhang, arXiv:2304.13312; Chen et al.,
/// "Defining and extracting generalizable interaction primitives from DNNs", ICLR 2024). The
/// problem is convex, its solution not always unique: what two extractions share is to be held
/// against `ExtractionOverlap`.
public struct AndOrExtraction: Sendable, Hashable {
  /// How the split is found.
  public enum Method: Sendable, Hashable {
    /// The papers' schedule.
    case subgradient(SubgradientSchedule)
    /// The optimum, with a certificate.
    case optimal(OptimalSearch)
  }

  /// ζ, the largest |q_S|.
  public enum NoiseBound: Sendable, Hashable {
    /// Nothing is taken off v.
    case none
    /// This number, in units of v.
    case absolute(Double)
    /// This multiple of the game's |v(N) − v(∅)|; 0.02 or 0.04 in the papers.
    case ofGrandEffect(Double)

    /// ζ of one game.
    public func value(of table: ValueTable) -> Double {
      switch self {
      case .none: 0
      case .absolute(let bound): bound
      case .ofGrandEffect(let fraction): fraction * abs(table.grandEffect)
      }
    }

    /// The same bound, `factor` times as large.
    public func scaled(by factor: Double) -> NoiseBound {
      switch self {
      case .none: .none
      case .absolute(let bound): .absolute(factor * bound)
      case .ofGrandEffect(let fraction): .ofGrandEffect(factor * fraction)
      }
    }
  }

  /// The most players of a game to split: 2¹⁶ coalitions take about 35 MiB.
  public static let mostPlayers = 16

  /// The interactions, which give back v + q.
  public let interactions: AndOrInteractions
  /// How they were found.
  public let method: Method
  /// ζ, in units of v.
  public let noiseBound: Double
  /// Σ|I_and| + Σ|I_or|, the empty coalition included.
  public let l1: Double
  /// Σ|I| of the AND interactions alone, v_and = v.
  public let andOnlyL1: Double
  /// Σ|I| of the OR interactions alone, v_or = v.
  public let orOnlyL1: Double
  /// A number that no split can go below; nil when the method has no certificate.
  public let lowerBound: Double?
  /// The iterations done.
  public let iterations: Int
  /// Σ|I| at each evaluation of the subgradient schedule; empty unless asked for.
  public let path: [Double]

  /// l1 − lowerBound, how far from the optimum it may be at most; never negative.
  public var gap: Double? { lowerBound.map { max(0, l1 - $0) } }

  /// The interactions of one game.
  public init(
    of table: ValueTable, noise: NoiseBound, method: Method, start: ExtractionStart = .halves,
    recordingPath: Bool = false
  ) throws(AndOrExtractionError) {
    self = try Self.all(
      of: [table], noise: noise, method: method, start: start, recordingPath: recordingPath)[0]
  }

  /// The interactions of each of several games of as many players, worked on side by side.
  ///
  /// Each result is the same, bit for bit, whatever else is extracted with it.
  public static func all(
    of tables: [ValueTable], noise: NoiseBound, method: Method, start: ExtractionStart = .halves,
    recordingPath: Bool = false
  ) throws(AndOrExtractionError) -> [AndOrExtraction] {
    let bounds = try bounds(of: tables, noise: noise)
    switch method {
    case .subgradient(let schedule):
      return stride(from: 0, to: tables.count, by: LaneBuffers.width).flatMap { first in
        let range = first..<min(first + LaneBuffers.width, tables.count)
        let group = Array(tables[range])
        let solutions = SubgradientDescent(
          group, bounds: Array(bounds[range]), schedule: schedule, start: start
        ).run(tables: group.count, recordingPath: recordingPath)
        return zip(range, solutions).map { index, solution in
          AndOrExtraction(
            table: tables[index], andPart: solution.andPart, orPart: solution.orPart,
            method: method, noiseBound: bounds[index], keepsBest: schedule.iterate == .best,
            lowerBound: nil, iterations: schedule.iterations, path: solution.path)
        }
      }
    case .optimal(let search):
      let tasks = zip(tables, bounds).map {
        OptimalSplit.Task(table: $0, bound: $1, gamma: start.gamma($0))
      }
      return zip(tasks, OptimalSplit.separate(tasks, search: search)).map { task, solution in
        AndOrExtraction(
          table: task.table, andPart: solution.andPart, orPart: solution.orPart, method: method,
          noiseBound: task.bound, keepsBest: true, lowerBound: solution.lowerBound,
          iterations: solution.iterations, path: [])
      }
    }
  }

  /// ζ of each game, once the games are known to fit together.
  static func bounds(of tables: [ValueTable], noise: NoiseBound) throws(AndOrExtractionError)
    -> [Double]
  {
    guard let players = tables.first?.playerCount else { return [] }
    if let other = tables.first(where: { $0.playerCount != players }) {
      throw .differentPlayers(players, other.playerCount)
    }
    guard players <= mostPlayers else { throw .tooManyPlayers(players) }
    let bounds = tables.map { noise.value(of: $0) }
    if let bound = bounds.first(where: { !($0 >= 0 && $0.isFinite) }) { throw .noiseBound(bound) }
    return bounds
  }

  /// Transforms the parts found; `keepsBest` puts AND alone or OR alone in their place where that
  /// is smaller.
  init(
    table: ValueTable, andPart: [Double], orPart: [Double], method: Method, noiseBound: Double,
    keepsBest: Bool, lowerBound: Double?, iterations: Int, path: [Double]
  ) {
    let found = AndOrInteractions(
      playerCount: table.playerCount, andPart: andPart, orPart: orPart)
    let andOnly = AndOrInteractions.andOnly(table)
    let orOnly = AndOrInteractions.orOnly(table)
    andOnlyL1 = andOnly.l1
    orOnlyL1 = orOnly.l1
    var best = found
    if keepsBest {
      if andOnlyL1 < best.l1 { best = andOnly }
      if orOnlyL1 < best.l1 { best = orOnly }
    }
    interactions = best
    l1 = best.l1
    self.method = method
    self.noiseBound = noiseBound
    self.lowerBound = lowerBound
    self.iterations = iterations
    self.path = path
  }
}
