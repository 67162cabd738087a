import Base
import Views

/// Claims and their verdicts in words and as JSON.
struct ClaimsText {
  /// The study's name.
  let study: String
  let standing: StandingClaims

  /// The table, what has to be noted, the self-test and the sentences.
  var lines: [String] {
    guard !standing.claims.isEmpty else { return ["\(study) makes no claims"] }
    return ClaimTable.table(standing.claims).lines + closing + [""] + sentences
  }

  /// The same in Markdown.
  var markdown: [String] {
    guard !standing.claims.isEmpty else { return ["\(study) makes no claims"] }
    return ClaimTable.table(standing.claims).markdown
      + closing.flatMap { ["", $0] } + [""] + sentences.map { "- \($0)" }
  }

  /// The same for scripts.
  var value: Value {
    let test = ClaimTable.selfTest(standing.claims)
    return [
      "schema": 1, "study": .text(study), "as_expected": .boolean(standing.areAsExpected),
      "self_test": test.map { .text($0) } ?? .null,
      "notes": .list(standing.notes.map { .text($0) }),
      "claims": .list(standing.claims.map(\.value)),
    ]
  }

  private var closing: [String] {
    let unexpected = standing.claims.filter { !$0.isAsExpected }
      .map { "\($0.claim.name): expected \($0.claim.expects.rawValue)" }
    return standing.notes + unexpected
      + [ClaimTable.selfTest(standing.claims)].compactMap(\.self)
  }

  private var sentences: [String] {
    standing.claims.map { judged in
      "\(judged.claim.name): \(judged.claim.says)" + (judged.claim.cite.map { " (\($0))" } ?? "")
    }
  }
}
