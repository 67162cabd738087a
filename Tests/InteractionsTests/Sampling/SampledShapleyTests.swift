import Base
import Interactions
import TestSupport
import Testing

private let repetitions = 2000
private let honest = 0.93...0.97

@Suite struct SampledShapleyTests {
  @Test(arguments: [64, 130, 256]) func estimatesAgreeWithTheFormula(players: Int) throws {
    var game = CubicGame.random(players, seed: 61)
    game.constant = 3
    let truth = (0..<players).map { game.shapley($0) }
    let total = game.value(Array(0..<players)) - game.value([])
    expectClose(truth.reduce(0, +), total, relative: 1e-11)
    let plain = PermutationShapley(permutations: 60, antithetic: false, seed: 62)
    let antithetic = PermutationShapley(permutations: 60, seed: 62)
    let found = try plain.estimate(of: game)
    let paired = try antithetic.estimate(of: game)
    for (sampling, found) in [(plain, found), (antithetic, paired)] {
      #expect(found.forwardPasses == 2 + 60 * (players - 1))
      #expect(found.forwardPasses == sampling.forwardPasses(playerCount: players))
    }
    // Reversal cancels the nearly normal part of this game's effects and leaves skewed ones, so the
    // antithetic estimates are held against the errors of the plain ones.
    let errors = found.players.map(\.standardError)
    try expectAgreement(found, truth, total, errors)
    try expectAgreement(paired, truth, total, errors)
    #expect(paired.players.reduce(0) { $0 + $1.standardError } < errors.reduce(0, +) / 2)
    if players == 64 {
      let kernel = try KernelShapley(draws: 1000, seed: 63).estimate(of: game)
      #expect(kernel.forwardPasses == 2002)
      try expectAgreement(kernel, truth, total, kernel.players.map(\.standardError))
    }
  }

  /// Within five standard errors, and efficient.
  private func expectAgreement(
    _ found: PlayerEstimates, _ truth: [Double], _ total: Double, _ errors: [Double]
  ) throws {
    for (estimate, (expected, error)) in zip(found.players, zip(truth, errors)) {
      #expect(abs(estimate.value - expected) < 5 * error)
    }
    expectClose(found.players.reduce(0) { $0 + $1.value }, total, relative: 1e-10)
  }

  @Test func antitheticPermutationsAreExactForPairwiseGames() throws {
    // v = |S|²: effects are linear in the size, so a permutation and its reverse average to φ = n.
    let game = SizeGame(valuesBySize: (0...70).map { Double($0 * $0) })
    let found = try PermutationShapley(permutations: 4, seed: 64).estimate(of: game)
    expectClose(found.players.map(\.value), [Double](repeating: 70, count: 70), relative: 1e-12)
    #expect(found.players.allSatisfy { $0.standardError < 1e-12 })
    // And least squares fits an additive game without residuals.
    let additive = AdditiveGame(weights: (0..<20).map { Double($0) - 7.5 })
    let fitted = try KernelShapley(draws: 60, seed: 65).estimate(of: additive)
    expectClose(fitted.players.map(\.value), additive.weights, absolute: 1e-11)
    #expect(fitted.players.allSatisfy { $0.standardError < 1e-10 })
  }

  @Test func intervalsOfShapleyValuesCoverTheTruth() throws {
    let table = try ValueTable(of: CubicGame.random(10, seed: 66))
    let truth = MultiOrderShapleyValues(of: table).shapley
    var hits = (plain: 0, antithetic: 0, kernel: 0)
    func covers(_ found: PlayerEstimates) -> Int {
      // Two players of each repetition; the others' errors sum to theirs.
      [3, 8].count { player in
        let interval = found.players[player].interval(level: 0.95)
        return interval.low <= truth[player] && truth[player] <= interval.high
      }
    }
    for seed in 0..<UInt64(repetitions / 2) {
      hits.plain += covers(
        try PermutationShapley(permutations: 20, antithetic: false, seed: seed).estimate(of: table))
      hits.antithetic += covers(
        try PermutationShapley(permutations: 30, seed: seed).estimate(of: table))
      hits.kernel += covers(try KernelShapley(draws: 80, seed: seed).estimate(of: table))
    }
    for (name, hits) in [
      ("plain", hits.plain), ("antithetic", hits.antithetic), ("kernel", hits.kernel),
    ] {
      let coverage = Double(hits) / Double(repetitions)
      #expect(honest.contains(coverage), "\(name): \(coverage)")
    }
  }

