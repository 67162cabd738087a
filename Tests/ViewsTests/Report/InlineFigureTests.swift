import Testing

@testable import Views

@Suite("figures inside a page")
struct InlineFigureTests {
  private func inside(_ svg: String) throws -> String {
    try InlineFigure(Array(svg.utf8), prefix: "f1-").inside
  }

  @Test("every id and every reference to one gets the figure's prefix")
  func prefixes() throws {
    let written = try inside(
      """
      <?xml version="1.0"?>
      <svg viewBox="0 0 10 20" xmlns:xlink="x"><defs><circle id='gpDot' r='0.5'/><clipPath id="c"/></defs>
      <use xlink:href='#gpDot'/><g clip-path="url(#c)" style="fill:url('#c')" class="page"/></svg>
      """)
    #expect(
      written == """
        <defs><circle id="f1-gpDot" r="0.5"/><clipPath id="f1-c"/></defs>
        <use xlink:href="#f1-gpDot"/><g clip-path="url(#f1-c)" style="fill:url(#f1-c)"/>
        """)
  }

  @Test("what runs or loads is left out with all it holds")
  func leavesOut() throws {
    let written = try inside(
      """
      <svg viewBox="0 0 1 1"><title>T</title><metadata><a id="x">m</a></metadata>\
      <script>alert(1)</script><style>@import url(http://x)</style><foreignObject><p>p</p></foreignObject>\
      <g onclick="x()" fill="url(http://x/#a)"><text>a &lt; b</text></g>\
      <image href="http://x/y.png"/><image href="data:image/png;base64,AA=="/></svg>
      """)
    #expect(
      written == """
        <g><text>a &lt; b</text></g><image/><image href="data:image/png;base64,AA=="/>
        """)
  }

  @Test("an attribute cannot end early in a page")
  func quotes() throws {
    #expect(
      try inside("<svg viewBox='0 0 1 1'><g a='\"><script>'/></svg>")
        == "<g a=\"&quot;>&lt;script>\"/>")
  }

  @Test("a picture takes its size from the viewBox and is called by its title")
  func picture() throws {
    let figure = try InlineFigure(
      Array("<svg width='5' viewBox='0 0 10 20'><g/></svg>".utf8), prefix: "f-")
    #expect(
      MarkupWriter.text(of: figure.markup(title: "a \"b\"", id: "t")) == """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 20" role="img" aria-labelledby="t">\
        <title id="t">a "b"</title>
        <g/></svg>

        """)
  }

  @Test(
    "files that are no SVG are refused",
    arguments: [
      ("", "it has no viewBox"),
      ("<html></html>", "its outermost element is `html`, not one `svg`"),
      ("<svg><g/></svg>", "it has no viewBox"),
      ("<svg viewBox='0 0 0 1'></svg>", "`0 0 0 1` is no viewBox"),
      ("<svg viewBox='0 0 1 1'><g></svg>", "`</svg>` closes nothing"),
      ("<svg viewBox='0 0 1 1'><g>", "element `g` is not closed"),
      ("<svg viewBox='0 0 1 1'><g x=1/></svg>", "attribute `x` of `g` is not quoted"),
      ("<svg viewBox='0 0 1 1'><g x/></svg>", "an attribute of `g` has no value"),
      ("<svg viewBox='0 0 1 1'", "it ends inside `svg`"),
      (
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg viewBox='0 0 1 1'/>",
        "it has a declaration or a CDATA section"
      ),
      ("<svg viewBox='0 0 1 1'>< g/></svg>", "a `<` that begins no element"),
      ("<!-- x", "`-->` is missing"),
      (
        "<svg viewBox='0 0 1 1'></svg><svg viewBox='0 0 1 1'></svg>",
        "its outermost element is `svg`, not one `svg`"
      ),
    ])
  func refusals(_ svg: String, _ reason: String) {
    #expect(throws: InlineFigure.Refusal(description: reason)) { try inside(svg) }
  }
}
