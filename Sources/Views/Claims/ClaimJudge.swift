import Base
import Store

/// Judges a study's claims, as one family, on the rows of its current plan.
public struct ClaimJudge: Sendable {
  /// The study's rows.
  public let queries: StudyQueries

  /// Makes a judge.
  public init(queries: StudyQueries) { self.queries = queries }

  /// The verdicts as of `time`, in the order given; `kept` are those of earlier runs.
  ///
  /// A claim that names no single number per unit is not evaluable and marked as a fault; it does
  /// not keep the others from being judged, and counts in their family.
  public func judge(
    _ claims: [Claim], registrations: [String: ClaimRegistration] = [:],
    kept: [VerdictRecord] = [], at time: Double = 0
  ) throws -> [JudgedClaim] {
    let numbers = try claims.map { try ClaimNumbers.of($0, queries: queries) }
    let family = zip(claims, numbers).map { claim, numbers in
      ClaimQuestion(
        sample: numbers.sample, threshold: claim.threshold, level: claim.level,
        minimumUnits: claim.minimumUnits)
    }
    let judgements = ClaimInference.judge(family)
    let records = Dictionary(kept.map { ($0.name, $0) }, uniquingKeysWith: { _, last in last })
    return claims.indices.map { index in
      let claim = claims[index]
      let hash = numbers[index].hash
      return JudgedClaim(
        claim: claim, judgement: judgements[index],
        registration: claim.isExploratory ? .exploratory : registrations[claim.name],
        units: numbers[index].units, isFault: numbers[index].isFault,
        armSwap: ArmSwap(
          of: index, in: family, judgements: judgements, swapped: numbers[index].swapped),
        looks: ClaimLook.all(
          since: records[claim.name], on: hash, judgements[index], at: time),
        claimHash: claim.hash, inputsHash: hash)
    }
  }

  /// The verdicts kept earlier, `stale` where the claim's text or its numbers changed since.
  ///
  /// A claim never judged is left out; nothing is judged here.
  public func standing(_ claims: [Claim], kept: [VerdictRecord]) throws
    -> [(record: VerdictRecord, verdict: ClaimVerdict)]
  {
    let records = Dictionary(kept.map { ($0.name, $0) }, uniquingKeysWith: { _, last in last })
    return try claims.compactMap { claim in
      guard let record = records[claim.name] else { return nil }
      let numbers = try ClaimNumbers.of(claim, queries: queries)
      let isStale = record.claimHash != claim.hash || record.inputsHash != numbers.hash
      let verdict = isStale ? .stale : ClaimVerdict(rawValue: record.verdict) ?? .stale
      return (record, verdict)
    }
  }
}

extension JudgedClaim {
  /// This claim when it is stale: its measurement, as the spec has it now, is not what the store's
  /// rows are of.
  public func stale(because reason: String) -> JudgedClaim {
    var judged = self
    judged.judgement.verdict = .stale
    judged.judgement.reason = reason
    judged.armSwap = nil
    return judged
  }
}

extension Claim {
  /// The digest of the registered text.
  var hash: ContentHash { ContentHash(of: registeredText.text.utf8) }
}
