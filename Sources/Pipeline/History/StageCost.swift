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

/// Predicts what stages cost from what others did.
///
/// The median over the stages alike – of the same kind, with inputs of the same kinds and the same
/// parameters but for seeds –, else the median per unit of weight over the kind, else unknown.
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
        Statistics.median(stages.map { amount($0.cost) / $0.weight }) ?? 0
      }
      return (
        median(\.seconds), median { Double($0.bytes) }, median { Double($0.forwardPasses) }
      )
    }
  }

  /// What a stage with inputs of these kinds will cost; nil when nothing is known of its kind.
  public func cost(of node: StageNode, inputKinds: [String]) -> StageCost? {
    let likeness = Likeness(
      kind: node.kind, parameters: Self.withoutSeeds(node.parameters), inputKinds: inputKinds)
    if let costs = alike[likeness] {
      func median(_ amount: (StageCost) -> Double) -> Double {
        Statistics.median(costs.map(amount)) ?? 0
      }
      return StageCost(
        seconds: median(\.seconds), bytes: Int(median { Double($0.bytes) }.rounded()),
        forwardPasses: Int(median { Double($0.forwardPasses) }.rounded()))
    }
    return rates[node.kind].map { rate in
      StageCost(
        seconds: rate.seconds * node.weight, bytes: Int((rate.bytes * node.weight).rounded()),
        forwardPasses: Int((rate.passes * node.weight).rounded()))
    }
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
