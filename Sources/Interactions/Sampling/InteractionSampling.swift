import Base

/// How the pairwise interactions I⁽ᵐ⁾(i,j) of one game are estimated from sampled contexts.
///
/// Every pair gets K contexts at each context order m, or, where `spreadsContexts` shares them out,
/// K on average. The estimate of I⁽ᵐ⁾ is the mean of Δv over them and has no bias under any scheme.
/// What is drawn for a pair at an order depends on the seed, the sample, the pair and the order
/// alone; how many, with `spreadsContexts`, on the other pairs too.
public struct InteractionSampling: Sendable, Hashable {
  /// Where contexts come from.
  public enum Scheme: Sendable, Hashable {
    /// Each pair has its own contexts, drawn independently with replacement: four coalitions for
    /// each second difference, as in the official code of arXiv:2111.06236.
    ///
    /// At m = 0 and m = n−2 there is one context only; with `redundantEnds` it is evaluated K
    /// times for each pair, as there, else once.
    case official(redundantEnds: Bool)
    /// Pairs of one window share contexts, 1.3 to 1.7 coalitions for each second difference.
    ///
    case probeWindows
    /// Each pair has its own random permutations of the other players; the first m players of one
    /// and of its reverse are two contexts, at every order (nested and antithetic).
    case permutations
  }

  /// How the order of a context is drawn, where each has one of its own.
  public enum RandomOrders: Sendable, Hashable {
    /// Uniform over 0...n−2, as if the others were kept with a probability uniform on [0, 1]: the
    /// Shapley interaction index.
    case uniform
    /// As if each of the others were kept with probability ½: the Banzhaf interaction index.
    case binomial
  }

  /// Where the players lie.
  public var layout: PlayerLayout
  /// The pairs, each once; adding pairs at the end changes no number of those before.
  public var pairs: [PlayerPair]
  /// The number of pairs these were drawn from; equal to `pairs.count` where they are all of
  /// interest, and then choosing pairs adds nothing to the standard error of a mean over pairs.
  public var candidateCount: Int
  /// The context orders m, ascending, each once.
  public var contextOrders: [Int]
  /// Where contexts come from.
  public var scheme: Scheme
  /// Whether probe windows share out their contexts by the strength of their pairs.
  ///
  /// Windows whose pairs interact strongly at m = 0 and m = n−2 then get more contexts than K,
  /// others down to K/2, so that more is drawn where errors are large; K is the mean over pairs.
  /// The two ends are evaluated first, also where they are not among the orders. No estimate is
  /// biased by it, since the ends say nothing about what is drawn in between; but with it a
  /// window's number of contexts depends on all pairs asked for.
  public var spreadsContexts: Bool
  /// K, the contexts of each pair and order (of the first round where `precision` is set).
  public var contexts: Int
  /// With a precision r, K is doubled for an order until the standard error of S⁽ᵐ⁾ (over
  /// contexts) and half the distance of its two bounds are both at most r·S⁽ᵐ⁾.
  public var precision: Double?
  /// K is not doubled beyond this.
  public var mostContexts: Int
  /// The most forward passes to spend, in all; nil for no limit.
  public var budget: Int?
  /// How orders are drawn by `SampledShapleyInteractions`.
  public var randomOrders = RandomOrders.uniform
  /// The seed of all draws.
  public var seed: UInt64
  /// The sample whose game this is: different samples have different contexts.
  public var sample: UInt64

  /// Samples of every pair of `candidates`, by default with 6 shared contexts each.
  public init(
    of candidates: PairCandidates, contextOrders: [Int], scheme: Scheme = .probeWindows,
    contexts: Int = 6, spreadsContexts: Bool = true, precision: Double? = nil,
    mostContexts: Int = 1024, budget: Int? = nil,
    seed: UInt64, sample: UInt64 = 0
  ) {
    layout = candidates.layout
    pairs = candidates.pairs
    candidateCount = pairs.count
    self.contextOrders = Set(contextOrders).sorted()
    self.scheme = scheme
    self.contexts = contexts
    self.spreadsContexts = spreadsContexts
    self.precision = precision
    self.mostContexts = max(contexts, mostContexts)
    self.budget = budget
    self.seed = seed
    self.sample = sample
  }

