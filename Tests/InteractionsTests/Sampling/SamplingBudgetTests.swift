import Base
import Interactions
import TestSupport
import Testing

/// Counts what is asked.
private final class CountingGame: Game {
  let game: CubicGame
  private(set) var asked = 0
  private(set) var requests: [Int] = []

  init(_ game: CubicGame) { self.game = game }

  var playerCount: Int { game.playerCount }

  func values(of coalitions: CoalitionBlock) -> [Double] {
    asked += coalitions.count
    requests.append(coalitions.count)
    return game.values(of: coalitions)
  }
}

@Suite struct SamplingBudgetTests {
  @Test func whatIsSpentIsCountedAndNeverAboveTheBudget() throws {
    var stream = RandomStream(seed: 31, purpose: "samplings")
    let schemes: [InteractionSampling.Scheme] = [
      .official(redundantEnds: true), .official(redundantEnds: false), .probeWindows,
      .permutations,
    ]
    var (refused, stopped) = (0, 0)
    for trial in 0..<60 {
      let side = 3 + stream.below(4)
      let game = CountingGame(CubicGame.random(side * side, seed: UInt64(trial)))
      var sampling = InteractionSampling(
        of: .local(rows: side, columns: side, radius: 1),
        contextOrders: (0..<4).map { _ in stream.below(side * side - 1) },
        scheme: schemes[stream.below(4)], contexts: 4 + stream.below(5),
        spreadsContexts: stream.below(2) == 0, precision: stream.below(2) == 0 ? 0.05 : nil,
        mostContexts: 40, seed: UInt64(trial))
      let budget = 200 + stream.below(20_000)
      sampling.budget = budget
      do {
        let sampled = try SampledInteractions(of: game, sampling)
        #expect(sampled.forwardPasses == game.asked)
        #expect(sampled.orders.reduce(0) { $0 + $1.forwardPasses } <= game.asked)
        if sampled.orders.contains(where: { $0.stop == .budget }) { stopped += 1 }
      } catch SamplingError.budget(let given, let needed) {
        #expect(given == budget && needed > budget)
        refused += 1
      }
      #expect(game.asked <= budget)
      #expect(game.asked <= sampling.mostForwardPasses)
    }
    // The trials do meet both ends.
    #expect(refused > 0 && stopped > 0)
  }

  @Test func requestsAreCutAtWholeEvaluationBlocks() throws {
    let game = CountingGame(CubicGame.random(64, seed: 32))
    let sampling = InteractionSampling(
      of: .local(rows: 8, columns: 8, radius: 2), contextOrders: [20, 31], contexts: 8, seed: 33)
    let sampled = try SampledInteractions(of: game, sampling)
    // Each order of each round ends with a part of a request; every other is whole.
    #expect(game.requests.allSatisfy { $0 <= 4096 })
    #expect(game.requests.count { $0 != 4096 } <= 4)
    #expect(sampled.forwardPasses > 2 * 4096)
  }

  @Test func doublingEndsAtThePrecision() throws {
    var game = CubicGame.random(49, seed: 34)
    game.constant = 2
    var sampling = InteractionSampling(
      of: .local(rows: 7, columns: 7, radius: 1), contextOrders: [0, 10, 24, 40], contexts: 4,
      precision: 0.015, seed: 35)
    let sampled = try SampledInteractions(of: game, sampling)
    #expect(sampled.orders[0].stop == .enumerated)
    let strength = sampled[.strength]
    for (place, order) in sampled.orders.enumerated().dropFirst() {
      #expect(order.stop == .precision)
      #expect(strength.contextStandardError(at: place) <= 0.015 * strength.values[place])
      let half = (sampled[.strengthUpper].values[place] - sampled[.strengthLower].values[place]) / 2
      #expect(half <= 0.015 * strength.values[place])
      // Doubled from 4, and no further than needed: half as many do not reach it.
      #expect(order.contexts > 4 && order.contexts.nonzeroBitCount == 1)
      var fewer = sampling
      fewer.precision = nil
      fewer.mostContexts = sampling.mostContexts
      fewer.contexts = order.contexts / 2
      let before = try SampledInteractions(of: game, fewer)
      let bracket =
        (before[.strengthUpper].values[place] - before[.strengthLower].values[place]) / 2
      let error = before[.strength].contextStandardError(at: place)
      #expect(max(bracket, error) > 0.015 * before[.strength].values[place])
      // Rounds do not change what is drawn: the same contexts at once give the same statistics.
      fewer.contexts = order.contexts
      #expect(try SampledInteractions(of: game, fewer).orders[place].pairs == order.pairs)
    }
    sampling.mostContexts = 4
    #expect(try SampledInteractions(of: game, sampling).orders[1].stop == .contexts)
  }

  @Test func exactIsChosenWhenItIsNoDearer() {
    func sampling(_ side: Int, budget: Int?) -> InteractionSampling {
      InteractionSampling(
        of: .local(rows: side, columns: side, radius: 1),
        contextOrders: Array(0...side * side - 2), contexts: 20, budget: budget, seed: 1)
    }
    // 4×4: 42 pairs; 4·42·20 for each of 11 orders, 4·42·{1, 14} for the two ends and their
    // neighbours: 42,000 < 65,536. With 50 contexts it is more.
    #expect(!sampling(4, budget: nil).exactIsNoDearer)
    var more = sampling(4, budget: nil)
    more.contexts = 50
    #expect(more.exactIsNoDearer)
    more.budget = 65_535
    #expect(!more.exactIsNoDearer)
    #expect(sampling(3, budget: nil).exactIsNoDearer)
    #expect(!sampling(16, budget: nil).exactIsNoDearer)
  }
}

@Suite struct SamplingErrorTests {
  private func error(_ change: (inout InteractionSampling) -> Void) -> String? {
    var sampling = InteractionSampling(of: .all(.line(12)), contextOrders: [3], seed: 1)
    change(&sampling)
    do {
      _ = try SampledInteractions(of: CubicGame.random(12, seed: 1), sampling)
      return nil
    } catch { return "\(error)" }
  }

  @Test func everyFaultSaysWhatIsLegal() {
    #expect(error { _ in } == nil)
    #expect(
      error { $0.contextOrders = [11] }
        == "there is no context order 11: of 12 players it is 0 to 10")
    #expect(
      error { $0.pairs = [PlayerPair(3, 12)] }
        == "there is no pair (3, 12) of 12 players, who are 0 to 11")
    #expect(
      error { $0.pairs = [] }
        == "there is no pair or no context order to sample; name at least one of each")
    #expect(
      error { $0.contexts = 1 }
        == "1 independent repetitions give no standard error; ask for 2 or more")
    #expect(
      error {
        $0.scheme = .permutations
        $0.contexts = 3
      } == "3 independent repetitions give no standard error; ask for 4 or more")
    #expect(
      error { $0.budget = 10 }
        == "a budget of 10 forward passes is below the 158 of the first round; "
        + "raise it, or ask for fewer pairs, context orders or contexts")
    #expect(
      error { $0.layout = .line(13) } == "the game has 12 players, the sampling 13")
    #expect(
      "\(SamplingError.playerCount(1))"
        == "interactions are sampled of 2 to 1048576 players, not of 1")
    #expect("\(SamplingError.answers(3, asked: 4))" == "the game answered 3 values to 4 coalitions")
    #expect(
      "\(SamplingError.notFinite(.infinity))"
        == "the value of a sampled coalition is inf; every value must be finite")
  }
}
