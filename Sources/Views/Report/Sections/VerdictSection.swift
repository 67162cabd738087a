import Base

/// The claims, each with its verdict and the numbers behind it.
struct VerdictSection {
  let claims: [ReportedClaim]

  /// The section; nothing without claims.
  var markup: Markup {
    guard !claims.isEmpty else { return .nothing }
    return .tag(
      "section", ["id": "verdicts"], .tag("h2", [:], "Verdicts"),
      .tag("p", ["class": "about"], .text(about)),
      .group(claims.enumerated().map { claim($0.element, number: $0.offset + 1) }))
  }

  private var about: String {
    let family =
      claims.count == 1
      ? "There is one claim."
      : "The \(claims.count) claims are one family: verdicts rest on Holm-adjusted intervals."
    return family
      + " Thick line: the interval at the claim's own level; thin line: after Holm's adjustment; shaded:"
      + " where the effect has to lie; small dots: the units."
  }

  private func claim(_ claim: ReportedClaim, number: Int) -> Markup {
    .tag(
      "article", ["class": "claim", "id": "claim-\(number)"],
      .tag(
        "p", ["class": "verdict"], VerdictMark.badge(claim.verdict), .code(claim.name),
        .tag("span", [:], .text(claim.registration)), expectation(claim),
        claim.cite.map { .tag("span", ["class": "source"], Citation(text: $0).markup) }
          ?? .nothing),
      .tag("h3", [:], .text(claim.says)),
      claim.reason.map { .tag("p", ["class": "reason"], .text("Not evaluable: \($0).")) }
        ?? .nothing,
      .tag(
        "div", ["class": "evidence"],
        IntervalChart(claim: claim).picture(id: "claim-\(number)-chart"), numbers(claim)),
      units(claim))
  }

  /// Said where the spec expects another verdict than this.
  private func expectation(_ claim: ReportedClaim) -> Markup {
    guard let expects = claim.expects, expects != claim.verdict.rawValue else { return .nothing }
    let word = ClaimVerdict(rawValue: expects).map(VerdictMark.word) ?? expects
    return .tag("span", ["class": "unexpected"], .text("expected: \(word)"))
  }

  private func numbers(_ claim: ReportedClaim) -> Markup {
    func text(_ text: String?) -> Markup { text.map { .text(ShownNumber.typeset($0)) } ?? .nothing }
    let needed = claim.threshold.map(ClaimTable.needed)
    return .facts([
      ("effect", text(claim.estimate.map(ShownNumber.text))),
      ("needed", text(needed.map { $0 + (claim.thresholdFrom.map { " (\($0))" } ?? "") })),
      (
        claim.level.map { "\(Self.percent($0)) interval" } ?? "interval",
        text(claim.interval.map(Self.text))
      ),
      (
        claim.adjustedLevel.map { "Holm, \(Self.percent($0))" } ?? "Holm",
        text(claim.adjustedInterval.map(Self.text))
      ),
      ("p", text(claim.p.map(ShownNumber.probability))),
      ("p, Holm", text(claim.adjustedP.map(ShownNumber.probability))),
      (
        "alone it would be",
        text(claim.rawVerdict.flatMap { $0 == claim.verdict ? nil : VerdictMark.word($0) })
      ),
      ("to settle it", text(claim.furtherUnits.map { "about \(Amounts.count($0, "more unit"))" })),
    ])
  }

  private func units(_ claim: ReportedClaim) -> Markup {
    let measured = claim.effect.map { Markup.tag("p", ["class": "about"], "Effect: ", .code($0)) }
    guard !claim.units.isEmpty else { return measured ?? .nothing }
    let hasArms = claim.units.contains { $0.arm != nil }
    let noun = claim.unit ?? "unit"
    return .folded(
      "The numbers of \(Amounts.count(claim.units.count, noun))", measured ?? .nothing,
      .table(
        "Numbers of \(claim.name) by \(noun)",
        columns: [(noun, false)] + (hasArms ? [("arm", true)] : [])
          + [(hasArms ? "number" : "effect", true)],
        rows: claim.units.map { unit in
          [.text(unit.name)] + (hasArms ? [.text(unit.arm.map(String.init) ?? "")] : [])
            + [.text(ShownNumber.typeset(ShownNumber.long(unit.number)))]
        }))
  }

  private static func text(_ interval: Interval) -> String {
    "[\(ShownNumber.text(interval.low)), \(ShownNumber.text(interval.high))]"
  }

  /// `95 %`, `99.44 %`.
  private static func percent(_ level: Double) -> String {
    let percent = (level * 10_000).rounded() / 100
    return "\(Int(exactly: percent).map(String.init) ?? "\(percent)") %"
  }
}
