import Base
import Interactions
import TestSupport
import Testing

private let exact = AndOrExtraction.Method.optimal(OptimalSearch(tolerance: 1e-9))

private func tables(_ count: Int, players: Int, seed: UInt64) throws -> [ValueTable] {
  try (0..<count).map {
    try ValueTable.random(playerCount: players, seed: seed, index: UInt64($0))
  }
}

@Suite struct JointExtractionTests {
  @Test(arguments: [(2, 0.0), (2, 0.1), (3, 0.1), (3, 1)])
  func optimumOfTheLinearProgramOfTwoModels(players: Int, alpha: Double) throws {
    let tables = try tables(2, players: players, seed: 1)
    for fraction in [0, 0.1] {
      let found = try JointExtraction(
        of: tables, alpha: alpha, noise: .ofGrandEffect(fraction), method: exact)
      let expected = DenseSimplex.leastJointNorm(
        of: tables, noiseBounds: found.noiseBounds, alpha: alpha)
      expectClose(found.norm, expected, relative: 2e-9)
      let gap = try #require(found.gap)
      #expect(gap <= 2e-9 * expected)
      for (table, interactions, bound) in zip3(tables, found.interactions, found.noiseBounds) {
        #expect(interactions.reconstructionError(of: table) <= bound + 1e-12)
      }
    }
  }

  @Test func oneModelIsTheOrdinaryProblem() throws {
    let table = try ValueTable.random(playerCount: 5, seed: 2)
    let joint = try JointExtraction(
      of: [table], alpha: 0.5, noise: .ofGrandEffect(0.04), method: exact)
    let alone = try AndOrExtraction(of: table, noise: .ofGrandEffect(0.04), method: exact)
    expectClose(joint.norm, 1.5 * alone.l1, relative: 4e-9)
    #expect(joint.gammaSpread == 0)
  }

  @Test func equalModelsGetEqualInteractions() throws {
    let table = try ValueTable.random(playerCount: 4, seed: 3)
    let joint = try JointExtraction(
      of: [table, table, table], alpha: 0.1, noise: .none, method: exact)
    let alone = try AndOrExtraction(of: table, noise: .none, method: exact)
    // The maximum of three equal ones, and a tenth of each.
    expectClose(joint.norm, 1.3 * alone.l1, relative: 4e-9)
  }

  /// A norm below that of separate extractions, above the certificate, and nearer to it the better
  /// the method.
  @Test(arguments: [2, 4]) func jointlyRatherThanSeparately(models: Int) throws {
    let tables = try tables(models, players: 5, seed: 4)
    let optimum = try JointExtraction(of: tables, noise: .ofGrandEffect(0.02), method: exact)
    let schedule = AndOrExtraction.Method.subgradient(
      SubgradientSchedule(iterations: 3000, learningRate: .absolute(1e-3), decay: 100))
    let descent = try JointExtraction(of: tables, noise: .ofGrandEffect(0.02), method: schedule)
    let separate = try AndOrExtraction.all(
      of: tables, noise: .ofGrandEffect(0.02), method: exact)
    let apart = JointExtraction.norm(of: separate.map(\.interactions), alpha: 0.1)
    #expect(optimum.norm < descent.norm && descent.norm < apart)
    #expect(descent.norm < 1.02 * optimum.norm)
    #expect(descent.gap == nil)
  }

  @Test func theBoundOnEachModelsOwnSplitHolds() throws {
    let tables = try tables(2, players: 4, seed: 5)
    let schedule = AndOrExtraction.Method.subgradient(
      SubgradientSchedule(iterations: 500, learningRate: .absolute(1e-2)))
    let free = try JointExtraction(of: tables, noise: .none, method: schedule)
    let bound = 0.5 * free.gammaSpread
    let held = try JointExtraction(
      of: tables, noise: .none, method: schedule, gammaBound: bound)
    #expect(held.gammaSpread <= bound + 1e-12)
    #expect(held.norm > free.norm)
  }

  @Test func faultsSayWhatIsAllowed() throws {
    let tables = try tables(5, players: 1, seed: 6)
    for (count, tables) in [(0, []), (5, tables)] {
      #expect(throws: AndOrExtractionError.models(count)) {
        try JointExtraction(of: tables, noise: .none, method: exact)
      }
    }
    #expect(
      AndOrExtractionError.models(5).description
        == "a joint extraction takes 1 to 4 models, not 5")
  }
}

private func zip3<A, B, C>(_ a: [A], _ b: [B], _ c: [C]) -> [(A, B, C)] {
  zip(zip(a, b), c).map { ($0.0, $0.1, $1) }
}

extension DenseSimplex {
  /// The smallest joint norm of two models, from the dual program: for each interaction and type,
  /// the sums s₁ and s₂ obey |s₁| ≤ 1 + α, |s₂| ≤ 1 + α and |s₁| + |s₂| ≤ 1 + 2α.
  static func leastJointNorm(of tables: [ValueTable], noiseBounds: [Double], alpha: Double)
    -> Double
  {
    let count = tables[0].values.count
    let zeros = [Double](repeating: 0, count: count)
    var rows: [[Double]] = []
    var bounds: [Double] = []
    for t in 0..<count {
      let and = (0..<count).map { s in s & t == t ? 1.0 : 0 }
      let or = (0..<count).map { s in s & t != 0 || t == 0 ? 1.0 : 0 }
      for row in [and, or] {
        let minus = row.map { -$0 }
        for (first, second) in [
          (row, zeros), (minus, zeros), (zeros, row), (zeros, minus), (row, row), (row, minus),
          (minus, row), (minus, minus),
        ] {
          let both = first + second
          rows.append(both + both.map { -$0 })
          bounds.append(first == zeros || second == zeros ? 1 + alpha : 1 + 2 * alpha)
        }
      }
    }
    let values = tables.flatMap(\.values)
    let noise = noiseBounds.flatMap { [Double](repeating: $0, count: count) }
    return maximum(
      of: zip(values, noise).map { $0 - $1 } + zip(values, noise).map { -$0 - $1 }, rows: rows,
      bounds: bounds)
  }
}
