import Base
import Interactions
import Spec

/// Whether interactions are computed from all coalitions or from a sample of contexts, as a spec
/// says it.
struct SamplingChoice: Sendable, Hashable {
  /// The route of a measurement.
  enum Route: String, Sendable, CaseIterable {
    /// All 2ⁿ coalitions.
    case exact
    /// Contexts drawn at random.
    case sampled
    /// All coalitions where they are no more than sampling may ask for.
    case auto
  }

  /// Whose scheme samples.
  enum Fidelity: String, Sendable, CaseIterable {
    /// This program's: shared contexts, both ends once, fewer passes for the same error.
    case own
    /// The code of arXiv:2111.06236: own contexts for each pair.
    case official
  }

  /// Where contexts come from, in this program's scheme.
  enum Scheme: String, Sendable, CaseIterable {
    case windows, permutations
  }

  /// What is taken for |I⁽ᵐ⁾| of a pair.
  enum Strength: String, Sendable, CaseIterable {
    /// |Î|, as the papers' code: in expectation never below.
    case upper
    /// The middle of its two bounds.
    case middle
  }

  /// The mean over orders that J divides by.
  enum Normalisation: String, Sendable, CaseIterable {
    /// Each measured order once.
    case orders
    /// A term for each ratio, as the papers' code, also where several ratios are one order.
    case ratios
  }

  /// The players whose orders are all measured unless ratios are given.
  static let mostPlayersOfAllOrders = 32

  let route: Route
  let fidelity: Fidelity
  let scheme: Scheme
  let pairs: Int?
  let radius: Int
  let ratios: [Double]
  /// K as asked for; nil where `passes` decides.
  private let askedContexts: Int?
  let passes: Int?
  let precision: Double?
  let mostContexts: Int
  let budget: Int?
  let redundantEnds: Bool
  let strength: Strength
  let normalisation: Normalisation
  let seed: UInt64

  /// Reads the parameters; those of sampling have no effect on an exact measurement, and defaults
  /// are left out of keys, so that exact measurements keep theirs.
  ///
  /// With a `route` of the reader's own there is no choice of one.
  init(_ read: ParameterReader, route fixed: Route? = nil) {
    route =
      fixed
      ?? read.choice(
        "estimate", default: Route.exact, omitWhenDefault: true,
        "exact: all 2^n masks; sampled: some contexts, with standard errors; auto: the cheaper")
    fidelity = read.choice(
      "fidelity", default: Fidelity.own, omitWhenDefault: true,
      "official: sample as the code of arXiv:2111.06236 does")
    let isOfficial = fidelity == .official
    scheme = read.choice(
      "scheme", default: Scheme.windows, omitWhenDefault: true,
      "windows: pairs near each other share contexts; permutations: nested and antithetic")
    pairs = read.optionalInteger(
      "pairs", in: 1...1 << 20,
      "pairs drawn for each sample: all near ones on a grid, else (and as official) 200")
    radius = read.integer(
      "radius", default: 2, in: 0...1024, omitWhenDefault: true,
      "cells of a pair are at most this far apart on the grid; 0: any two players")
    ratios = read.numbers(
      "ratios", default: [], each: .within(0...1), count: 0...1000, omitWhenDefault: true,
      "context orders as parts of n − 2; none: all up to \(Self.mostPlayersOfAllOrders) players,"
        + " then the 13 of arXiv:2111.06236")
    askedContexts = read.optionalInteger(
      "contexts", in: 2...1 << 20, "contexts of each pair and order: 100 as official, else 6")
    passes = read.optionalInteger(
      "passes", in: 1...Int.max,
      "instead of `contexts`: as many as about so many forward passes of a sample allow")
    if askedContexts != nil, passes != nil, !read.isDescribing {
      read.fault(
        at: "passes", "`passes` and `contexts` both say how many contexts are drawn",
        notes: ["keep one of them"])
    }
    precision = read.optionalNumber(
      "relative-error", in: .above(0), "double the contexts until errors of S are this part of it")
    mostContexts = read.integer(
      "most-contexts", default: 1024, in: 2...1 << 20, omitWhenDefault: true,
      "contexts are not doubled beyond this")
    budget = read.optionalInteger(
      "budget", in: 1...Int.max, "forward passes that one sample may take, never exceeded")
    redundantEnds = read.boolean(
      "redundant-ends", default: isOfficial, omitWhenDefault: true,
      "official: evaluate the one context of the two ends once for each context asked for")
    // Recorded where it is the papers': before there was a choice, S was the middle there too.
    strength = read.choice(
      "strength", default: isOfficial ? Strength.upper : .middle, omitWhenDefault: !isOfficial,
      "sampled |I| of a pair; upper: |Î| as official, biased upwards; middle: of its two bounds")
    normalisation = read.choice(
      "normalisation", default: Normalisation.orders, omitWhenDefault: true,
      "J divides by the mean over; orders: each once; ratios: a term for each listed, as official")
    seed = UInt64(
      read.integer(
        "seed", default: 0, omitWhenDefault: true,
        "the seed of pairs and contexts: one for all models, so that they face the same"))
  }

