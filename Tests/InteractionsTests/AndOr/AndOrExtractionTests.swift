import Base
import Foundation
import Interactions
import TestSupport
import Testing

/// x₁x₂x₃ + x₂x₃ + x₃x₄ + (x₄ ∨ x₅), whose sparsest split is these four terms.
private func fourTerms() throws -> ValueTable {
  var and = [Double](repeating: 0, count: 32)
  var or = and
  for members in [0b00111, 0b00110, 0b01100] { and[members] = 1 }
  or[0b11000] = 1
  return try ValueTable(values: AndOrInteractions(playerCount: 5, and: and, or: or).values)
}

private let exact = AndOrExtraction.Method.optimal(OptimalSearch(tolerance: 1e-9))
/// The tolerance of the search, and as much again for the simplex method's rounding.
private let optimumTolerance = 2e-9

@Suite struct AndOrExtractionTests {
  @Test func thePathOfThePapersSchedule() throws {
    struct Path: Decodable {
      var iters: Int
      var lr: Double
      var qbound: Double
      var loss: [Double]
    }
    let golden = try JSONDecoder().decode(Path.self, from: Golden.data("andor_pq_n6"))
    let table = try Golden.load("random_n6").table()
    let found = try AndOrExtraction(
      of: table, noise: .ofGrandEffect(0.04),
      method: .subgradient(
        SubgradientSchedule(iterations: golden.iters, learningRate: .absolute(golden.lr))),
      recordingPath: true)
    // A sign that flips by rounding would change the path by 1e-3, so the agreement is of all signs.
    expectClose(found.path, golden.loss, relative: 1e-12)
    expectClose(found.noiseBound, golden.qbound, relative: 1e-15)
    expectClose(found.l1, golden.loss.last ?? .nan, relative: 1e-12)
    #expect(found.interactions.reconstructionError(of: table) <= golden.qbound + 1e-12)
    #expect(found.gap == nil && found.iterations == golden.iters)
  }

  @Test func thePlantedInteractionsAreTheOptimum() throws {
    let table = try fourTerms()
    let found = try AndOrExtraction(of: table, noise: .none, method: exact)
    expectClose(found.l1, 4, absolute: 1e-8)
    #expect(found.andOnlyL1 == 6 && found.orOnlyL1 == 14)
    // The optimum is unique but for the split of single players.
    let merged = found.interactions.mergingSingles
    for index in 0..<32 {
      expectClose(merged.and[index], [7, 6, 12].contains(index) ? 1 : 0, absolute: 1e-7)
      expectClose(merged.or[index], index == 24 ? 1 : 0, absolute: 1e-7)
    }
    let gap = try #require(found.gap)
    #expect(gap <= 4e-9)
  }

  @Test func theScheduleComesNearThePlantedInteractions() throws {
    let found = try AndOrExtraction(
      of: try fourTerms(), noise: .none,
      method: .subgradient(SubgradientSchedule(learningRate: .absolute(1e-4))))
    #expect(found.l1 > 4 && found.l1 < 4.05)
  }

