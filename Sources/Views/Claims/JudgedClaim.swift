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

    init(name: String, arm: Int?, value: Double) {
      self.name = name
      self.arm = arm
      number = value
    }

    var value: Value {
      ["unit": .text(name), "arm": arm.map { .integer($0) } ?? .null, "number": .number(number)]
    }
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
  /// The digest of the claim's text.
  public var claimHash: ContentHash
  /// The digest of the numbers judged.
  public var inputsHash: ContentHash

  /// The verdict.
  public var verdict: ClaimVerdict { judgement.verdict }

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
      "is_fault": .boolean(isFault), "units": .list(units.map(\.value)),
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
