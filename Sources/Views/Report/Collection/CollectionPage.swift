import Base
import Store

/// The report of several studies: all verdicts on top, then each study.
///
/// The bytes are a function of the collection alone.
public enum CollectionPage {
  /// The page.
  public static func bytes(of collection: ReportCollection) -> [UInt8] {
    let studies = collection.studies.map { contents in
      (contents, ReportCollection.prefix(of: contents.study))
    }
    let claims = ClaimOverview(collection: collection).markup
    return ReportDocument(
      title: collection.title, style: ReportStyle.text + CollectionStyle.text,
      entries: (claims.isNothing ? [] : [ReportDocument.Entry(id: "claims", title: "All claims")])
        + [ReportDocument.Entry(id: "cost", title: "Cost")]
        + studies.map { ReportDocument.Entry(id: $1 + "study", title: $0.title) },
      main: [
        head(collection), claims, CostOverview(studies: collection.studies).markup,
        .group(studies.map { study($0).nested($1) }), foot(collection),
      ]
    ).bytes
  }

  private static func head(_ collection: ReportCollection) -> Markup {
    .tag(
      "header", ["class": "top"], .tag("h1", [:], .text(collection.title)),
      .tag("p", ["class": "lead"], .text(collection.state)),
      VerdictMark.badges(collection.claims))
  }

  /// A study as it is on a page of its own: verdicts and figures open, the rest to be opened.
  private static func study(_ contents: ReportContents) -> Markup {
    let trouble = contents.troubles.isEmpty && contents.origin.exclusions.isEmpty
    return .tag(
      "article", ["class": "study", "id": "study"], HeaderSection(contents: contents).markup,
      VerdictSection(claims: contents.claims).markup,
      FigureSection(figures: contents.figures).markup,
      trouble ? .nothing : TroubleSection(contents: contents).markup,
      NoteSection(annotations: contents.annotations).markup,
      folded(
        "Results by variant, training curves",
        [
          ResultSection(results: contents.results).markup,
          TrainingSection(training: contents.training).markup,
        ]),
      folded(
        "Cost, runs, provenance, spec",
        [
          CostSection(stages: contents.stages).markup, RunSection(runs: contents.runs).markup,
          ProvenanceSection(contents: contents).markup, SpecSection(contents: contents).markup,
        ]))
  }

  private static func folded(_ summary: String, _ sections: [Markup]) -> Markup {
    let sections = Markup.group(sections)
    return sections.isNothing ? .nothing : .folded(summary, sections)
  }

  private static func foot(_ collection: ReportCollection) -> Markup {
    let time = collection.studies.compactMap(\.lastSign).max()
    return .tag(
      "footer", [:],
      .tag(
        "p", [:],
        .text(
          "Made by runexp from the results of"
            + " \(Amounts.count(collection.studies.count, "study", "studies"))"
            + "\(time.map { " as of \(DateText.text($0))" } ?? "").")))
  }
}
