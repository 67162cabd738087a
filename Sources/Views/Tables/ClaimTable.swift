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
          judged.claim.name, verdict(judged),
          inference.map { ShownNumber.text($0.estimate.value) } ?? "–",
          inference.map {
            "[\(ShownNumber.text($0.adjustedInterval.low)),"
              + " \(ShownNumber.text($0.adjustedInterval.high))]"
          } ?? "–",
          needed(judged.claim.threshold),
          inference.map { ShownNumber.probability($0.p) } ?? "–",
          inference.map { ShownNumber.probability($0.adjustedP) } ?? "–",
          units(judged), judged.history,
        ]
      })
  }

  /// One line for each claim that is not evaluable – what stands in its way, and where it is to be
  /// mended if the claim itself is at fault – or that cannot fail.
  ///
  /// `places` tells where each claim stands, such as `study.yaml:40:3`.
  public static func notes(_ claims: [JudgedClaim], places: [String: String] = [:]) -> [String] {
    claims.flatMap { judged -> [String] in
      let name = judged.claim.name
      var lines: [String] = []
      if let reason = judged.judgement.reason {
        let place = judged.isFault ? places[name].map { "\($0): error: " } ?? "" : ""
        lines.append("\(place)\(name): \(reason)")
      }
      if judged.armSwap == .cannotFail {
        lines.append(
          "\(name): cannot fail: it is reproduced with its arms swapped too; raise the threshold,"
            + " or say `within` if the arms are to be alike")
      }
      return lines
    }
  }

  /// What swapping the arms of the reproduced claims showed; nil where none has arms.
  public static func selfTest(_ claims: [JudgedClaim]) -> String? {
    let tested = claims.compactMap(\.armSwap)
    guard !tested.isEmpty else { return nil }
    let passed = tested.count { $0 == .passed }
    return "self-test: \(passed) of \(tested.count) reproduced contrasts"
      + " are not reproduced with their arms swapped"
  }

  /// `5 seeds`, or `5 + 4 seeds` of two arms.
  private static func units(_ judged: JudgedClaim) -> String {
    let counts = judged.judgement.units.map(String.init).joined(separator: " + ")
    guard !counts.isEmpty else { return "–" }
    let unit = judged.claim.unit
    return unit.allSatisfy(\.isLetter)
      ? "\(counts) \(unit)\(judged.judgement.units == [1] ? "" : "s")" : "\(counts) of \(unit)"
  }

  /// The verdict in words, with what would settle it; of an exploratory study it says so.
  static func verdict(_ judged: JudgedClaim) -> String {
    let word = verdict(judged.judgement)
    return judged.claim.isExploratory ? exploratory(word) : word
  }

  /// `reproduced (exploratory)`: a verdict that confirms nothing.
  public static func exploratory(_ verdict: String) -> String {
    "\(verdict) (\(ClaimRegistration.exploratoryWord))"
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

  private static func needed(_ threshold: Claim.Threshold) -> String {
    switch threshold {
    case .atLeast(let number): "≥ \(ShownNumber.text(number))"
    case .atMost(let number): "≤ \(ShownNumber.text(number))"
    case .within(let number): "within ±\(ShownNumber.text(number))"
    }
  }
}
