import Base
import Store

/// The verdicts of a study as a table.
public enum ClaimTable {
  /// One row a claim: verdict, effect with its interval, p-values, units, registration.
  public static func table(_ claims: [JudgedClaim]) -> TextTable {
    TextTable(
      columns: [
        .init("claim"), .init("verdict"), .init("effect", .right), .init("interval (Holm)", .right),
        .init("needed"), .init("p", .right), .init("p (Holm)", .right), .init("units", .right),
        .init("made"),
      ],
      rows: claims.map { judged in
        let inference = judged.judgement.inference
        return [
          judged.claim.name, verdict(judged.judgement),
          inference.map { ShownNumber.text($0.estimate.value) } ?? "–",
          inference.map {
            "[\(ShownNumber.text($0.adjustedInterval.low)),"
              + " \(ShownNumber.text($0.adjustedInterval.high))]"
          } ?? "–",
          needed(judged.claim.threshold),
          inference.map { ShownNumber.probability($0.p) } ?? "–",
          inference.map { ShownNumber.probability($0.adjustedP) } ?? "–",
          judged.judgement.units.map(String.init).joined(separator: "+"),
          judged.registration?.description ?? "not registered",
        ]
      })
  }

  /// One line for each claim that is not evaluable: its name and what stands in its way.
  public static func notes(_ claims: [JudgedClaim]) -> [String] {
    claims.compactMap { judged in judged.judgement.reason.map { "\(judged.claim.name): \($0)" } }
  }

  /// The verdict in words, with what would settle it.
  public static func verdict(_ judgement: ClaimJudgement) -> String {
    switch judgement.verdict {
    case .reproduced: "reproduced"
    case .notReproduced: "not reproduced"
    case .stale: "stale"
    case .inconclusive:
      judgement.inference?.furtherUnits.map {
        "inconclusive (about \($0) more unit\($0 == 1 ? "" : "s"))"
      }
        ?? "inconclusive"
    case .notEvaluable: "not evaluable"
    }
  }

  /// What the effect is held against.
  static func needed(_ threshold: Claim.Threshold) -> String {
    switch threshold {
    case .atLeast(let number): "≥ \(ShownNumber.text(number))"
    case .atMost(let number): "≤ \(ShownNumber.text(number))"
    case .within(let number): "within ±\(ShownNumber.text(number))"
    }
  }
}