  /// Tables, with and without noise bound, against a simplex method.
  @Test(arguments: [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (4, 6), (5, 7)])
  func optimumOfALinearProgram(n: Int, seed: UInt64) throws {
    let table = try ValueTable.random(playerCount: n, seed: seed)
    for fraction in [0, 0.04, 0.5] {
      let found = try AndOrExtraction(of: table, noise: .ofGrandEffect(fraction), method: exact)
      let expected = DenseSimplex.leastL1(of: table, noiseBound: found.noiseBound)
      expectClose(found.l1, expected, relative: optimumTolerance, absolute: 1e-12)
      #expect(found.lowerBound.map { $0 <= expected * (1 + 1e-12) + 1e-12 } ?? false)
      #expect(
        found.interactions.reconstructionError(of: table) <= found.noiseBound + 1e-12)
    }
  }

  /// Optima of the golden tables with ζ = 0 and 0.04·|v(N) − v(∅)|, found by scipy 1.17's `linprog`
  /// (HiGHS) on min Σ(x⁺+x⁻+y⁺+y⁻) subject to |Z(x⁺−x⁻) + W(y⁺−y⁻) − v| ≤ ζ.
  @Test(arguments: [
    ("random_n4", 7.17380200964543, 6.48279377821137),
    ("random_n6", 45.6265675908883, 40.1120836755998),
    ("random_n8", 188.362005124191, 143.209972013682),
    ("relu_mlp_n8", 27.8488641599943, 20.2156563085646),
    ("soum_n8", 9.47122822714684, 9.16635774871704),
    ("or_n6", 1, 0.96),
    ("majority_n7", 111, 89.68),
  ])
  func optimaOfTheGoldenTables(name: String, exactly: Double, withNoise: Double) throws {
    let table = try Golden.load(name).table()
    for (fraction, expected) in [(0, exactly), (0.04, withNoise)] {
      let found = try AndOrExtraction(of: table, noise: .ofGrandEffect(fraction), method: exact)
      // HiGHS is feasible to 1e-7 of a unit.
      expectClose(found.l1, expected, relative: 1e-7)
      let gap = try #require(found.gap)
      // Ties without end, as between equal players, leave 2e-9.
      #expect(gap <= 1e-8 * found.l1)
    }
  }

  @Test(arguments: [1, 2, 3]) func neverAboveOneTypeAlone(seed: UInt64) throws {
    let table = try ValueTable.random(playerCount: 6, seed: seed)
    let methods: [AndOrExtraction.Method] = [
      .optimal(OptimalSearch(mostIterations: 1)), exact,
      .subgradient(SubgradientSchedule(iterations: 3, iterate: .best)),
      .subgradient(SubgradientSchedule(iterations: 300, iterate: .best)),
    ]
    for method in methods {
      let found = try AndOrExtraction(of: table, noise: .ofGrandEffect(0.02), method: method)
      #expect(found.l1 <= min(found.andOnlyL1, found.orOnlyL1))
      #expect(found.l1 == found.interactions.l1)
      #expect(
        found.interactions.reconstructionError(of: table) <= found.noiseBound + 1e-12)
    }
  }

  @Test func scalingTheGameScalesTheResult() throws {
    let table = try ValueTable.random(playerCount: 6, seed: 11)
    for method in [exact, .subgradient(SubgradientSchedule(iterations: 200))] {
      let found = try AndOrExtraction(of: table, noise: .ofGrandEffect(0.04), method: method)
      // Powers of two scale every rounding exactly.
      for factor in [0x1p-40, -0x1p30] {
        let scaled = try AndOrExtraction(
          of: try ValueTable(values: table.values.map { factor * $0 }),
          noise: .ofGrandEffect(0.04), method: method)
        #expect(scaled.interactions.and == found.interactions.and.map { factor * $0 })
        #expect(scaled.interactions.or == found.interactions.or.map { factor * $0 })
        #expect(scaled.iterations == found.iterations)
      }
    }
  }

  @Test func aResultDoesNotDependOnItsNeighbours() throws {
    let tables = try (0..<7).map {
      try ValueTable.random(playerCount: 5, seed: 12, index: UInt64($0))
    }
    for method in [exact, .subgradient(SubgradientSchedule(iterations: 100))] {
      for noise in [AndOrExtraction.NoiseBound.none, .ofGrandEffect(0.04), .absolute(0.1)] {
        let together = try AndOrExtraction.all(of: tables, noise: noise, method: method)
        for (table, found) in zip(tables, together) {
          #expect(found == (try AndOrExtraction(of: table, noise: noise, method: method)))
        }
        #expect(
          together.reversed()
            == (try AndOrExtraction.all(of: tables.reversed(), noise: noise, method: method)))
      }
    }
  }

  @Test func theOptimumDoesNotDependOnTheStart() throws {
    let table = try ValueTable.random(playerCount: 6, seed: 13)
    let starts: [ExtractionStart] = [.halves, .andOnly, .orOnly, .random(seed: 1)]
    let l1 = try starts.map {
      try AndOrExtraction(of: table, noise: .ofGrandEffect(0.04), method: exact, start: $0).l1
    }
    expectClose(l1, [Double](repeating: l1[0], count: 4), relative: optimumTolerance)
  }

  @Test func constantsAndOffsets() throws {
    let constant = try ValueTable(values: [Double](repeating: -7, count: 16))
    let found = try AndOrExtraction(of: constant, noise: .none, method: exact)
    expectClose(found.l1, 7, relative: 1e-11)
    let zero = try ValueTable(values: [Double](repeating: 0, count: 16))
    #expect(try AndOrExtraction(of: zero, noise: .ofGrandEffect(0.04), method: exact).l1 == 0)
    // The empty coalition's value is an interaction of its own: 1000 more is 1000 more.
    let table = try fourTerms()
    let raised = try AndOrExtraction(
      of: try ValueTable(values: table.values.map { $0 + 1000 }), noise: .none, method: exact)
    expectClose(raised.l1, 1004, absolute: 1e-8)
  }

  @Test func faultsSayWhatIsAllowed() throws {
    let small = try ValueTable.random(playerCount: 2, seed: 1)
    let larger = try ValueTable.random(playerCount: 3, seed: 1)
    let large = try ValueTable(values: [Double](repeating: 0, count: 1 << 17))
    func fault(_ tables: [ValueTable], _ noise: AndOrExtraction.NoiseBound = .none) -> String? {
      do {
        _ = try AndOrExtraction.all(of: tables, noise: noise, method: exact)
        return nil
      } catch { return "\(error)" }
    }
    #expect(
      fault([large]) == "AND-OR extraction takes at most 16 players, not 17; choose fewer players")
    #expect(
      fault([small, larger])
        == "games extracted together must have equally many players, not 2 and 3")
    #expect(
      fault([small], .absolute(-1))
        == "the noise bound must be a finite number of at least 0, not -1.0")
    #expect(try AndOrExtraction.all(of: [], noise: .none, method: exact).isEmpty)
  }
}
