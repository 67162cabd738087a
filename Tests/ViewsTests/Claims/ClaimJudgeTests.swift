import Base
import Store
import TestSupport
import Testing

@testable import Views

@Suite struct ClaimJudgeTests {
  /// Interval ends by hand from t(.975, 4) = 2.7764451051977987.
  static let tolerance = 1e-12

  static func claim(
    _ name: String = "c", of metric: String = "J", where filters: [Claim.Filter] = [order(0)],
    contrast: [String]? = ["low", "high"], paired: Bool = true,
    threshold: Claim.Threshold = .atLeast(0), minimumUnits: Int = 5, unit: String = "seed"
  ) -> Claim {
    Claim(
      name: name, says: "s",
      effect: .quantity(
        measure: "strength", metric: metric, filters: filters,
        contrast: contrast.map {
          .init(dimension: "variant", first: [.text($0[0])], second: [.text($0[1])])
        }), unit: unit, paired: paired, threshold: threshold, minimumUnits: minimumUnits)
  }

  static func order(_ orders: Int...) -> Claim.Filter {
    Claim.Filter(dimension: "context_order", values: orders.map { .integer($0) })
  }

  static let last = Claim.Filter(dimension: "checkpoint", values: ["last"])

  /// J at order 0 by variant and seed; at order 1 it is 10.
  static func study(_ numbers: [String: [Double?]], epochs: [Int] = [20]) throws -> StudyFixture {
    let fixture = try StudyFixture()
    for (variant, numbers) in numbers.sorted(by: { $0.key < $1.key }) {
      for (seed, number) in numbers.enumerated() {
        try fixture.plan(variant: variant, seed: seed, epochs: epochs)
        guard let number else { continue }
        for epoch in epochs {
          // Only the last epoch has the number; earlier ones would change the verdict.
          let value = epoch == epochs.last ? number : -100
          try fixture.collect(
            epoch: epoch,
            [
              MetricRow(name: "J", value: value, contextOrder: 0, exact: true),
              MetricRow(name: "J", value: 10, contextOrder: 1, exact: true),
              MetricRow(name: "J", value: 77, sample: 1, contextOrder: 0, exact: true),
            ])
        }
      }
    }
    return fixture
  }

  static func judge(_ claim: Claim, _ fixture: StudyFixture) throws -> JudgedClaim {
    let judged = try ClaimJudge(queries: fixture.queries()).judge([claim])
    return try #require(judged.first)
  }

  static let apart: [String: [Double?]] = ["low": [3, 4, 5, 6, 7], "high": [1, 2, 2.5, 4, 4.5]]

  @Test(arguments: [
    (Claim.Threshold.atLeast(0), ClaimVerdict.reproduced), (.atLeast(9), .notReproduced),
    (.atLeast(2), .inconclusive), (.atMost(9), .reproduced), (.atMost(0), .notReproduced),
    (.within(9), .reproduced), (.within(0.5), .notReproduced), (.within(2.2), .inconclusive),
  ])
  func theIntervalDecides(_ threshold: Claim.Threshold, _ verdict: ClaimVerdict) throws {
    let judged = try Self.judge(Self.claim(threshold: threshold), Self.study(Self.apart))
    #expect(judged.verdict == verdict)
  }

  /// A relation is planned at no epoch; its rows say which they are of.
  @Test func theLastEpochOfARelationIsThatOfItsRows() throws {
    let fixture = try StudyFixture()
    for seed in 0..<5 {
      try fixture.plan(seed: seed, epochs: [nil])
      try fixture.collect(
        epoch: nil,
        [(0, -100.0), (20, Double(seed) + 1), (5, -100)].map { epoch, value in
          MetricRow(name: "J", value: value, checkpoint: epoch, contextOrder: 0, exact: true)
        })
    }
    let judged = try Self.judge(
      Self.claim(where: [Self.order(0), Self.last], contrast: nil), fixture)
    #expect(judged.units.map(\.number) == [1, 2, 3, 4, 5])
  }

  /// Differences 2, 2, 2.5, 2, 2.5: mean 2.2, sd √0.075.
  @Test func numbersAreThoseOfPairedSeeds() throws {
    let judged = try Self.judge(Self.claim(), Self.study(Self.apart))
    #expect(judged.units.map(\.name) == ["seed=0", "seed=1", "seed=2", "seed=3", "seed=4"])
    #expect(judged.units.map(\.number) == [2, 2, 2.5, 2, 2.5])
    let inference = try #require(judged.judgement.inference)
    expectClose(inference.estimate.value, 2.2, relative: Self.tolerance)
    let half = 2.7764451051977987 * (0.075 / 5).squareRoot()
    expectClose(inference.interval.low, 2.2 - half, relative: Self.tolerance)
    expectClose(inference.interval.high, 2.2 + half, relative: Self.tolerance)
  }

