import Base
import Store

/// A claim with its verdict, the numbers behind it, and whether it was made before them.
public struct JudgedClaim: Sendable, Hashable {
  /// One unit of inference.
  public struct Unit: Sendable, Hashable {
    /// Such as `seed=3`.
    public var name: String
    /// 1 or 2 where the arms share no units; else nil.
    public var arm: Int?
    /// The effect, or the arm's number.
    public var number: Double
    /// How many recorded numbers it was made from.
    public var samples: Int

    init(name: String, arm: Int?, value: Double, samples: Int = 1) {
      self.name = name
      self.arm = arm
      number = value
      self.samples = samples
    }

    init(_ number: UnitNumber, arm: Int?) {
      self.init(name: number.unit, arm: arm, value: number.value, samples: number.samples)
    }

    /// What a verdict depends on.
    var judgedOn: Value {
      ["unit": .text(name), "arm": arm.map { .integer($0) } ?? .null, "number": .number(number)]
    }

    var value: Value { .map((judgedOn.map ?? [:]).merging(["samples": .integer(samples)]) { $1 }) }
  }

  /// The claim.
  public var claim: Claim
  /// The verdict and what it rests on, adjusted for the study's family of claims.
  public var judgement: ClaimJudgement
  /// Whether its text was there before its data; nil when it was never registered.
  public var registration: ClaimRegistration?
  /// The units.
  public var units: [Unit]
  /// Whether the claim itself is at fault: it does not say which number it means.
  public var isFault: Bool
  /// What became of the verdict with the contrast's arms swapped; nil where that tells nothing: no
  /// contrast, a claim of equality, a claim that is not reproduced.
  public var armSwap: ArmSwap?
  /// When it was judged on which numbers, oldest first, this time included.
  public var looks: [ClaimLook] = []
  /// The digest of the claim's text.
  public var claimHash: ContentHash
  /// The digest of the numbers judged.
  public var inputsHash: ContentHash

  /// The verdict.
  public var verdict: ClaimVerdict { judgement.verdict }

  /// What is counted as independent, and the numbers behind it.
  public var inferenceUnit: InferenceUnit {
    InferenceUnit(
      claim.unit, count: Set(units.map(\.name)).count,
      samples: units.map(\.samples).reduce(0, +))
  }

  /// `registered`, `post hoc` … and, where it was judged on other numbers before, how often, and
  /// whether units were added since the first time.
  public var history: String {
    let registration = registration?.description ?? "not registered"
    guard looks.count > 1, let first = looks.first, let last = looks.last else {
      return registration
    }
    let extended =
      last.units > first.units ? "n extended \(first.units) → \(last.units), " : ""
    return "\(registration), \(extended)look \(looks.count)"
  }

  /// Whether the verdict is what the spec expects.
  public var isAsExpected: Bool { verdict.rawValue == claim.expects.rawValue }

  /// All of it as JSON, for the run's file and for `--json`.
  public var value: Value {
    let inference = judgement.inference
    func number(_ value: Double?) -> Value { value.map { .number($0) } ?? .null }
    func pair(_ interval: Interval?) -> Value {
      interval.map { .list([.number($0.low), .number($0.high)]) } ?? .null
    }
    return [
      "claim": claim.value, "claim_hash": .text(claimHash.hex),
      "inputs_hash": .text(inputsHash.hex), "verdict": .text(verdict.rawValue),
      "registration": .text(registration?.description ?? "not registered"),
      "estimate": number(inference?.estimate.value), "interval": pair(inference?.interval),
      "adjusted_interval": pair(inference?.adjustedInterval),
      "adjusted_level": number(inference?.adjustedLevel), "p": number(inference?.p),
      "adjusted_p": number(inference?.adjustedP),
      "raw_verdict": inference.map { .text($0.rawVerdict.rawValue) } ?? .null,
      "further_units": inference?.furtherUnits.map { .integer($0) } ?? .null,
      "reason": judgement.reason.map { .text($0) } ?? .null,
      "is_fault": .boolean(isFault), "self_test": .text(armSwap?.rawValue ?? "not applicable"),
      "looks": .list(looks.map(\.value)),
      "unit_of_inference": [
        "unit": .text(claim.unit), "count": .integer(inferenceUnit.count),
        "samples": .integer(inferenceUnit.samples),
      ],
      "units": .list(units.map(\.value)),
    ]
  }

  /// The verdict as the store keeps it.
  public func record(at time: Double, run: String?) -> VerdictRecord {
    let inference = judgement.inference
    return VerdictRecord(
      name: claim.name, claimHash: claimHash, inputsHash: inputsHash, judgedAt: time, run: run,
      verdict: verdict.rawValue, registration: registration?.description ?? "not registered",
      estimate: inference?.estimate.value, low: inference?.adjustedInterval.low,
      high: inference?.adjustedInterval.high, p: inference?.p, adjustedP: inference?.adjustedP,
      units: judgement.units.min() ?? 0, document: value)
  }
}
