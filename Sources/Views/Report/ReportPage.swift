import Base

/// The report of a study: one HTML page with everything in it.
///
/// The bytes are a function of the contents alone.
public enum ReportPage {
  /// The page.
  public static func bytes(of contents: ReportContents) -> [UInt8] {
    let sections = sections(of: contents).filter { !$0.markup.isNothing }
    return ReportDocument(
      title: "\(contents.title) – \(contents.study)", style: ReportStyle.text,
      entries: sections.map { ReportDocument.Entry(id: $0.id, title: $0.title) },
      main: [
        HeaderSection(contents: contents).markup, .group(sections.map(\.markup)), foot(contents),
      ]
    ).bytes
  }

  /// The sections in their order, by the id of their element.
  private static func sections(of contents: ReportContents) -> [(
    id: String, title: String, markup: Markup
  )] {
    [
      ("verdicts", "Verdicts", VerdictSection(claims: contents.claims).markup),
      ("figures", "Figures", FigureSection(figures: contents.figures).markup),
      ("results", "Results", ResultSection(results: contents.results).markup),
      ("training", "Training", TrainingSection(training: contents.training).markup),
      ("failures", "Failures", TroubleSection(contents: contents).markup),
      ("notes", "Notes", NoteSection(annotations: contents.annotations).markup),
      ("graph", "Stages", GraphSection(contents: contents).markup),
      ("cost", "Cost", CostSection(stages: contents.stages).markup),
      ("runs", "Runs", RunSection(runs: contents.runs).markup),
      ("provenance", "Provenance", ProvenanceSection(contents: contents).markup),
      ("spec", "Spec", SpecSection(contents: contents).markup),
    ]
  }

  /// As of when: the store's own time, so that the same store gives the same page.
  private static func foot(_ contents: ReportContents) -> Markup {
    let time = contents.lastSign.map { " as of \(DateText.text($0))" }
    return .tag(
      "footer", [:],
      .tag(
        "p", [:], "Made by runexp from the results of ", .code(contents.study),
        .text("\(time ?? "").")))
  }
}
