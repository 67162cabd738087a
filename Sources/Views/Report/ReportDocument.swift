/// An HTML page around what a report says: contents beside the text, one style sheet.
///
/// Nothing is loaded from outside and no script runs: the page says so to the browser too.
struct ReportDocument {
  /// A line of the contents.
  struct Entry {
    /// The id of the element it leads to.
    var id: String
    var title: String
  }

  /// The title in the browser's tab.
  var title: String
  /// The style sheet.
  var style: String
  /// The contents.
  var entries: [Entry]
  /// What stands in the page.
  var main: Markup

  /// The bytes of the page.
  var bytes: [UInt8] {
    let page: Markup = .tag(
      "html", ["lang": "en"],
      .tag(
        "head", [:], .tag("meta", ["charset": "utf-8"]),
        .tag(
          "meta",
          [
            "http-equiv": "Content-Security-Policy",
            "content": "default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
              + " base-uri 'none'; form-action 'none'",
          ]),
        .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        .tag("meta", ["name": "color-scheme", "content": "light dark"]),
        .tag("title", [:], .text(title)), .tag("style", [:], .checked(style))),
      .tag(
        "body", [:], .tag("a", ["class": "skip", "href": "#main"], "Skip to the report"),
        .tag(
          "div", ["class": "page"],
          .tag(
            "nav", ["aria-label": "Contents"],
            .tag(
              "ul", [:],
              entries.map { .tag("li", [:], .tag("a", ["href": "#\($0.id)"], .text($0.title))) })),
          .tag("main", ["id": "main"], main))))
    return Array("<!DOCTYPE html>\n".utf8) + MarkupWriter.bytes(of: page)
  }
}