  @Test func budgetsAreNotExceeded() throws {
    for budget in [200, 999, 4321] {
      let game = CubicGame.random(20, seed: 67)
      let permutations = PermutationShapley(budget: budget, playerCount: 20, seed: 1)
      let spent = try permutations.estimate(of: game).forwardPasses
      #expect(spent <= budget && spent > budget - 2 * 19 - 2)
      let kernel = try KernelShapley(budget: budget, seed: 1).estimate(of: game).forwardPasses
      #expect(kernel <= budget && kernel > budget - 2)
    }
    #expect(throws: SamplingError.repetitions(1, atLeast: 4)) {
      try PermutationShapley(budget: 30, playerCount: 20, seed: 1)
        .estimate(of: CubicGame.random(20, seed: 1))
    }
    #expect(throws: SamplingError.repetitions(39, atLeast: 40)) {
      try KernelShapley(draws: 39, seed: 1).estimate(of: CubicGame.random(20, seed: 1))
    }
  }
}

@Suite struct SampledShapleyInteractionsTests {
  private let schemes: [InteractionSampling.Scheme] = [
    .official(redundantEnds: false), .probeWindows,
  ]

  @Test(arguments: [64, 130, 256]) func estimatesAgreeWithTheFormula(players: Int) throws {
    let game = CubicGame.random(players, seed: 71)
    for scheme in schemes {
      var sampling = InteractionSampling(
        of: .all(.line(players)), contextOrders: [0], scheme: scheme, contexts: 200, seed: 72)
      sampling.pairs = (1..<9).map { PlayerPair(0, $0) } + [PlayerPair(50, players - 1)]
      let found = try SampledShapleyInteractions(of: game, sampling)
      for (pair, statistics) in zip(sampling.pairs, found.pairs) {
        let estimate = statistics.interaction
        #expect(statistics.count == 200)
        #expect(
          abs(estimate.value - game.shapleyInteraction(pair)) < 4.5 * estimate.standardError)
      }
      if scheme == .probeWindows { #expect(found.forwardPasses < 3 * 9 * 200) }
    }
  }

  @Test func intervalsCoverTheMeanOverAllOrders() throws {
    let table = try ValueTable(of: CubicGame.random(12, seed: 73))
    let exact = PairwiseInteractionsByOrder(of: table, magnitudes: false)
    let pairs = [PlayerPair(0, 1), PlayerPair(1, 7), PlayerPair(6, 11)]
    let truths = pairs.map { pair in
      (0...10).reduce(0) { $0 + exact.means[order: $1, pair.first, pair.second] } / 11
    }
    for scheme in schemes {
      var sampling = InteractionSampling(
        of: .all(.line(12)), contextOrders: [0], scheme: scheme, contexts: 20, seed: 0)
      sampling.pairs = pairs
      var hits = 0
      for seed in 0..<UInt64(repetitions / 3 + 1) {
        sampling.seed = seed
        let found = try SampledShapleyInteractions(of: table, sampling)
        for (statistics, truth) in zip(found.pairs, truths) {
          let interval = statistics.interaction.interval(level: 0.95)
          hits += interval.low <= truth && truth <= interval.high ? 1 : 0
        }
      }
      let coverage = Double(hits) / Double(repetitions)
      #expect(honest.contains(coverage), "\(scheme): \(coverage)")
    }
  }

  @Test func theBudgetIsNotExceeded() {
    let sampling = InteractionSampling(
      of: .all(.line(12)), contextOrders: [0], contexts: 20, budget: 100, seed: 0)
    #expect(throws: SamplingError.self) {
      try SampledShapleyInteractions(of: CubicGame.random(12, seed: 1), sampling)
    }
  }
}
