import Base
import Foundation
import Store
import Testing

@testable import Views

@Suite("the page of several studies")
struct CollectionPageTests {
  /// Two studies with the same claims and figures under other names.
  private func collection(saying text: String = "plain") throws -> ReportCollection {
    let studies = try ["one", "one--two"].map { name in
      var contents = try ReportFixture.contents(
        saying: text, prefix: ReportCollection.prefix(of: name))
      contents.study = name
      contents.title = "\(text) of \(name)"
      return contents
    }
    return ReportCollection(title: text, studies: studies)
  }

  private func page(_ collection: ReportCollection) -> String {
    String(decoding: CollectionPage.bytes(of: collection), as: UTF8.self)
  }

  private func matches(_ pattern: String, in text: String) throws -> [String] {
    let expression = try NSRegularExpression(pattern: pattern)
    return expression.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap {
      Range($0.range(at: 1), in: text).map { String(text[$0]) }
    }
  }

  @Test("no two elements have the same id, and every reference has its element")
  func ids() throws {
    let page = page(try collection())
    let ids = try matches(" id=\"([^\"]*)\"", in: page)
    #expect(Set(ids).count == ids.count)
    let references =
      try matches("href=\"#([^\"]*)\"", in: page)
      + matches("aria-labelledby=\"([^\"]*)\"", in: page)
    #expect(references.count >= 28)
    #expect(Set(references).isSubset(of: Set(ids)))
    #expect(ids.contains("one--claim-1") && ids.contains("one--two--claim-1"))
    #expect(ids.contains("one--figure-1-p") && ids.contains("one--two--figure-1-p"))
  }

  @Test("no text of a person becomes markup", arguments: ReportPageTests.hostile)
  func escapes(_ text: String) throws {
    let page = page(try collection(saying: text))
    #expect(!page.contains("<script") && !page.contains("<img"))
    let plain = try matches("<([a-zA-Z0-9]+)", in: self.page(try collection()))
    #expect(try matches("<([a-zA-Z0-9]+)", in: page) == plain)
  }

  @Test("headings go down one level at a time below one title")
  func headings() throws {
    let levels = try matches("<h([1-6])", in: page(try collection())).compactMap { Int($0) }
    #expect(levels.first == 1 && levels.filter { $0 == 1 }.count == 1)
    // All claims, cost, and both studies.
    #expect(levels.filter { $0 == 2 }.count == 4)
    for (one, next) in zip(levels, levels.dropFirst()) { #expect(next <= one + 1) }
  }

  @Test("the table of all claims has every claim with a link to its numbers")
  func claims() throws {
    let collection = try collection()
    let page = page(collection)
    let tables = try matches("(?s)<table class=\"overview\">(.*?)</table>", in: page)
    let table = try #require(tables.first)
    #expect(try matches("<th scope=\"row\"(>)", in: table).count == 6)
    #expect(
      try matches("<a href=\"#([^\"]*)\"", in: table) == [
        "one--study", "one--claim-1", "one--claim-2", "one--claim-3", "one--two--study",
        "one--two--claim-1", "one--two--claim-2", "one--two--claim-3",
      ])
    #expect(table.contains("1 of 3 reproduced; 1 stage failed"))
    #expect(table.contains("<td class=\"n\">1.15<span class=\"count\">[1.01, 1.29]</span></td>"))
    #expect(table.contains("<td class=\"n\">≥ 0.5</td>"))
    #expect(
      collection.state
        == "2 studies make 6 claims. 4 of 6 stages of their plans finished. 2 stages failed."
        + " 4 verdicts are not what the spec expects.")
  }

  @Test("verdicts are counted for a terminal")
  func summary() throws {
    #expect(
      try collection().summary.lines == [
        "study     claims  reproduced  not reproduced  inconclusive  not evaluable  stale",
        "one            3           1               –             1              1      –",
        "one--two       3           1               –             1              1      –",
        "all            6           2               –             2              2      –",
      ])
  }

  @Test("studies that know nothing have a page too")
  func empty() throws {
    let page = page(
      ReportCollection(
        title: "Nothing yet",
        studies: [ReportContents(study: "a", title: "A"), ReportContents(study: "b", title: "B")]))
    #expect(page.contains("2 studies make 0 claims. All 0 stages of their plans finished."))
    #expect(!page.contains("<table class=\"overview\">"))
    let ids = Set(try matches(" id=\"([^\"]*)\"", in: page))
    #expect(Set(try matches("href=\"#([^\"]*)\"", in: page)).isSubset(of: ids))
    #expect(page.contains("<article class=\"study\" id=\"a--study\">"))
  }

  @Test("a table for people stands below its figure")
  func tables() throws {
    let table = TextTable(
      columns: [.init("series"), .init("x", .right)], rows: [["a|b", "-1"], ["<c>", "2"]])
    let section = FigureSection(figures: [ReportedFigure(name: "f", caption: "c", table: table)])
    let text = MarkupWriter.text(of: section.markup)
    #expect(text.contains("<caption class=\"unseen\">Figure 1: f as a table</caption>"))
    #expect(text.contains("<th scope=\"row\">a|b</th><td class=\"n\">−1</td>"))
    #expect(text.contains("<th scope=\"row\">&lt;c&gt;</th>"))
  }
}
