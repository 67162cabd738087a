import Base

/// What a stage costs, as far as it is known.
public struct StageCost: Sendable, Hashable {
  /// Seconds from start to end.
  public var seconds: Double
  /// Bytes of its outputs.
  public var bytes: Int
  /// Inputs that networks evaluate for it; 0 for a kind without networks.
  public var forwardPasses: Int

  /// Makes a cost; see the properties.
  public init(seconds: Double, bytes: Int, forwardPasses: Int) {
    self.seconds = seconds
    self.bytes = bytes
    self.forwardPasses = forwardPasses
  }
}

/// A stage that finished once, and what it cost.
public struct PastStage: Sendable, Hashable {
  /// Its kind.
  public var kind: String
  /// Its parameters.
  public var parameters: Value
  /// The kinds of its inputs by role, each kind once, sorted: `data:dataset`.
  public var inputKinds: [String]
  /// Its expected cost as its plan gave it; nil where that is not recorded.
  public var weight: Double?
  /// What it cost.
  public var cost: StageCost

  /// Makes a past stage; see the properties.
  public init(
    kind: String, parameters: Value, inputKinds: [String], weight: Double?, cost: StageCost
  ) {
    self.kind = kind
    self.parameters = parameters
    self.inputKinds = inputKinds
    self.weight = weight
    self.cost = cost
  }
}

/// What a predicted cost rests on, the best first.
public enum CostBasis: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Stages alike have run.
  case alike
  /// Stages of the kind have run: what was counted of this one, at their speed.
  case scaled
  /// Nothing of the kind has run: what was counted, at a stated speed.
  case stated

  /// Whether `left` is the better basis.
  public static func < (left: CostBasis, right: CostBasis) -> Bool {
    (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
  }
}

/// Predicts what stages cost from what others did, and else from what they compute.
///
/// The median over the stages alike – of the same kind, with inputs of the same kinds and the same
/// parameters but for seeds –, else the median per unit of weight over the kind, stages counting as
/// much as they weigh, else what the plan states at a stated speed, else unknown.
public struct CostModel: Sendable {
  /// What makes stages alike.
  private struct Likeness: Hashable {
    var kind: String
    var parameters: Value
    var inputKinds: [String]
  }

  private var alike: [Likeness: [StageCost]] = [:]
  /// Seconds, bytes and passes per unit of weight, by kind.
  private var rates: [String: (seconds: Double, bytes: Double, passes: Double)] = [:]

  /// A model of what `past` stages cost.
  public init(_ past: [PastStage]) {
    var weighed: [String: [(cost: StageCost, weight: Double)]] = [:]
    for stage in past {
      let likeness = Likeness(
        kind: stage.kind, parameters: Self.withoutSeeds(stage.parameters),
        inputKinds: stage.inputKinds)
      alike[likeness, default: []].append(stage.cost)
      if let weight = stage.weight, weight > 0 {
        weighed[stage.kind, default: []].append((stage.cost, weight))
      }
    }
    rates = weighed.mapValues { stages in
      func median(_ amount: (StageCost) -> Double) -> Double {
        Self.weightedMedian(stages.map { (amount($0.cost) / $0.weight, $0.weight) })
      }
      return (
        median(\.seconds), median { Double($0.bytes) }, median { Double($0.forwardPasses) }
      )
    }
  }

  /// The smallest value at which half of the weight is reached: many short stages, whose time is
  /// that of starting them, do not outvote few long ones.
  private static func weightedMedian(_ values: [(value: Double, weight: Double)]) -> Double {
    let half = values.reduce(0) { $0 + $1.weight } / 2
    var reached = 0.0
    for (value, weight) in values.sorted(by: { $0.value < $1.value }) {
      reached += weight
      if reached >= half { return value }
    }
    return 0
  }

  /// What a stage with inputs of these kinds will cost, and what that rests on; nil when nothing is
  /// known of its kind and nothing was counted.
  public func cost(of node: StageNode, inputKinds: [String]) -> (cost: StageCost, basis: CostBasis)?
  {
    let likeness = Likeness(
      kind: node.kind, parameters: Self.withoutSeeds(node.parameters), inputKinds: inputKinds)
    if let costs = alike[likeness] {
      func median(_ amount: (StageCost) -> Double) -> Double {
        Statistics.median(costs.map(amount)) ?? 0
      }
      let cost = StageCost(
        seconds: median(\.seconds), bytes: Int(median { Double($0.bytes) }.rounded()),
        forwardPasses: Int(median { Double($0.forwardPasses) }.rounded()))
      return (cost, .alike)
    }
    guard let rate = rates[node.kind] else { return node.expected.map { ($0, .stated) } }
    let seconds = rate.seconds * node.weight
    // Bytes and passes that were counted need no scaling: only how fast they come is learned.
    if var counted = node.expected {
      counted.seconds = seconds
      return (counted, .scaled)
    }
    let cost = StageCost(
      seconds: seconds, bytes: Int((rate.bytes * node.weight).rounded()),
      forwardPasses: Int((rate.passes * node.weight).rounded()))
    return (cost, .scaled)
  }

  /// A value without the members whose names begin with `seed`, at any depth.
  private static func withoutSeeds(_ value: Value) -> Value {
    switch value {
    case .map(let members):
      .map(members.filter { !$0.key.hasPrefix("seed") }.mapValues(withoutSeeds))
    case .list(let elements): .list(elements.map(withoutSeeds))
    default: value
    }
  }
}
