import Base
import TestSupport
import Testing

private let effects = [1.5, -0.5, 0.9, -0.4, 1.0]

private func judge(_ sample: ClaimSample, _ threshold: Claim.Threshold, level: Double = 0.95)
  -> ClaimJudgement
{
  ClaimInference.judge([ClaimQuestion(sample: sample, threshold: threshold, level: level)])[0]
}

private func shifted(by shift: Double) -> ClaimSample { .effects(effects.map { $0 + shift }) }

@Suite struct ClaimInferenceTests {
  /// The interval of these effects is 0.5 ± 1.114.
  @Test(
    arguments: [
      (2, Claim.Threshold.atLeast(0), ClaimVerdict.reproduced), (0, .atLeast(0), .inconclusive),
      (-2, .atLeast(0), .notReproduced), (-2, .atMost(0), .reproduced),
      (2, .atMost(0), .notReproduced), (0, .atMost(0), .inconclusive),
      (0, .within(2), .reproduced), (0, .within(1), .inconclusive),
      (0, .within(0.1), .inconclusive),
      (2, .within(1), .notReproduced), (-3, .within(1), .notReproduced),
      (0, .atLeast(-0.62), .reproduced), (0, .atLeast(-0.61), .inconclusive),
    ] as [(Double, Claim.Threshold, ClaimVerdict)])
  func theIntervalDecides(shift: Double, threshold: Claim.Threshold, verdict: ClaimVerdict) throws {
    let judgement = judge(shifted(by: shift), threshold)
    #expect(judgement.verdict == verdict)
    #expect(judgement.units == [5] && judgement.reason == nil)
    let inference = try #require(judgement.inference)
    #expect(inference.rawVerdict == verdict)
    expectClose(inference.interval.low, 0.5 + shift - 1.114045, absolute: 1e-5)
    expectClose(inference.interval.high, 0.5 + shift + 1.114045, absolute: 1e-5)
    #expect(inference.adjustedInterval == inference.interval && inference.adjustedLevel == 0.95)
    #expect((inference.furtherUnits != nil) == (verdict == .inconclusive))
  }

  @Test func pValuesAreThoseOfStudentsTest() throws {
    let inference = try #require(judge(.effects(effects), .atLeast(0)).inference)
    expectClose(inference.reproducedP, 0.14036056607198524, relative: 1e-11)
    expectClose(inference.notReproducedP, 1 - 0.14036056607198524, relative: 1e-11)
    expectClose(inference.p, 2 * 0.14036056607198524, relative: 1e-11)
    #expect(inference.adjustedP == inference.p)
  }