  @Test func armsThatShareNoUnitsKeepTheirOwn() throws {
    let judged = try Self.judge(Self.claim(paired: false), Self.study(Self.apart))
    #expect(judged.judgement.units == [5, 5])
    #expect(judged.units.map(\.arm) == [1, 1, 1, 1, 1, 2, 2, 2, 2, 2])
    #expect(judged.verdict == .inconclusive)
    #expect(try #require(judged.judgement.inference?.furtherUnits) > 0)
  }

  @Test func severalValuesOfAFilterAreAveraged() throws {
    let claim = Self.claim(where: [Self.order(0, 1)], contrast: nil)
    let fixture = try Self.study(["low": [3, 4, 5, 6, 7]])
    #expect(try Self.judge(claim, fixture).units.map(\.number) == [6.5, 7, 7.5, 8, 8.5])
  }

  @Test func lastIsThePlansLastEpoch() throws {
    let fixture = try Self.study(Self.apart, epochs: [0, 20])
    let judged = try Self.judge(Self.claim(where: [Self.order(0), Self.last]), fixture)
    #expect(judged.verdict == .reproduced)
    let failed = try Self.study(["low": [1, 1, 1, 1, 1]], epochs: [0, 20])
    try failed.plan(variant: "low", seed: 5, epochs: [0, 20])
    try failed.collect(epoch: 0, [MetricRow(name: "J", value: 1, contextOrder: 0, exact: true)])
    let claim = Self.claim(where: [Self.order(0), Self.last], contrast: nil)
    #expect(
      try Self.judge(claim, failed).judgement.reason
        == "no row of strength.J at seed=5, context_order=0, checkpoint=last")
  }

  @Test(arguments: [
    (
      claim(), ["low": [1, 2, nil, 4, 5], "high": [1, 2, 3, 4, 5]] as [String: [Double?]],
      "no row of strength.J at seed=2, context_order=0, variant=low", false
    ),
    (claim(), ["low": [1, 2], "high": [1, 2]], "2 units, fewer than the 5 needed", false),
    (claim(), ["low": [1, 2]], "no cell with variant=high", false),
    (
      claim(), ["low": [1, 2], "high": [3]],
      "seed=1 is in one arm only; say `paired: false` if arms share no units", false
    ),
    (
      claim(where: []), ["low": [1], "high": [1]],
      "2 rows of strength.J at seed=0, variant=low, not one; fix `context_order` in `where`, or name it in `reduce`",
      true
    ),
    (
      claim(contrast: nil), ["low": [1], "high": [1]],
      "2 rows of strength.J at seed=0, context_order=0, not one; fix `variant` in `where`, or name it in `reduce`",
      true
    ),
    (claim(of: "Jx"), ["low": [1]], "no metric of `strength` `Jx`; did you mean `J`?", true),
    (
      claim(where: [.init(dimension: "context_ordr", values: [0])]), ["low": [1], "high": [1]],
      "no dimension `context_ordr`; did you mean `context_order`?", true
    ),
    (
      claim(unit: "training.batch"), ["low": [1], "high": [1]],
      "unit `training.batch` is not swept: cell `variant=low,seed=0` has none", true
    ),
  ])
  func whatCannotBeJudgedSaysWhy(
    _ claim: Claim, _ numbers: [String: [Double?]], _ reason: String, _ isFault: Bool
  ) throws {
    let judged = try Self.judge(claim, Self.study(numbers))
    #expect(judged.verdict == .notEvaluable)
    #expect(judged.judgement.reason == reason)
    #expect(judged.isFault == isFault)
  }

  @Test func nothingMeasuredIsNotEvaluable() throws {
    let judged = try Self.judge(Self.claim(), Self.study(["low": [nil], "high": [nil]]))
    #expect(judged.judgement.reason == "no rows of strength.J")
    #expect(!judged.isFault)
  }

  @Test(arguments: [
    (
      "SELECT seed, avg(value) FROM metrics WHERE context_order = 0 AND sample IS NULL GROUP BY 1",
      nil, false
    ),
    (
      "SELECT seed FROM metrics", "the query gives 1 columns, not two: the unit, then its number",
      true
    ),
    ("SELECT seed, value FROM metrics", "the query gives several rows for unit `0`, not one", true),
    ("SELECT 1, NULL", "the number of unit `1` is NULL", false),
    ("SELECT 1, 'x'", "`x` of unit `1` is not a number", true),
    ("SELECT 1, 2 WHERE 0", "the query gives no rows", false),
    ("DELETE FROM metric", "the query would write; only reading is allowed here", true),
    ("PRAGMA user_version", "PRAGMA is not allowed in a query; write one SELECT", true),
  ])
  func aQueryGivesOneNumberAUnit(_ sql: String, _ reason: String?, _ isFault: Bool) throws {
    let claim = Claim(name: "q", says: "s", effect: .sql(sql), threshold: .atLeast(0))
    let judged = try Self.judge(claim, Self.study(Self.apart))
    #expect(judged.judgement.reason == reason)
    #expect(judged.isFault == isFault)
    #expect(judged.verdict == (reason == nil ? .reproduced : .notEvaluable))
  }

  @Test func claimsAreOneFamily() throws {
    let fixture = try Self.study(Self.apart)
    let claims = [Self.claim("a"), Self.claim("b", of: "absent")]
    let judged = try ClaimJudge(queries: fixture.queries()).judge(claims)
    let inference = try #require(judged[0].judgement.inference)
    expectClose(inference.adjustedP, 2 * inference.p, relative: Self.tolerance)
    #expect(judged[1].verdict == .notEvaluable)
  }

  @Test func swappingTheArmsTurnsAVerdictIntoItsOpposite() throws {
    let fixture = try Self.study(Self.apart)
    let swapped = Self.claim(contrast: ["high", "low"])
    #expect(try Self.judge(Self.claim(), fixture).verdict == .reproduced)
    #expect(try Self.judge(swapped, fixture).verdict == .notReproduced)
  }

  /// Each seed has samples 0.5, 1 and 3 above its number.
  @Test(
    arguments: [(.mean, 1.5), (.median, 1), (.iqm, 1.5)] as [(Claim.Reduction, Double)])
  func samplesOfAUnitAreReduced(_ reduction: Claim.Reduction, _ shift: Double) throws {
    let fixture = try StudyFixture()
    for (seed, number) in [3.0, 4, 5, 6, 7].enumerated() {
      try fixture.plan(variant: "low", seed: seed)
      try fixture.collect(
        [0.5, 1, 3].enumerated().map { sample, more in
          MetricRow(
            name: "J", value: number + more, sample: Int64(sample), contextOrder: 0, exact: true)
        })
    }
    var claim = Self.claim(contrast: nil)
    claim.reducers = [Claim.Reducer("sample", reduction)]
    let judged = try Self.judge(claim, fixture)
    expectClose(
      judged.units.map(\.number), [3, 4, 5, 6, 7].map { $0 + shift }, relative: Self.tolerance)
    #expect(judged.inferenceUnit.description == "5 seeds (15 samples)")
    #expect(judged.value["unit_of_inference"] == ["unit": "seed", "count": 5, "samples": 15])
  }

  /// First over the orders of a sample, then over samples.
  @Test func reducersWorkInTheirOrder() throws {
    let fixture = try StudyFixture()
    try fixture.plan(variant: "low", seed: 0)
    try fixture.collect(StudyFixture.strengths([[0, 0, 9], [1, 2, 3], [4, 4, 4]], name: "J"))
    let inner = Claim.Reducer("context_order", .mean)
    let outer = Claim.Reducer("sample", .median)
    var claim = Self.claim(where: [], contrast: nil, minimumUnits: 2)
    claim.reducers = [inner, outer]
    #expect(try Self.judge(claim, fixture).units.map(\.number) == [3])
    claim.reducers = [Claim.Reducer("sample", .median), inner]
    #expect(try Self.judge(claim, fixture).units.map(\.number) == [7.0 / 3])
    claim.reducers = [Claim.Reducer("sample", .median)]
    let judged = try Self.judge(claim, fixture)
    #expect(judged.isFault)
    #expect(
      judged.judgement.reason
        == "3 rows of strength.J at seed=0, sample=0, not one; fix `context_order` in `where`, or"
        + " name it in `reduce`")
  }

  @Test(
    arguments: [
      (claim(), ArmSwap.passed), (claim(threshold: .atLeast(-9)), .cannotFail),
      (claim(threshold: .atMost(9)), .cannotFail), (claim(threshold: .within(9)), nil),
      (claim(threshold: .atLeast(9)), nil),
      (claim(paired: false, threshold: .atLeast(-9)), .cannotFail),
    ] as [(Claim, ArmSwap?)])
  func aClaimThatHoldsWithItsArmsSwappedCannotFail(_ claim: Claim, _ expected: ArmSwap?) throws {
    let judged = try Self.judge(claim, Self.study(Self.apart))
    #expect(judged.armSwap == expected)
    #expect(judged.value["self_test"]?.text == expected?.rawValue ?? "not applicable")
    let tells = expected.map { "self-test: \($0 == .passed ? 1 : 0) of 1 reproduced contrasts" }
    #expect(
      ClaimTable.selfTest([judged])
        == tells.map { $0 + " are not reproduced with their arms swapped" })
    #expect(
      ClaimTable.notes([judged])
        == (expected == .cannotFail
          ? [
            "c: cannot fail: it is reproduced with its arms swapped too; raise the threshold, or"
              + " say `within` if the arms are to be alike"
          ] : []))
  }

  @Test func looksAreCountedWhereNumbersChange() throws {
    let fixture = try Self.study(Self.apart)
    func judge(at time: Double) throws -> JudgedClaim {
      let judged = try ClaimJudge(queries: fixture.queries()).judge(
        [Self.claim()], registrations: ["c": .registered],
        kept: fixture.store.verdicts(study: "study"), at: time)
      try fixture.store.record([judged[0].record(at: time, run: nil)], study: "study")
      return judged[0]
    }
    #expect(try judge(at: 1).history == "registered")
    #expect(try judge(at: 2).looks == [ClaimLook(at: 1, units: 5, verdict: "reproduced")])
    for variant in ["low", "high"] {
      try fixture.plan(variant: variant, seed: 5)
      try fixture.collect([
        MetricRow(name: "J", value: variant == "low" ? 9 : 6, contextOrder: 0, exact: true)
      ])
    }
    let extended = try judge(at: 3)
    #expect(extended.history == "registered, n extended 5 → 6, look 2")
    #expect(
      extended.looks == [
        ClaimLook(at: 1, units: 5, verdict: "reproduced"),
        ClaimLook(at: 3, units: 6, verdict: "reproduced"),
      ])
    #expect(try judge(at: 4).looks == extended.looks)
  }

  @Test func faultsAreNamedWithTheirPlace() throws {
    let judged = try Self.judge(Self.claim(where: []), Self.study(Self.apart))
    #expect(
      ClaimTable.notes([judged], places: ["c": "s.yaml:4:3"]) == [
        "s.yaml:4:3: error: c: 2 rows of strength.J at seed=0, variant=low, not one; fix"
          + " `context_order` in `where`, or name it in `reduce`"
      ])
  }

  @Test func aClaimThatNeedsReducersIsRegisteredWithThem() {
    var claim = Self.claim()
    #expect(claim.value["reduce"] == nil)
    claim.reducers = [Claim.Reducer("sample", .iqm)]
    #expect(claim.value["reduce"] == [["dimension": "sample", "by": "iqm"]])
  }

  @Test func aVerdictKeptGoesStaleWithItsNumbersOrItsText() throws {
    let fixture = try Self.study(Self.apart)
    let judged = try Self.judge(Self.claim(), fixture)
    try fixture.store.record([judged.record(at: 1, run: "r")], study: "study")
    func verdict(_ claim: Claim) throws -> ClaimVerdict? {
      try ClaimJudge(queries: fixture.queries())
        .standing([claim], kept: fixture.store.verdicts(study: "study")).first?.verdict
    }
    #expect(try verdict(Self.claim()) == .reproduced)
    #expect(try verdict(Self.claim("unknown")) == nil)
    #expect(try verdict(Self.claim(threshold: .atLeast(1))) == .stale)
    for variant in ["low", "high"] {
      try fixture.plan(variant: variant, seed: 5)
      try fixture.collect([MetricRow(name: "J", value: 1, contextOrder: 0, exact: true)])
    }
    #expect(try verdict(Self.claim()) == .stale)
  }

  @Test func registrationComesWithTheVerdict() throws {
    let fixture = try Self.study(Self.apart)
    let claim = Self.claim()
    let registrations = try fixture.store.register(
      [claim.registeredText], study: "study", at: 1)
    let judged = try ClaimJudge(queries: fixture.queries())
      .judge([claim], registrations: registrations)
    #expect(judged[0].registration == .postHoc)
    #expect(judged[0].value["registration"] == "post hoc")
    #expect(judged[0].value["verdict"] == "reproduced")
    #expect(judged[0].isAsExpected)
    try fixture.store.record([judged[0].record(at: 1, run: nil)], study: "study")
    let kept = try #require(try fixture.store.verdicts(study: "study").first)
    #expect(kept == judged[0].record(at: 1, run: nil))
  }
}
