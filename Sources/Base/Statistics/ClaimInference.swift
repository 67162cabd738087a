/// Judges the claims of a study by confidence intervals, as one family.
public enum ClaimInference {
  /// The most further units proposed for an inconclusive claim.
  public static let mostFurtherUnits = 10_000
  /// The chance with which the further units proposed would settle the claim.
  static let settlingChance = 0.8

  /// The judgements of all claims of one family, in the order given.
  ///
  /// A claim that cannot be evaluated still counts in the family, at p = 1: dropping a failed
  /// claim must not make the others easier. A direction is decided by the two-sided p-value, so
  /// each direction's error is half of 1 − level (2.5 % at 0.95); for `within` that is stricter
  /// than the usual two one-sided tests at 5 %.
  public static func judge(_ family: [ClaimQuestion]) -> [ClaimJudgement] {
    let evidence = family.map(Evidence.init)
    let holm = HolmAdjustment(evidence.map { $0.test?.p ?? 1 })
    return family.indices.map { index in
      let question = family[index]
      guard let test = evidence[index].test else {
        return ClaimJudgement(
          verdict: .notEvaluable, units: evidence[index].units, inference: nil,
          reason: evidence[index].reason)
      }
      let alpha = 1 - question.level
      let multiplier = Double(holm.multiplier(of: index, alpha: alpha))
      let verdict = test.verdict(p: holm.pValues[index], alpha: alpha)
      let inference = ClaimJudgement.Inference(
        estimate: test.estimate, interval: test.estimate.interval(level: question.level),
        adjustedInterval: test.estimate.interval(level: 1 - alpha / multiplier),
        adjustedLevel: 1 - alpha / multiplier, reproducedP: test.reproduced,
        notReproducedP: test.notReproduced, p: test.p, adjustedP: holm.pValues[index],
        rawVerdict: test.verdict(p: test.p, alpha: alpha),
        furtherUnits: verdict == .inconclusive
          ? furtherUnits(for: question, test.estimate, alpha: alpha / multiplier) : nil)
      return ClaimJudgement(
        verdict: verdict, units: evidence[index].units, inference: inference, reason: nil)
    }
  }

  /// The least number of further units (in each arm) with which the interval would clear the
  /// threshold in four studies of five, if the estimate and the spread are the truth.
  private static func furtherUnits(
    for question: ClaimQuestion, _ estimate: MeanEstimate, alpha: Double
  ) -> Int? {
    let distance: Double
    switch question.threshold {
    case .atLeast(let threshold), .atMost(let threshold):
      distance = abs(estimate.value - threshold)
    case .within(let margin): distance = abs(abs(estimate.value) - margin)
    }
    guard distance > 0, let larger = extended(question.sample) else { return nil }
    func settles(_ further: Int, _ quantile: (MeanEstimate, Double) -> Double) -> Bool {
      let estimate = larger(Double(further))
      let reach = quantile(estimate, settlingChance) - quantile(estimate, alpha / 2)
      return distance > reach * estimate.standardError
    }
    func normal(_ estimate: MeanEstimate, _ probability: Double) -> Double {
      NormalDistribution.quantile(probability)
    }
    func student(_ estimate: MeanEstimate, _ probability: Double) -> Double {
      StudentT(degreesOfFreedom: estimate.degreesOfFreedom).quantile(probability)
    }
    // Student's t reaches further than the normal distribution, so the normal answer is never
    // too large; it is cheap, and only a few steps short.
    guard settles(mostFurtherUnits, normal) else { return nil }
    var tooFew = 0
    var further = mostFurtherUnits
    while further - tooFew > 1 {
      let middle = (tooFew + further) / 2
      if settles(middle, normal) { further = middle } else { tooFew = middle }
    }
    while further <= mostFurtherUnits, !settles(further, student) { further += 1 }
    return further <= mostFurtherUnits ? further : nil
  }

  /// The estimate (of 0) that more units (in each arm) of the same spread would give.
  private static func extended(_ sample: ClaimSample) -> ((Double) -> MeanEstimate)? {
    switch sample {
    case .effects(let effects):
      guard let variance = Statistics.variance(effects) else { return nil }
      let count = Double(effects.count)
      return { further in
        MeanEstimate(
          value: 0, standardError: (variance / (count + further)).squareRoot(),
          degreesOfFreedom: count + further - 1)
      }
    case .arms(let first, let second):
      guard let firstVariance = Statistics.variance(first),
        let secondVariance = Statistics.variance(second)
      else { return nil }
      let counts = (Double(first.count), Double(second.count))
      return { further in
        MeanEstimate(
          difference: 0, variances: (firstVariance, secondVariance),
          counts: (counts.0 + further, counts.1 + further))
      }
    case .missing: return nil
    }
  }

  /// What one claim's numbers say before the family is looked at.
  private struct Evidence {
    var units: [Int]
    var test: Test?
    var reason: String?

    init(_ question: ClaimQuestion) {
      switch question.sample {
      case .missing(let reason):
        units = []
        self.reason = reason
        return
      case .effects(let effects): units = [effects.count]
      case .arms(let first, let second): units = [first.count, second.count]
      }
      reason = Self.obstacle(question, units: units)
      guard reason == nil else { return }
      let estimate: MeanEstimate?
      switch question.sample {
      case .effects(let effects): estimate = MeanEstimate(meanOf: effects)
      case .arms(let first, let second):
        estimate = MeanEstimate(welchDifferenceOf: first, minus: second)
      case .missing: estimate = nil
      }
      test = estimate.map { Test($0, question.threshold) }
    }

    private static func obstacle(_ question: ClaimQuestion, units: [Int]) -> String? {
      // One unit has no spread, whatever the spec allows.
      let minimum = max(2, question.minimumUnits)
      let fewest = units.min() ?? 0
      if fewest < minimum {
        let arm = units.count > 1 ? " in an arm" : ""
        return "\(fewest) unit\(fewest == 1 ? "" : "s")\(arm), fewer than the \(minimum) needed"
      }
      let numbers: [Double]
      switch question.sample {
      case .effects(let effects): numbers = effects
      case .arms(let first, let second): numbers = first + second
      case .missing: numbers = []
      }
      return numbers.first { !$0.isFinite }.map { "the effect of a unit is \($0)" }
    }
  }

  /// The one-sided tests of one claim.
  private struct Test {
    var estimate: MeanEstimate
    var reproduced: Double
    var notReproduced: Double

    init(_ estimate: MeanEstimate, _ threshold: Claim.Threshold) {
      self.estimate = estimate
      switch threshold {
      case .atLeast(let threshold):
        reproduced = estimate.pValue(above: threshold)
        notReproduced = estimate.pValue(below: threshold)
      case .atMost(let threshold):
        reproduced = estimate.pValue(below: threshold)
        notReproduced = estimate.pValue(above: threshold)
      case .within(let margin):
        reproduced = estimate.pValue(within: margin)
        notReproduced = estimate.pValue(outside: margin)
      }
    }

    var p: Double { min(1, 2 * min(reproduced, notReproduced)) }

    func verdict(p: Double, alpha: Double) -> ClaimVerdict {
      guard p <= alpha else { return .inconclusive }
      return reproduced < notReproduced ? .reproduced : .notReproduced
    }
  }
}