  /// The scheme of the official code: 200 local pairs and 100 contexts at 13 ratios, with its own
  /// way to draw pairs and, when `redundantEnds`, its hundredfold evaluation of the two ends.
  public static func official(
    of candidates: PairCandidates, pairs: Int = 200, contexts: Int = 100,
    ratios: [Double] = officialContextRatios, redundantEnds: Bool = true, seed: UInt64,
    sample: UInt64 = 0
  ) -> InteractionSampling {
    var sampling = InteractionSampling(
      of: candidates,
      contextOrders: Interactions.contextOrders(
        ratios: ratios, players: candidates.layout.playerCount),
      scheme: .official(redundantEnds: redundantEnds), contexts: contexts, seed: seed,
      sample: sample)
    sampling.pairs = candidates.officialDraw(pairs, seed: seed, index: sample)
    return sampling
  }

  /// The number of players n.
  public var playerCount: Int { layout.playerCount }

  /// The largest number of contexts any pair and order may come to have.
  var largestContexts: Int { precision == nil ? contexts : mostContexts }

  /// An upper bound of the forward passes, known without drawing anything: four for each second
  /// difference, and no more than the budget.
  ///
  /// A function of the specification alone, so it can decide whether exact evaluation is dearer.
  public var mostForwardPasses: Int {
    let passes = Set(contextOrders + ends).reduce(0.0) { sum, order in
      let contexts =
        isEnumerated(order)
        ? Binomial.coefficient(playerCount - 2, order) : Double(largestContexts)
      return sum + 4 * Double(pairs.count) * contexts
    }
    let bounded = passes < 0x1p62 ? Int(passes) : Int.max
    return min(bounded, budget ?? Int.max)
  }

  /// About how many forward passes will be made: what a plan is costed by.
  ///
  /// With a precision, K is taken to be doubled once.
  public var expectedForwardPasses: Double {
    let contexts = Double(contexts) * (precision == nil ? 1 : 2)
    let passes = Set(contextOrders + ends).reduce(0.0) { sum, order in
      let all = Binomial.coefficient(playerCount - 2, order)
      let isShared = scheme == .probeWindows && all > Self.distinctness * Double(largestContexts)
      let each = isShared ? Self.sharedPasses : 4
      let count = isEnumerated(order) ? all : contexts
      return sum + each * Double(pairs.count) * count
    }
    return min(passes, budget.map(Double.init) ?? .infinity)
  }

  /// Coalitions for each second difference where the pairs of a window share contexts: between 1.33
  /// and 1.68 on a 16×16 grid with pairs within radius 2.
  private static let sharedPasses = 1.5
  /// Contexts are distinct while there are at most this many times as many as are drawn; beyond,
  /// the finite-population factor would narrow no interval by more than 1 %.
  static let distinctness = 64.0

  /// Whether all 2ⁿ coalitions cost no more than sampling may spend: then exact is no dearer.
  public var exactIsNoDearer: Bool {
    playerCount <= ValueTable.mostPlayers && 1 << playerCount <= mostForwardPasses
  }

  /// The two ends where they decide how contexts are spread.
  var ends: [Int] {
    scheme == .probeWindows && spreadsContexts ? Set([0, playerCount - 2]).sorted() : []
  }

  /// Whether all contexts of an order are evaluated instead of some.
  func isEnumerated(_ order: Int) -> Bool {
    if scheme == .official(redundantEnds: true) { return false }
    return Binomial.coefficient(playerCount - 2, order) <= Double(largestContexts)
  }

  /// The seed of the draws of this sample.
  var sampleSeed: UInt64 { RandomStream.seed(of: sample, under: seed) }

  func check(_ game: some Game) throws(SamplingError) {
    guard (2...1 << 20).contains(playerCount) else { throw .playerCount(playerCount) }
    guard !pairs.isEmpty, !contextOrders.isEmpty else { throw .nothingAsked }
    if let order = contextOrders.first(where: { !(0...playerCount - 2).contains($0) }) {
      throw .contextOrder(order, playerCount: playerCount)
    }
    if let pair = pairs.first(where: { $0.second >= playerCount }) {
      throw .pair(pair, playerCount: playerCount)
    }
    let least = scheme == .permutations ? 4 : 2
    guard contexts >= least else { throw .repetitions(contexts, atLeast: least) }
    guard game.playerCount == playerCount else {
      throw .players(ofGame: game.playerCount, ofSampling: playerCount)
    }
  }
}

extension RandomStream {
  /// The seed of all that is drawn for one sample.
  static func seed(of sample: UInt64, under seed: UInt64) -> UInt64 {
    var stream = RandomStream(seed: seed, purpose: "sample", index: sample)
    return stream.next()
  }
}

/// The ratios m/(n−2) of the official code of arXiv:2111.06236.
public let officialContextRatios = [
  0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1,
]
