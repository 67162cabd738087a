import Foundation
import Testing

@testable import Views

@Suite("the page of a report")
struct ReportPageTests {
  private func page(_ contents: ReportContents) -> String {
    String(decoding: ReportPage.bytes(of: contents), as: UTF8.self)
  }

  private func matches(_ pattern: String, in text: String) throws -> [String] {
    let expression = try NSRegularExpression(pattern: pattern)
    return expression.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap {
      Range($0.range(at: 1), in: text).map { String(text[$0]) }
    }
  }

  static let hostile = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "]]></style></svg><script>",
    "</pre></code></details></title>", "' onload='x", "Möbius ≤ 交互 🙂 \u{202E}",
  ]

  @Test("no text of a person becomes markup", arguments: hostile)
  func escapes(_ text: String) throws {
    let page = page(try ReportFixture.contents(saying: text))
    #expect(!page.contains("<script"))
    #expect(!page.contains("<img"))
    #expect(page.components(separatedBy: "</style>").count == 2)
    let plain = try matches("<([a-zA-Z]+)", in: self.page(try ReportFixture.contents()))
    #expect(try matches("<([a-zA-Z]+)", in: page) == plain, "other elements than of a plain text")
  }

  @Test("no two elements have the same id, and every reference has its element")
  func ids() throws {
    let page = page(try ReportFixture.contents())
    let ids = try matches(" id=\"([^\"]*)\"", in: page)
    #expect(Set(ids).count == ids.count)
    let references =
      try matches("href=\"#([^\"]*)\"", in: page)
      + matches("aria-labelledby=\"([^\"]*)\"", in: page)
    #expect(references.count >= 18)
    #expect(Set(references).isSubset(of: Set(ids)))
  }

  @Test("nothing is loaded from outside: addresses are links to papers, data or places in the page")
  func addresses() throws {
    let page = page(try ReportFixture.contents())
    #expect(try matches("<(?!a )[^>]*(src=|href=\"(?!#))", in: page) == [])
    for address in try matches("<a [^>]*href=\"([^\"#][^\"]*)\"", in: page) {
      #expect(address.hasPrefix("https://arxiv.org/") || address.hasPrefix("data:"))
    }
    #expect(try matches("url\\(([^#)])", in: page) == [])
    #expect(
      page.contains(
        "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none';"
          + " form-action 'none'\""))
  }

  @Test("the same contents give the same bytes")
  func deterministic() throws {
    let contents = try ReportFixture.contents()
    #expect(ReportPage.bytes(of: contents) == ReportPage.bytes(of: contents))
  }

  @Test("headings go down one level at a time, and the contents name every section")
  func headings() throws {
    let page = page(try ReportFixture.contents())
    let levels = try matches("<h([1-6])", in: page).compactMap { Int($0) }
    #expect(levels.first == 1 && levels.filter { $0 == 1 }.count == 1)
    for (one, next) in zip(levels, levels.dropFirst()) { #expect(next <= one + 1) }
    #expect(
      try matches("<section id=\"([^\"]*)\"", in: page)
        == matches("<li><a href=\"#([^\"]*)\"", in: page))
  }

  @Test("the state of the study in a few sentences")
  func state() throws {
    #expect(
      HeaderSection(contents: try ReportFixture.contents()).state
        == "1 run of 4 cells (2 variants × 2 seeds). 2 of 3 stages of the plan finished. 1 stage failed,"
        + " and 1 that need them were not run. 1 excluded. The last run ended 2026-11-18 11:10:00 UTC"
        + " (failed).")
  }

  @Test("a study of which nothing is known has a page too")
  func empty() throws {
    let page = page(ReportContents(study: "s", title: "Nothing yet"))
    #expect(try matches("<section id=\"([^\"]*)\"", in: page) == ["failures"])
    #expect(page.contains("0 runs of 0 cells. No stage is planned yet."))
  }

  @Test("a claim shows its intervals, its units and what would settle it")
  func claims() throws {
    let page = page(try ReportFixture.contents(saying: "low orders win"))
    #expect(
      page.contains("Effect 1.15, interval 1.01 to 1.29 after Holm's adjustment; needed ≥ 0.5"))
    #expect(page.contains("<dt>to settle it</dt>"))
    #expect(page.contains("Not evaluable: no rows of third."))
    #expect(page.contains("The numbers of 5 seeds"))
    #expect(page.contains("<dd>not reproduced, as it must be</dd>"))
    #expect(page.contains("registered, look 2, 3 → 5 units"))
  }
}
