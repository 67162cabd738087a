import Base

/// Shapley values estimated from random permutations of the players.
///
/// φ(i) is the expectation of v(P∪{i}) − v(P), P the players before i in a uniformly random order
/// (Castro, Gómez and Tejada, "Polynomial calculation of the Shapley value based on sampling",
/// 2009). Each permutation gives one observation of every player at n−1 evaluations; their sum is
/// v(N) − v(∅) in each, so also that of the estimates. v(∅) and v(N) are evaluated once.
public struct PermutationShapley: Sendable, Hashable {
  /// The number of permutations; with `antithetic` rounded down to an even number.
  public var permutations: Int
  /// Whether every second permutation is the one before it in reverse.
  ///
  /// The mean of the two is then one observation; effects that change linearly with the context
  /// cancel in it.
  public var antithetic: Bool
  /// The seed.
  public var seed: UInt64
  /// The sample whose game it is.
  public var sample: UInt64

  /// A number of permutations.
  public init(permutations: Int, antithetic: Bool = true, seed: UInt64, sample: UInt64 = 0) {
    self.permutations = permutations
    self.antithetic = antithetic
    self.seed = seed
    self.sample = sample
  }

  /// As many permutations as a budget of forward passes allows.
  public init(
    budget: Int, playerCount: Int, antithetic: Bool = true, seed: UInt64, sample: UInt64 = 0
  ) {
    self.init(
      permutations: max(0, budget - 2) / max(1, playerCount - 1), antithetic: antithetic,
      seed: seed, sample: sample)
  }

  private var observations: Int { antithetic ? permutations / 2 : permutations }

  /// The forward passes it takes for a game of `playerCount` players.
  public func forwardPasses(playerCount: Int) -> Int {
    2 + observations * (antithetic ? 2 : 1) * (playerCount - 1)
  }

  /// The Shapley values of a game; throws what `SamplingError` names or the game throws.
  public func estimate(of game: some Game) throws -> PlayerEstimates {
    let n = game.playerCount
    guard (2...1 << 20).contains(n) else { throw SamplingError.playerCount(n) }
    guard observations >= 2 else {
      throw SamplingError.repetitions(permutations, atLeast: antithetic ? 4 : 2)
    }
    let seed = RandomStream.seed(of: sample, under: seed)
    var rows = CoalitionRows(playerCount: n)
    rows.append(1) { _ in }
    var orders: [[Int]] = []
    for observation in 0..<observations {
      var stream = RandomStream(
        seed: seed, purpose: "Shapley permutations", index: UInt64(observation))
      let order = stream.permutation(n)
      orders.append(order)
      if antithetic { orders.append(order.reversed()) }
    }
    // Row 0 is ∅; then the proper prefixes of each permutation; the last row is N.
    for order in orders { rows.appendPrefixes(of: order) }
    rows.appendGrand()
    let values = try rows.values(of: game)
    let grand = values[values.count - 1]
    var observed = [Double](repeating: 0, count: observations * n)
    let share = antithetic ? 0.5 : 1
    for (place, order) in orders.enumerated() {
      let start = (antithetic ? place / 2 : place) * n
      var before = values[0]
      for (position, player) in order.enumerated() {
        let after = position == n - 1 ? grand : values[1 + place * (n - 1) + position]
        observed[start + player] += share * (after - before)
        before = after
      }
    }
    return PlayerEstimates(
      observations: observed, playerCount: n, forwardPasses: rows.count)
  }
}

extension CoalitionRows {
  /// Appends the coalitions of the first 1, 2, …, n−1 players of an order.
  mutating func appendPrefixes(of order: [Int]) {
    let width = wordCount
    append(order.count - 1) { words in
      for place in 0..<order.count - 1 {
        let row = words + place * width
        if place > 0 { row.update(from: row - width, count: width) }
        DifferenceRequest.add(order[place], to: row)
      }
    }
  }
}
