import Foundation
import TestSupport
import Testing

/// `runexp report` of several studies, and what fills a README from them.
@Suite("reports of several studies")
struct ReportCollectionTests {
  /// The tiny study with a claim, and the same networks with their ends over the middle.
  @Test("two studies, one page")
  func ofTwoStudies() throws {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text + "\n" + Self.claim, to: "tiny.yaml")
    try scratch.write(Self.other, to: "other.yaml")
    for spec in ["tiny.yaml", "other.yaml"] {
      let run = try Program.run([spec], in: scratch.path)
      #expect(run.code == 0, "\(run.errors)")
    }
    try hasBoth(scratch)
    try printsTables(scratch)
    try tellsFaults(scratch)
  }

  private static let claim = """
    claims:
      as-accurate:
        says: the high model is as accurate as the normal one
        cite: "arXiv:2512.18607"
        effect: {of: accuracy.accuracy, where: {split: test, checkpoint: last}, contrast: [high, normal]}
        unit: seed
        within: 0.9
        min_units: 2
    """

  private static let other =
    TinyStudy.text.replacing("name: tiny", with: "name: other")
    .replacing("title: A study for tests", with: "title: Another study")
    .replacing(
      "figures:", with: "relate:\n  ends: {kind: ends-over-middle, of: strength}\nfigures:")
      + """

        ends: {preset: ends-over-middle, measure: ends}
      """

  private func hasBoth(_ scratch: ScratchFolder) throws {
    let report = try Program.run(
      ["report", "tiny", "other.yaml", "--title", "Both", "-o", "both.html"], in: scratch.path)
    #expect(report.code == 0 && report.errors == "", "\(report.errors)")
    #expect(
      report.output == """
        study  claims  reproduced  not reproduced  inconclusive  not evaluable  stale
        tiny        1           1               –             –              –      –
        other       0           –               –             –              –      –
        all         1           1               –             –              –      –
        report: both.html

        """)
    let page = try String(contentsOfFile: scratch.path + "/both.html", encoding: .utf8)
    #expect(page.contains("<h1>Both</h1>"))
    #expect(page.contains("2 studies make 1 claim. All "))
    #expect(
      page.contains("<a href=\"#tiny--claim-1\">the high model is as accurate as the normal one"))
    #expect(page.contains("id=\"tiny--figure-1-fig-strength-by-order-gpDot\""))
    #expect(page.contains("id=\"other--figure-1-fig-strength-by-order-gpDot\""))
    #expect(page.contains("<caption class=\"unseen\">Figure 2: ends as a table</caption>"))
    let ids = page.matches(of: /\sid="([^"]*)"/).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
    let again = try Program.run(
      ["report", "tiny", "other", "--title", "Both", "-o", "-"], in: scratch.path)
    #expect(again.output == page)
    let one = try Program.run(["report", "tiny", "--title", "One", "-o", "-"], in: scratch.path)
    #expect(one.output.contains("<h1>One</h1>") && one.output.contains("<title>One – tiny</title>"))
    let latex = try Program.run(
      ["report", "tiny", "other", "--latex", "all.tex"], in: scratch.path)
    #expect(latex.output == "tables: all.tex\n")
    let tables = try String(contentsOfFile: scratch.path + "/all.tex", encoding: .utf8)
    #expect(tables.contains("\\label{tab:tiny-claims}"))
    #expect(tables.contains("\\label{tab:other-results-ends}"))
  }

  /// A table a figure, to be copied.
  private func printsTables(_ scratch: ScratchFolder) throws {
    let tables = try Program.run(["figures", "other.yaml", "ends", "--md"], in: scratch.path)
    #expect(tables.code == 0 && tables.errors == "", "\(tables.errors)")
    let lines = tables.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first?.hasPrefix("**ends.** Low end: m/(n−2) ≤ 0.1;") == true)
    #expect(lines[2] == "| series | network | low end | high end | null | reading |")
    // Of six players the middle is two of four others: C(4, 2)^½ = √6.
    #expect(lines[4].hasPrefix("| normal | trained | ") && lines[4].contains(" | 2.45 | "))
    #expect(lines[5].hasPrefix("| high | trained | "))
    #expect(lines[6].hasPrefix("| all | untrained | "))
    #expect(lines.count == 9)
    let both = try Program.run(["figures", "other.yaml", "--md", "--json"], in: scratch.path)
    #expect(both.code == 2)
    #expect(
      both.errors.hasPrefix(
        "Error: --md prints tables alone: leave --check, --png and --json out\n"))
  }

  private func tellsFaults(_ scratch: ScratchFolder) throws {
    let before = try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted()
    let unknown = try Program.run(["report", "tiny", "othr"], in: scratch.path)
    #expect(unknown.code == 2 && unknown.output == "")
    #expect(
      unknown.errors == """
        error: there is no study `othr` in results
          did you mean `other`?
          studies in it: other, tiny

        """)
    let twice = try Program.run(["report", "tiny", "tiny.yaml"], in: scratch.path)
    #expect(twice.code == 2)
    #expect(
      twice.errors == """
        error: study `tiny` is named twice
          name each study once

        """)
    let none = try Program.run(["report"], in: scratch.path)
    #expect(none.code == 2)
    #expect(none.errors.hasPrefix("Error: Missing expected argument '<study|spec> ...'\n"))
    let after = try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted()
    #expect(after == before, "a fault leaves no page")
  }
}
