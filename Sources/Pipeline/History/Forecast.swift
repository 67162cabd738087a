import Base

/// What the stages a plan runs will cost, stage by stage and in all.
public struct Forecast: Sendable {
  /// The cost of each stage that will run; those of unknown cost are missing.
  public let costs: [ContentHash: StageCost]
  /// Number of stages that will run and whose cost is unknown.
  public let unknown: Int
  /// The sum of the known costs.
  public let total: StageCost
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
    var total = StageCost(seconds: 0, bytes: 0, forwardPasses: 0)
    var unknown = 0
    // When each stage ends if there is a worker for everyone.
    var ends = [Double](repeating: 0, count: graph.count)
    for (place, entry) in zip(plan.links.order, plan.entries) where entry.state == .run {
      let node = entry.node
      let began = (plan.links.inputs[place] + plan.links.preferred[place]).map { ends[$0] }.max()
      ends[place] = began ?? 0
      guard let cost = model.cost(of: node, inputKinds: Self.inputKinds(of: node, in: graph)) else {
        unknown += 1
        continue
      }
      costs[node.key] = cost
      total.seconds += cost.seconds
      total.bytes += cost.bytes
      total.forwardPasses += cost.forwardPasses
      ends[place] += cost.seconds
    }
    self.costs = costs
    self.unknown = unknown
    self.total = total
    self.workers = workers
    wallSeconds = max(ends.max() ?? 0, total.seconds / Double(max(workers, 1)))
  }

  /// The kinds of a stage's inputs by role, as `PastStage` has them.
  static func inputKinds(of node: StageNode, in graph: StageGraph) -> [String] {
    let kinds = node.inputs.flatMap { role, keys in
      keys.compactMap { graph[$0].map { "\(role):\($0.kind)" } }
    }
    return Set(kinds).sorted()
  }
}
