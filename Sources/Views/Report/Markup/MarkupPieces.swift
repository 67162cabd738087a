import Foundation

/// Pieces that several sections are made of.
extension Markup {
  /// A table that scrolls inside its own box where the page is too narrow.
  ///
  /// The first column names the rows. Columns of numbers are aligned to the right.
  static func table(
    _ caption: String, columns: [(title: String, isNumber: Bool)], rows: [[Markup]],
    foot: [Markup]? = nil, showsCaption: Bool = false
  ) -> Markup {
    func cells(_ row: [Markup]) -> [Markup] {
      zip(row.indices, row).map { index, cell in
        let style = index < columns.count && columns[index].isNumber ? "n" : ""
        let name: KeyValuePairs = ["scope": "row", "class": style]
        return index == 0 ? .tag("th", name, cell) : .tag("td", ["class": style], cell)
      }
    }
    let head = columns.map {
      tag("th", ["scope": "col", "class": $0.isNumber ? "n" : ""], .text($0.title))
    }
    return .tag(
      "div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": caption],
      .tag(
        "table", [:],
        .tag("caption", ["class": showsCaption ? "" : "unseen"], .text(caption)),
        .tag("thead", [:], .tag("tr", [:], head)),
        .tag("tbody", [:], rows.map { .tag("tr", [:], cells($0)) }),
        foot.map { .tag("tfoot", [:], .tag("tr", [:], cells($0))) } ?? .nothing))
  }

  /// A table of texts.
  static func table(_ caption: String, _ table: TextTable) -> Markup {
    .table(
      caption, columns: table.columns.map { ($0.title, $0.alignment == .right) },
      rows: table.rows.map { $0.map { .text(ShownNumber.typeset($0)) } })
  }

  /// What opens when it is asked for, and is open on paper.
  static func folded(_ summary: String, isOpen: Bool = false, _ inside: Markup...) -> Markup {
    .element(
      "details", isOpen ? [Attribute(name: "open", value: "")] : [],
      [.tag("summary", [:], .text(summary))] + inside)
  }

  /// Text as it is, in letters of one width.
  static func verbatim(_ text: String, label: String) -> Markup {
    .tag(
      "pre", ["tabindex": "0", "role": "region", "aria-label": label],
      .tag("code", [:], .text(text)))
  }

  /// A name of a program's world.
  static func code(_ text: String) -> Markup { .tag("code", [:], .text(text)) }

  /// A file inside the page.
  static func embedded(_ text: String, type: String, name: String, _ words: String) -> Markup {
    .tag(
      "a",
      [
        "href": "data:\(type);charset=utf-8;base64,\(Data(text.utf8).base64EncodedString())",
        "download": name,
      ], .text(words))
  }

  /// Pairs of a name and what it is.
  static func facts(_ facts: [(name: String, value: Markup)]) -> Markup {
    .tag(
      "dl", ["class": "facts"],
      facts.filter { !$0.value.isNothing }.map { fact in
        .tag("div", [:], .tag("dt", [:], .text(fact.name)), .tag("dd", [:], fact.value))
      })
  }

  /// Several pieces with something between each two.
  static func list(_ pieces: [Markup], between: Markup) -> Markup {
    .group(pieces.enumerated().flatMap { $0.offset == 0 ? [$0.element] : [between, $0.element] })
  }
}
