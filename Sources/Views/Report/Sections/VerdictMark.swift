import Base

/// A verdict as a shape and a word, so that it is told without colour.
enum VerdictMark {
  /// The word.
  static func word(_ verdict: ClaimVerdict) -> String {
    switch verdict {
    case .reproduced: "reproduced"
    case .notReproduced: "not reproduced"
    case .inconclusive: "inconclusive"
    case .notEvaluable: "not evaluable"
    case .stale: "stale"
    }
  }

  /// The word; of an exploratory study it says so.
  static func word(_ claim: ReportedClaim) -> String {
    let word = word(claim.verdict)
    return claim.isExploratory ? ClaimTable.exploratory(word) : word
  }

  /// Shape and word of a verdict.
  static func badge(_ claim: ReportedClaim) -> Markup { badge(claim, word(claim)) }

  /// Shape and word of a verdict that some claims have, their number before the word; nil where none
  /// has it.
  static func badge(_ verdict: ClaimVerdict, of claims: [ReportedClaim]) -> Markup? {
    let found = claims.filter { $0.verdict == verdict }
    return found.first.map { badge($0, "\(found.count) \(word($0))") }
  }

  /// How many claims got each verdict, in a row; nothing without claims.
  static func badges(_ claims: [ReportedClaim]) -> Markup {
    guard !claims.isEmpty else { return .nothing }
    let badges = ClaimVerdict.allCases.compactMap { verdict in
      badge(verdict, of: claims).map { Markup.tag("li", [:], $0) }
    }
    return .tag("ul", ["class": "badges", "aria-label": "Verdicts"], badges)
  }

  /// Said where the spec expects another verdict than this.
  static func expectation(_ claim: ReportedClaim) -> Markup {
    guard let expects = claim.expects, expects != claim.verdict.rawValue else { return .nothing }
    let word = ClaimVerdict(rawValue: expects).map(VerdictMark.word) ?? expects
    return .tag("span", ["class": "unexpected"], .text("expected: \(word)"))
  }

  private static func badge(_ claim: ReportedClaim, _ words: String) -> Markup {
    .tag(
      "span", ["class": "badge \(claim.verdict.rawValue)"], shape(claim.verdict), .text(words))
  }

  /// A check, a cross, a half disc, a dash or an arrow in a ring.
  private static func shape(_ verdict: ClaimVerdict) -> Markup {
    let path =
      switch verdict {
      case .reproduced: "M4.5 8.3l2.4 2.4 4.7-5.2"
      case .notReproduced: "M5 5l6 6M11 5l-6 6"
      case .inconclusive: "M8 2.2v11.6M8 2.2a5.8 5.8 0 0 1 0 11.6"
      case .notEvaluable: "M4.6 8h6.8"
      case .stale: "M8 4.4V8l2.6 1.8"
      }
    return .tag(
      "svg", ["viewBox": "0 0 16 16", "class": "shape", "aria-hidden": "true"],
      Drawing.dot("ring", 8, 8, radius: 7), .tag("path", ["d": path]))
  }
}
