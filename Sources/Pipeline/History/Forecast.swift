import Base

/// What the stages a plan runs will cost, stage by stage and in all.
public struct Forecast: Sendable {
  /// The cost of each stage that will run; those of unknown cost are missing.
  public let costs: [ContentHash: StageCost]
  /// What each of these costs rests on.
  public let bases: [ContentHash: CostBasis]
  /// Number of stages that will run and whose cost is unknown.
  public let unknown: Int
  /// The sum of the known costs.
  public let total: StageCost
  /// Seconds of cores by kind of stage: a stage that uses several at once counts for each.
  public let coreSeconds: [String: Double]
  /// The number of workers assumed.
  public let workers: Int
  /// Seconds from start to end with so many workers.
  ///
  /// The work shared evenly, but no less than the longest path of stages that wait for each other;
  /// stages of unknown cost count as none.
  public let wallSeconds: Double

  /// A forecast for what `plan` runs with `workers`.
  public init(_ plan: Plan, model: CostModel, workers: Int) {
    let graph = plan.graph
    var costs: [ContentHash: StageCost] = [:]
    var bases: [ContentHash: CostBasis] = [:]
    var total = StageCost(seconds: 0, bytes: 0, forwardPasses: 0)
    var coreSeconds: [String: Double] = [:]
    var unknown = 0
    // When each stage ends if there is a worker for everyone.
    var ends = [Double](repeating: 0, count: graph.count)
    for (place, entry) in zip(plan.links.order, plan.entries) where entry.state == .run {
      let node = entry.node
      let began = (plan.links.inputs[place] + plan.links.preferred[place]).map { ends[$0] }.max()
      ends[place] = began ?? 0
      guard let found = model.cost(of: node, inputKinds: Self.inputKinds(of: node, in: graph))
      else {
        unknown += 1
        continue
      }
      costs[node.key] = found.cost
      bases[node.key] = found.basis
      total.seconds += found.cost.seconds
      total.bytes += found.cost.bytes
      total.forwardPasses += found.cost.forwardPasses
      coreSeconds[node.kind, default: 0] += found.cost.seconds * Double(node.cores)
      ends[place] += found.cost.seconds
    }
    self.costs = costs
    self.bases = bases
    self.unknown = unknown
    self.total = total
    self.coreSeconds = coreSeconds
    self.workers = workers
    let cores = coreSeconds.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
    wallSeconds = max(ends.max() ?? 0, cores / Double(max(workers, 1)))
  }

  /// The worst basis that a tenth of the predicted time or more rests on: the name the sum deserves;
  /// nil where nothing is predicted.
  public var basis: CostBasis? {
    guard !costs.isEmpty else { return nil }
    let shares = CostBasis.allCases.map { basis in
      (basis, costs.reduce(0) { $0 + (bases[$1.key] == basis ? $1.value.seconds : 0) })
    }
    return shares.last { $0.1 >= Self.share * total.seconds && $0.1 > 0 }?.0 ?? .alike
  }

  /// Less of the time than this does not make a forecast an estimate.
  private static let share = 0.1

  /// The kinds of a stage's inputs by role, as `PastStage` has them.
  static func inputKinds(of node: StageNode, in graph: StageGraph) -> [String] {
    let kinds = node.inputs.flatMap { role, keys in
      keys.compactMap { graph[$0].map { "\(role):\($0.kind)" } }
    }
    return Set(kinds).sorted()
  }
}
