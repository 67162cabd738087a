import Testing

@testable import Views

@Suite("markup")
struct MarkupTests {
  @Test("texts and attributes cannot become markup")
  func escapes() {
    let hostile = "<script>alert('\"&]]>')</script>"
    let written = MarkupWriter.text(of: .tag("b", ["title": hostile], .text(hostile)))
    #expect(
      written == """
        <b title="&lt;script&gt;alert('&quot;&amp;]]&gt;')&lt;/script&gt;">\
        &lt;script&gt;alert('"&amp;]]&gt;')&lt;/script&gt;</b>
        """)
  }

  @Test("an interpolated text is a text")
  func interpolates() {
    let name = "a<b"
    #expect(MarkupWriter.text(of: "x \(name)") == "x a&lt;b")
  }

  @Test("what HTML has no place for is shown as missing, other letters stay")
  func controls() {
    #expect(MarkupWriter.text(of: "a\u{0}b\u{1B}c\u{85}") == "a\u{FFFD}b\u{FFFD}c\u{FFFD}")
    #expect(MarkupWriter.text(of: "ζ ≤ Möbius 交互 🙂\n\t") == "ζ ≤ Möbius 交互 🙂\n\t")
  }

  @Test("an empty class is left out, an empty `open` is not")
  func emptyAttributes() {
    #expect(MarkupWriter.text(of: .tag("i", ["class": ""])) == "<i></i>")
    #expect(
      MarkupWriter.text(of: .folded("more", isOpen: true, "x"))
        == "<details open=\"\"><summary>more</summary>\nx</details>\n")
  }

  @Test(
    "a source is a link where its name tells where it is",
    arguments: [
      ("arXiv:2111.06236", "https://arxiv.org/abs/2111.06236"),
      ("doi:10.1000/xyz-1", "https://doi.org/10.1000/xyz-1"),
      ("https://example.org/a?b=1", "https://example.org/a?b=1"),
      ("Shapley 1953", nil), ("javascript:alert(1)", nil), ("data:text/html,x", nil),
      ("https://example.org/\"onclick=\"x", nil),
    ])
  func citations(_ text: String, _ address: String?) {
    #expect(Citation(text: text).address == address)
  }
}