  /// The pairs that are of interest: those near each other on a grid, else all.
  func candidates(_ layout: PlayerLayout) -> PairCandidates {
    guard case .grid(let rows, let columns) = layout, radius > 0 else { return .all(layout) }
    return .local(rows: rows, columns: columns, radius: radius)
  }

  /// What an order weighs in the mean that J divides by; nil where each counts once.
  func weights(of orders: [Int], players: Int) -> [Double]? {
    guard normalisation == .ratios else { return nil }
    return contextOrderWeights(of: orders, ratios: listedRatios, players: players)
  }

  /// The ratios given, else those of the official code.
  private var listedRatios: [Double] { ratios.isEmpty ? officialContextRatios : ratios }

  /// What is sampled of one sample's game, with draws of another seed where `repetition` is not 0.
  ///
  /// All pairs near each other on a grid: the variation over pairs is what limits a draw of them.
  func sampling(_ layout: PlayerLayout, sample: Int64, repetition: Int = 0) -> InteractionSampling {
    let least = scheme == .permutations && fidelity == .own ? 4 : 2
    guard let passes else {
      return sampling(
        layout, sample, contexts: askedContexts ?? (fidelity == .official ? 100 : 6), repetition)
    }
    // The most contexts that cost no more, between one that always does and one that never does.
    var (fits, exceeds) = (least, least + 1)
    func cost(_ contexts: Int) -> Double {
      sampling(layout, sample, contexts: contexts, repetition).expectedForwardPasses
    }
    while cost(exceeds) <= Double(passes), exceeds < 1 << 20 {
      (fits, exceeds) = (exceeds, 2 * exceeds)
    }
    while exceeds - fits > 1 {
      let middle = (fits + exceeds) / 2
      if cost(middle) <= Double(passes) { fits = middle } else { exceeds = middle }
    }
    return sampling(layout, sample, contexts: fits, repetition)
  }

  private func sampling(
    _ layout: PlayerLayout, _ sample: Int64, contexts: Int, _ repetition: Int
  ) -> InteractionSampling {
    let candidates = candidates(layout)
    let index = UInt64(bitPattern: sample)
    let seed = seed &+ UInt64(repetition)
    let pairs = pairs ?? (candidates.radius == nil || fidelity == .official ? 200 : Int.max)
    var made: InteractionSampling
    if fidelity == .official {
      made = .official(
        of: candidates, pairs: pairs, contexts: contexts,
        ratios: listedRatios, redundantEnds: redundantEnds,
        seed: seed, sample: index)
    } else {
      made = InteractionSampling(
        of: candidates, contextOrders: contextOrders(players: layout.playerCount),
        scheme: scheme == .windows ? .probeWindows : .permutations, contexts: contexts,
        mostContexts: mostContexts, seed: seed, sample: index)
      made.pairs = candidates.draw(pairs, seed: seed, index: index)
    }
    made.precision = precision
    made.budget = budget
    return made
  }

  /// The context orders measured of games of so many players.
  func contextOrders(players: Int) -> [Int] {
    guard ratios.isEmpty else {
      return Interactions.contextOrders(ratios: ratios, players: players)
    }
    if fidelity == .own { return Self.ownContextOrders(players: players) }
    return Interactions.contextOrders(ratios: officialContextRatios, players: players)
  }

  /// The context orders measured where nobody says which: all of few players, else the official ones.
  static func ownContextOrders(players: Int) -> [Int] {
    players <= mostPlayersOfAllOrders
      ? Array(0...players - 2)
      : Interactions.contextOrders(ratios: officialContextRatios, players: players)
  }

  /// Whether a game of these players is measured from all its coalitions: a function of the spec
  /// alone.
  func isExact(_ layout: PlayerLayout) -> Bool {
    switch route {
    case .exact: true
    case .sampled: false
    case .auto:
      layout.playerCount <= MultiOrderInteraction.largestExactPlayerCount
        && sampling(layout, sample: 0).exactIsNoDearer
    }
  }
}

extension PlayerLayout {
  /// How the players of a measurement lie beside each other.
  init(_ players: PlayersChoice.Definition, count: Int) {
    if case .grid(let rows, let columns) = players {
      self = .grid(rows: rows, columns: columns)
    } else {
      self = .line(count)
    }
  }
}
