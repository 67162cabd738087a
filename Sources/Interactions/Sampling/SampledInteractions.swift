import Base

/// Pairwise interactions I⁽ᵐ⁾(i,j) of a game of any number of players, estimated from sampled
/// contexts, every number with its standard error.
public struct SampledInteractions: Sendable, Hashable {
  /// Why no more contexts were drawn for an order.
  public enum Stop: Sendable, Hashable {
    /// All contexts were evaluated: the numbers are exact.
    case enumerated
    /// The contexts asked for were drawn.
    case contexts
    /// The precision asked for was reached.
    case precision
    /// Another round would have exceeded the budget.
    case budget
  }

  /// What was measured at one context order.
  public struct Order: Sendable, Hashable {
    /// m, the size of the contexts.
    public let contextOrder: Int
    /// Pair by pair, in the order of the sampling's list.
    public let pairs: [DifferenceStatistics]
    /// K, the contexts of each pair; with shared contexts of an average pair, rounded up.
    public let contexts: Int
    /// The coalitions evaluated for this order.
    public let forwardPasses: Int
    /// Why it ended.
    public let stop: Stop

    /// Whether the numbers have no sampling error over contexts.
    public var isExact: Bool { stop == .enumerated }
    /// The mean over pairs of √(2/π)·τ, τ the standard error of Î: what a mean of |Î| would be if
    /// every interaction were 0, and a bound of the bias of `SampledQuantity.strengthUpper`.
    public var noiseFloor: Double {
      pairs.reduce(0) { $0 + $1.noiseFloor } / Double(pairs.count)
    }
  }

  /// How it was sampled.
  public let sampling: InteractionSampling
  /// One for each context order, ascending.
  public let orders: [Order]
  /// The coalitions evaluated, in all: those of the orders, and those of the two ends where they
  /// were needed to spread the contexts and are not among the orders.
  public let forwardPasses: Int
  private let estimates: [SampledQuantity: EstimatesByOrder]

  /// A mean over pairs, at each context order in turn.
  public subscript(quantity: SampledQuantity) -> EstimatesByOrder {
    guard let estimates = estimates[quantity] else {
      preconditionFailure("\(quantity) was not asked for")
    }
    return estimates
  }

  /// Samples a game and estimates `quantities`; throws what `SamplingError` names or the game throws.
  public init(
    of game: some Game, _ sampling: InteractionSampling,
    quantities: [SampledQuantity] = SampledQuantity.allCases
  ) throws {
    try sampling.check(game)
    func round(_ order: Int) -> OrderRounds { OrderRounds(sampling, contextOrder: order) }
    let ends = sampling.ends
    var first = ends.map(round)
    var spent = try first.evaluateFirst(of: game, sampling, spent: 0)
    var others = sampling.contextOrders.filter { !ends.contains($0) }.map(round)
    // What is known of the pairs at the two ends says nothing about what is drawn in between.
    let strengths = sampling.pairs.indices.map { pair in
      first.reduce(0) { $0 + abs($1.differences.mean(ofPair: pair)) }
    }
    if !ends.isEmpty { for place in others.indices { others[place].spread(by: strengths) } }
    spent = try others.evaluateFirst(of: game, sampling, spent: spent)
    var rounds = (first.filter { sampling.contextOrders.contains($0.contextOrder) } + others)
      .sorted { $0.contextOrder < $1.contextOrder }
    // Orders are looked at one by one, by their own numbers; only the budget is common.
    while let precision = sampling.precision, rounds.contains(where: { $0.stop == nil }) {
      for place in rounds.indices where rounds[place].stop == nil {
        rounds[place].stopIfDone(precision: precision, mostContexts: sampling.mostContexts)
        guard rounds[place].stop == nil else { continue }
        let request = rounds[place].request(
          contexts: min(2 * rounds[place].contexts, sampling.mostContexts))
        guard spent + request.rows.count <= sampling.budget ?? .max else {
          rounds[place].stop = .budget
          continue
        }
        spent += request.rows.count
        try rounds[place].evaluate(request, of: game)
      }
    }
    self.sampling = sampling
    forwardPasses = spent
    orders = rounds.map(\.result)
    var estimates: [SampledQuantity: EstimatesByOrder] = [:]
    for quantity in quantities {
      estimates[quantity] = EstimatesByOrder(
        rounds.map { $0.differences.sample(of: quantity) },
        dependent: sampling.scheme == .permutations, candidateCount: sampling.candidateCount)
    }
    self.estimates = estimates
  }
}

/// One context order on its way through the rounds.
private struct OrderRounds {
  let contextOrder: Int
  var stop: SampledInteractions.Stop?
  private(set) var contexts = 0
  private(set) var differences: OrderDifferences
  private var draws: ContextDraws
  private var forwardPasses = 0
  private var asked = 0

  init(_ sampling: InteractionSampling, contextOrder: Int) {
    self.contextOrder = contextOrder
    draws = ContextDraws(sampling, contextOrder: contextOrder)
    differences = OrderDifferences(draws: draws)
  }

  /// Has more contexts drawn where the pairs' interactions are strong.
  mutating func spread(by strengths: [Double]) { draws.spread(by: strengths) }

  /// The coalitions that bring each pair to `contexts`.
  mutating func request(contexts: Int) -> DifferenceRequest {
    asked = contexts
    return draws.request(from: self.contexts, to: contexts)
  }

  mutating func evaluate(_ request: DifferenceRequest, of game: some Game) throws {
    differences = OrderDifferences(
      differences, adding: request, values: try request.rows.values(of: game), contexts: asked,
      draws: draws)
    contexts = asked
    forwardPasses += request.rows.count
    if draws.route == .enumerated { stop = .enumerated }
  }

  /// Doubling ends where standard error and half the bracket are within `precision` of S.
  mutating func stopIfDone(precision: Double, mostContexts: Int) {
    func estimate(_ quantity: SampledQuantity) -> EstimatesByOrder {
      EstimatesByOrder(
        [differences.sample(of: quantity)], dependent: false,
        candidateCount: differences.pairCount)
    }
    let strength = estimate(.strength)
    let bracket = (estimate(.strengthUpper).values[0] - estimate(.strengthLower).values[0]) / 2
    let allowed = precision * strength.values[0]
    if strength.contextStandardError(at: 0) <= allowed, bracket <= allowed {
      stop = .precision
    } else if contexts >= mostContexts {
      stop = .contexts
    }
  }

  var result: SampledInteractions.Order {
    SampledInteractions.Order(
      contextOrder: contextOrder, pairs: differences.statistics(),
      contexts: draws.route == .enumerated ? Int(draws.contextCount) : contexts,
      forwardPasses: forwardPasses, stop: stop ?? .contexts)
  }
}

extension [OrderRounds] {
  /// Has the first round of every order evaluated, and returns the passes spent so far.
  fileprivate mutating func evaluateFirst(
    of game: some Game, _ sampling: InteractionSampling, spent: Int
  ) throws -> Int {
    let requests = indices.map { self[$0].request(contexts: sampling.contexts) }
    let spent = requests.reduce(spent) { $0 + $1.rows.count }
    if let budget = sampling.budget, spent > budget {
      throw SamplingError.budget(budget, needed: spent)
    }
    for (place, request) in requests.enumerated() { try self[place].evaluate(request, of: game) }
    return spent
  }
}
