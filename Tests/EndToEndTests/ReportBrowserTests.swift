import Foundation
import TestSupport
import Testing

/// A report as a browser shows it.
@Suite("reports in a browser", .enabled(if: Browser.isExpected, "there is no Chromium in PATH"))
struct ReportBrowserTests {
  private func expectSound(
    _ visit: Browser.Visit, _ sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(visit.document.hasSuffix("</html>\n"), sourceLocation: sourceLocation)
    #expect(visit.console == [], sourceLocation: sourceLocation)
    #expect(visit.requests == [], sourceLocation: sourceLocation)
  }

  @Test("complaints and requests of a page are seen")
  func control() throws {
    let scratch = try ScratchFolder()
    try scratch.write(
      """
      <!DOCTYPE html>
      <img src="http://example.org/x.png"><script>console.error("oops")</script>
      <div style="width:2000px">wide</div><svg role="img" style="width:0"></svg>
      """, to: "bad.html")
    let visit = try Browser.visit("bad.html", width: 390, in: scratch)
    #expect(visit.console.count == 1 && visit.console[0].contains("oops"), "\(visit.console)")
    #expect(visit.requests == ["http://example.org/x.png"])
  }

  @Test("a study's report: nothing loaded, no complaint, every picture there, no page too wide")
  func tiny() throws {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text, to: "tiny.yaml")
    #expect(try Program.run(["tiny.yaml"], in: scratch.path).code == 0)
    #expect(try Program.run(["report", "tiny", "-o", "page.html"], in: scratch.path).code == 0)
    expectSound(try Browser.visit("page.html", width: 1280, in: scratch))
    // A figure, loss and accuracy by epoch, the graph.
    try expectFits("page.html", width: 1280, pictures: 4, in: scratch)
    try expectFits("page.html", width: 390, isDark: true, pictures: 4, in: scratch)
  }

  @Test("a report of two studies, one of which failed")
  func collection() throws {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text, to: "tiny.yaml")
    try scratch.write(
      "runexp: 1\nname: three\nnoop: {count: 3, shape: chain, bytes: 10, failing: [1]}\n",
      to: "three.yaml")
    #expect(try Program.run(["tiny.yaml"], in: scratch.path).code == 0)
    #expect(try Program.run(["three.yaml"], in: scratch.path).code == 1)
    #expect(
      try Program.run(["report", "tiny", "three", "-o", "page.html"], in: scratch.path).code == 0)
    expectSound(try Browser.visit("page.html", width: 1280, in: scratch))
    // A figure; loss and accuracy by epoch are folded away and have no size.
    try expectFits("page.html", width: 1280, pictures: 1, in: scratch)
    try expectFits("page.html", width: 390, isDark: true, pictures: 1, in: scratch)
  }

  @Test("a report of failures and hostile words")
  func failures() throws {
    let scratch = try ScratchFolder()
    let title = "<script>console.error(1)</script>" + String(repeating: "very-long-", count: 30)
    try scratch.write(
      """
      runexp: 1
      name: three
      title: "\(title)"
      noop: {count: 3, shape: chain, bytes: 10, failing: [1]}
      """, to: "three.yaml")
    #expect(try Program.run(["three.yaml"], in: scratch.path).code == 1)
    #expect(try Program.run(["report", "three", "-o", "page.html"], in: scratch.path).code == 0)
    expectSound(try Browser.visit("page.html", width: 390, in: scratch))
    try expectFits("page.html", width: 390, pictures: 1, in: scratch)
  }

  private func expectFits(
    _ page: String, width: Int, isDark: Bool = false, pictures count: Int, in scratch: ScratchFolder
  ) throws {
    let measured = try Browser.measure(page, width: width, isDark: isDark, in: scratch).measured
    #expect(measured["window"] as? Int == width)
    #expect(measured["page"] as? Int == width, "the page scrolls sideways")
    #expect(measured["wide"] as? [String] == [])
    let pictures = try #require(measured["pictures"] as? [[Int]])
    #expect(pictures.count == count)
    #expect(pictures.allSatisfy { $0.allSatisfy { $0 > 20 } }, "\(pictures)")
    let paper = try #require(measured["paper"] as? Double)
    let ink = try #require(measured["ink"] as? Double)
    #expect(isDark ? paper < 60 && ink > 180 : paper > 230 && ink < 80)
  }
}