  @Test func armsAreComparedByWelch() throws {
    let first = effects.map { $0 + 3 }
    let second = [0.1, 0.4, -0.2, 0.3, 0.0, 0.2]
    let judgement = judge(.arms(first, second), .atLeast(1))
    #expect(judgement.verdict == .reproduced && judgement.units == [5, 6])
    #expect(
      judgement.inference?.estimate == MeanEstimate(welchDifferenceOf: first, minus: second))
    #expect(judge(.arms(second, first), .atLeast(1)).verdict == .notReproduced)
  }

  /// Solved by search with scipy's quantiles.
  @Test(arguments: [(0.05, 23), (0.05 / 3, 32)] as [(Double, Int)])
  func furtherUnitsForFourStudiesOfFive(alpha: Double, units: Int) {
    let judgement = judge(.effects(effects), .atLeast(0), level: 1 - alpha)
    #expect(judgement.inference?.furtherUnits == units)
  }

  @Test func nearTheThresholdManyMoreUnitsAreNeeded() {
    #expect(judge(.effects(effects), .atLeast(0.45)).inference?.furtherUnits == 2525)
    #expect(judge(.effects(effects), .atLeast(0.499)).inference?.furtherUnits == nil)
    let arms = judge(.arms(effects, effects.map { $0 - 1 }), .atLeast(0))
    // Two arms have twice the variance: 1.61/(5 + k) · 2.82² < 1 at about the normal quantiles.
    #expect(arms.inference?.furtherUnits == 9)
  }

  @Test func aFamilyIsJudgedByHolm() throws {
    // Alone each is reproduced; with p = 0.036 twice only the first of 3 clears α/3.
    let clear = ClaimSample.effects([2, 2.1, 1.9, 2.05, 1.95])
    let weak = shifted(by: 0.84)
    let family = [weak, clear, weak].map { ClaimQuestion(sample: $0, threshold: .atLeast(0)) }
    let judgements = ClaimInference.judge(family)
    #expect(judgements.map(\.verdict) == [.inconclusive, .reproduced, .inconclusive])
    let inferences = judgements.compactMap(\.inference)
    #expect(inferences.map(\.rawVerdict) == [.reproduced, .reproduced, .reproduced])
    // The third is stopped at the step of the first.
    expectClose(inferences.map(\.adjustedLevel), [0.975, 1 - 0.05 / 3, 0.975], absolute: 1e-15)
    #expect(inferences[0].adjustedInterval.low < 0 && inferences[0].interval.low > 0)
    #expect(inferences[1].adjustedInterval.low > 0)
    expectClose(inferences[2].adjustedP, 2 * inferences[0].p, relative: 1e-15)
  }

  @Test func theIntervalAtTheAdjustedLevelAlwaysAgreesWithTheVerdict() {
    var stream = RandomStream(seed: 11, purpose: "families")
    for _ in 0..<60 {
      let family = (0..<4).map { _ in
        let shift = 3 * stream.uniform()
        return ClaimQuestion(
          sample: .effects((0..<5).map { _ in stream.normal() + shift }), threshold: .atLeast(0.5))
      }
      for judgement in ClaimInference.judge(family) {
        let interval = judgement.inference?.adjustedInterval ?? Interval(0, 0)
        let byInterval: ClaimVerdict =
          interval.low > 0.5 ? .reproduced : interval.high < 0.5 ? .notReproduced : .inconclusive
        #expect(judgement.verdict == byInterval)
      }
    }
  }

  @Test(
    arguments: [
      (ClaimSample.effects([1, 2, 3, 4]), "4 units, fewer than the 5 needed", [4]),
      (.effects([1]), "1 unit, fewer than the 5 needed", [1]),
      (.effects([]), "0 units, fewer than the 5 needed", [0]),
      (.arms([1, 2, 3, 4, 5], [1, 2]), "2 units in an arm, fewer than the 5 needed", [5, 2]),
      (.effects([1, 2, .nan, 4, 5]), "the effect of a unit is nan", [5]),
      (.missing("cell seed=3 failed"), "cell seed=3 failed", []),
    ] as [(ClaimSample, String, [Int])])
  func withoutEvidenceNothingIsJudged(sample: ClaimSample, reason: String, units: [Int]) {
    let judgement = judge(sample, .atLeast(0))
    #expect(judgement.verdict == .notEvaluable && judgement.reason == reason)
    #expect(judgement.units == units && judgement.inference == nil)
  }

  @Test func oneUnitIsNeverEnough() {
    let question = ClaimQuestion(sample: .effects([9]), threshold: .atLeast(0), minimumUnits: 1)
    #expect(ClaimInference.judge([question])[0].reason == "1 unit, fewer than the 2 needed")
  }

  @Test func aClaimThatFailedStillCountsInTheFamily() throws {
    let weak = ClaimQuestion(sample: shifted(by: 0.84), threshold: .atLeast(0))
    let failed = ClaimQuestion(sample: .missing("no rows"), threshold: .atLeast(0))
    let judgements = ClaimInference.judge([failed, weak])
    #expect(judgements.map(\.verdict) == [.notEvaluable, .inconclusive])
    #expect(judgements[1].inference?.rawVerdict == .reproduced)
  }

  @Test func equalUnitsOnTheThresholdTellNothing() {
    let zeros = ClaimSample.effects([0, 0, 0, 0, 0])
    #expect(judge(zeros, .atLeast(0)).verdict == .inconclusive)
    #expect(judge(zeros, .atMost(0)).verdict == .inconclusive)
    #expect(judge(zeros, .within(0.01)).verdict == .reproduced)
    #expect(judge(zeros, .atLeast(0)).inference?.furtherUnits == nil)
  }

  @Test func verdictsAreSpelledForPeople() {
    #expect(
      ClaimVerdict.allCases.map(\.rawValue) == [
        "reproduced", "not-reproduced", "inconclusive", "not-evaluable", "stale",
      ])
  }
}

@Suite struct NullStudyTests {
  /// No effect, five seeds: 2.5 % is the design, 3.5 % the promise.
  @Test(arguments: [false, true])
  func nullStudiesAreRarelyReproduced(armsShareNoUnits: Bool) {
    var stream = RandomStream(seed: 12, purpose: "null studies")
    func numbers() -> [Double] { (0..<5).map { _ in stream.normal() } }
    var reproduced = 0
    for _ in 0..<2000 {
      let sample: ClaimSample =
        armsShareNoUnits ? .arms(numbers(), numbers()) : .effects(numbers())
      if judge(sample, .atLeast(0)).verdict == .reproduced { reproduced += 1 }
    }
    #expect(reproduced <= 70)
    // A test that never says yes would pass too.
    #expect(reproduced >= 20)
  }

  @Test func swappedArmsTurnAReproducedClaimIntoItsOpposite() {
    var stream = RandomStream(seed: 13, purpose: "swapped arms")
    var reproduced = 0
    for study in 0..<120 {
      let effect = 3 * stream.uniform()
      let first = (0..<5).map { _ in stream.normal() + effect }
      let second = (0..<6).map { _ in stream.normal() }
      let threshold = Claim.Threshold.atLeast(study.isMultiple(of: 2) ? 0 : 0.3)
      guard judge(.arms(first, second), threshold).verdict == .reproduced else { continue }
      reproduced += 1
      #expect(judge(.arms(second, first), threshold).verdict == .notReproduced)
      let paired = zip(first, second).map { $0 - $1 }
      if judge(.effects(paired), threshold).verdict == .reproduced {
        #expect(judge(.effects(paired.map { -$0 }), threshold).verdict == .notReproduced)
      }
    }
    #expect(reproduced > 20)
  }
}
