import Base
import Interactions
import Spec

/// Whether an interaction index is computed from all coalitions or estimated, as a spec says it.
struct IndexSampling: Sendable, Hashable {
  /// The estimators.
  enum Estimate: String, Sendable, CaseIterable {
    /// All 2ⁿ coalitions.
    case exact
    /// Shapley values from antithetic permutations of the players.
    case permutations
    /// Shapley values by weighted least squares on paired coalitions.
    case kernel
    /// The Shapley interaction index of pairs from contexts of random orders.
    case contexts
  }

  /// The row of the forward passes spent on a sample.
  static let passes = "forward-passes"

  let estimate: Estimate
  let budget: Int
  let pairs: Int
  let radius: Int
  let contexts: Int
  let seed: UInt64

  /// Reads the parameters; defaults are left out of keys, so that exact measurements keep theirs.
  init(_ read: ParameterReader, of index: InteractionIndexValues.Index) {
    estimate = read.choice(
      "estimate", default: Estimate.exact, omitWhenDefault: true,
      "exact: all 2^n masks; permutations, kernel: of shapley; contexts: of sii, pairs")
    budget = read.integer(
      "budget", default: 10_000, in: 4...Int.max, omitWhenDefault: true,
      "permutations, kernel: forward passes that one sample may take, never exceeded")
    pairs = read.integer(
      "pairs", default: 200, in: 1...1 << 20, omitWhenDefault: true,
      "contexts: pairs of each sample; all when there are no more")
    radius = read.integer(
      "radius", default: 2, in: 0...1024, omitWhenDefault: true,
      "contexts: cells of a pair are at most this far apart on the grid; 0: any two players")
    contexts = read.integer(
      "contexts", default: 100, in: 2...1 << 20, omitWhenDefault: true,
      "contexts: those of each pair")
    seed = UInt64(
      read.integer(
        "seed", default: 0, omitWhenDefault: true,
        "the seed of what is drawn: one for all models, so that they face the same"))
    let fits =
      switch estimate {
      case .exact: true
      case .permutations, .kernel: index == .shapley
      case .contexts: index == .sii
      }
    if !fits {
      read.fault(
        at: "estimate", "`\(estimate.rawValue)` does not estimate \(index.rawValue)",
        notes: ["permutations and kernel estimate shapley, contexts estimates sii of pairs"])
    }
  }

  /// The forward passes of one sample: the budget, or four for each context of each pair.
  var expectedForwardPasses: Double {
    estimate == .contexts ? 4 * Double(pairs) * Double(contexts) : Double(budget)
  }

  /// The values of one sample's game, and the forward passes they took.
  func values(of game: some Interactions.Game, layout: PlayerLayout, sample: Int64) throws
    -> (values: [(players: [Int], estimate: MeanEstimate)], passes: Int)
  {
    let index = UInt64(bitPattern: sample)
    switch estimate {
    case .exact: preconditionFailure("an exact index is made from a table")
    case .permutations:
      let found = try PermutationShapley(
        budget: budget, playerCount: layout.playerCount, seed: seed, sample: index
      ).estimate(of: game)
      return (found.players.enumerated().map { ([$0], $1) }, found.forwardPasses)
    case .kernel:
      let found = try KernelShapley(budget: budget, seed: seed, sample: index).estimate(of: game)
      return (found.players.enumerated().map { ([$0], $1) }, found.forwardPasses)
    case .contexts:
      var candidates = PairCandidates.all(layout)
      if case .grid(let rows, let columns) = layout, radius > 0 {
        candidates = .local(rows: rows, columns: columns, radius: radius)
      }
      var sampling = InteractionSampling(
        of: candidates, contextOrders: [0], contexts: contexts, seed: seed, sample: index)
      sampling.pairs = candidates.draw(pairs, seed: seed, index: index)
      let found = try SampledShapleyInteractions(of: game, sampling)
      return (
        zip(sampling.pairs, found.pairs).map { ([$0.first, $0.second], $1.interaction) },
        found.forwardPasses
      )
    }
  }
}
