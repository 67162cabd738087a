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
        "p", ["class": "verdict"], VerdictMark.badge(claim), .code(claim.name),
        .tag("span", [:], .text(history(claim))), VerdictMark.expectation(claim),
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

  /// Whether the claim was there before its data, and how often it was judged on other numbers.
  private func history(_ claim: ReportedClaim) -> String {
    guard claim.looks.count > 1, let first = claim.looks.first, let last = claim.looks.last else {
      return claim.registration
    }
    let extended = last > first ? ", \(first) → \(last) units" : ""
    return "\(claim.registration), look \(claim.looks.count)\(extended)"
  }

  private func numbers(_ claim: ReportedClaim) -> Markup {
    func text(_ text: String?) -> Markup { text.map { .text($0) } ?? .nothing }
    return .facts([
      ("effect", text(claim.estimate.map { claim.text($0) })),
      ("needed", text(claim.needed.map { $0 + (claim.thresholdFrom.map { " (\($0))" } ?? "") })),
      (
        claim.level.map { "\(Self.percent($0)) interval" } ?? "interval",
        text(claim.interval.map { claim.text($0) })
      ),
      (
        claim.adjustedLevel.map { "Holm, \(Self.percent($0))" } ?? "Holm",
        text(claim.adjustedInterval.map { claim.text($0) })
      ),
      ("p", text(claim.p.map(ShownNumber.probability))),
      ("p, Holm", text(claim.adjustedP.map(ShownNumber.probability))),
      (
        "alone it would be",
        text(claim.rawVerdict.flatMap { $0 == claim.verdict ? nil : VerdictMark.word($0) })
      ),
      (
        "arms swapped",
        text(
          claim.selfTest.map {
            $0 == "passed" ? "not reproduced, as it must be" : "reproduced too: it cannot fail"
          })
      ),
      ("to settle it", text(claim.furtherUnits.map { "about \(Amounts.count($0, "more unit"))" })),
    ])
  }

  private func units(_ claim: ReportedClaim) -> Markup {
    let measured = claim.effect.map { Markup.tag("p", ["class": "about"], "Effect: ", .code($0)) }
    guard !claim.units.isEmpty else { return measured ?? .nothing }
    let noun = claim.unit ?? "unit"
    let count = Set(claim.units.map(\.name)).count
    let samples = claim.samples.flatMap { $0 > claim.units.count ? $0 : nil }
    return .folded(
      "The numbers of \(Amounts.count(count, noun))"
        + (samples.map { ", made from \(Amounts.grouped($0)) recorded ones" } ?? ""),
      measured ?? .nothing, unitTable(claim, noun))
  }

  /// Few units side by side, which takes little room on paper too; many below each other.
  private func unitTable(_ claim: ReportedClaim, _ noun: String) -> Markup {
    func number(_ unit: ReportedClaim.Unit) -> Markup {
      .text(ShownNumber.typeset(ShownNumber.long(unit.number)))
    }
    let caption = "Numbers of \(claim.name) by \(noun)"
    let hasArms = claim.units.contains { $0.arm != nil }
    guard hasArms || claim.units.count > Self.fewUnits else {
      return .table(
        caption, columns: [("", false)] + claim.units.map { ($0.name, true) },
        rows: [["effect"] + claim.units.map(number)])
    }
    return .table(
      caption,
      columns: [(noun, false)] + (hasArms ? [("arm", true)] : [])
        + [(hasArms ? "number" : "effect", true)],
      rows: claim.units.map { unit in
        [.text(unit.name)] + (hasArms ? [.text(unit.arm.map(String.init) ?? "")] : [])
          + [number(unit)]
      })
  }

  private static let fewUnits = 6

  /// `95 %`, `99.44 %`.
  private static func percent(_ level: Double) -> String {
    let percent = (level * 10_000).rounded() / 100
    return "\(Int(exactly: percent).map(String.init) ?? "\(percent)") %"
  }
}
