import Base
import Store

/// Judges a study's claims, as one family, on the rows of its current plan.
public struct ClaimJudge: Sendable {
  /// The study's rows.
  public let queries: StudyQueries

  /// Makes a judge.
  public init(queries: StudyQueries) { self.queries = queries }

  /// The verdicts, in the order given.
  ///
  /// A claim that names no single number per unit is not evaluable and marked as a fault; it does
  /// not keep the others from being judged, and counts in their family.
  public func judge(
    _ claims: [Claim], registrations: [String: ClaimRegistration] = [:]
  ) throws -> [JudgedClaim] {
    let numbers = try claims.map { try ClaimNumbers.of($0, queries: queries) }
    let judgements = ClaimInference.judge(
      zip(claims, numbers).map { claim, numbers in
        ClaimQuestion(
          sample: numbers.sample, threshold: claim.threshold, level: claim.level,
          minimumUnits: claim.minimumUnits)
      })
    return claims.indices.map { index in
      let claim = claims[index]
      return JudgedClaim(
        claim: claim, judgement: judgements[index], registration: registrations[claim.name],
        units: numbers[index].units, isFault: numbers[index].isFault, claimHash: claim.hash,
        inputsHash: numbers[index].hash)
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

extension Claim {
  /// The digest of the registered text.
  var hash: ContentHash { ContentHash(of: registeredText.text.utf8) }
}
