import Base

/// The claims of all studies in one table, each leading to the numbers behind it.
struct ClaimOverview {
  let collection: ReportCollection

  /// The section; nothing where no study makes a claim.
  var markup: Markup {
    guard !collection.claims.isEmpty else { return .nothing }
    let columns: [(name: String, style: String)] = [
      ("claim", ""), ("effect", "n"), ("needed", "n"), ("verdict", ""), ("made", ""),
    ]
    return .tag(
      "section", ["id": "claims"], .tag("h2", [:], "All claims"),
      .tag(
        "p", ["class": "about"],
        """
        The effect with its interval after Holm's adjustment for the claims of its study, beside what it \
        was to be. “Registered”: the claim was written down before there were numbers; “post hoc”: after.
        """),
      .tag(
        "table", ["class": "overview"],
        .tag("caption", ["class": "unseen"], "The claims of all studies with their verdicts"),
        .tag(
          "thead", [:],
          .tag(
            "tr", [:],
            columns.map { .tag("th", ["scope": "col", "class": $0.style], .text($0.name)) })),
        .group(collection.studies.map { group($0, columns.count) })))
  }

  /// A study's claims under its title.
  private func group(_ contents: ReportContents, _ columns: Int) -> Markup {
    let prefix = ReportCollection.prefix(of: contents.study)
    return .tag(
      "tbody", [:],
      .tag(
        "tr", [:],
        .tag(
          "th", ["scope": "rowgroup", "colspan": "\(columns)"],
          .tag("a", ["href": "#\(prefix)study"], .text(contents.title)),
          .tag("span", ["class": "tally"], .text(tally(contents))))),
      .group(
        contents.claims.enumerated().map { row($0.element, id: "\(prefix)claim-\($0.offset + 1)") })
    )
  }

  /// `6 of 9 reproduced`, and what failed.
  private func tally(_ contents: ReportContents) -> String {
    let reproduced = contents.claims.count { $0.verdict == .reproduced }
    let failed = contents.failures.count
    return
      (contents.claims.isEmpty
      ? "makes no claims" : "\(reproduced) of \(contents.claims.count) reproduced")
      + (failed > 0 ? "; \(Amounts.count(failed, "stage")) failed" : "")
  }

  /// Said where the spec expects another verdict than this, unless it is the one of most claims: to be
  /// reproduced.
  private func expectation(_ claim: ReportedClaim) -> Markup {
    claim.expects == ClaimVerdict.reproduced.rawValue ? .nothing : VerdictMark.expectation(claim)
  }

  private func row(_ claim: ReportedClaim, id: String) -> Markup {
    let source: Markup =
      claim.cite.map { cite in
        [" ", .tag("span", ["class": "source"], Citation(text: cite).markup)]
      } ?? .nothing
    return .tag(
      "tr", [:],
      .tag(
        "th", ["scope": "row"], .tag("a", ["href": "#\(id)"], .text(claim.says)),
        source),
      .tag(
        "td", ["class": "n"], .text(claim.estimate.map { claim.text($0) } ?? "–"),
        claim.adjustedInterval.map {
          .tag("span", ["class": "count"], .text(claim.text($0)))
        } ?? .nothing),
      .tag("td", ["class": "n"], .text(claim.needed ?? "–")),
      .tag("td", [:], VerdictMark.badge(claim), expectation(claim)),
      .tag("td", ["class": "about"], .text(claim.registration)))
  }
}
