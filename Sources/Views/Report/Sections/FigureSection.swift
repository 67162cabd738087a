/// The figures with their captions and numbers.
struct FigureSection {
  let figures: [ReportedFigure]

  /// The section; nothing without figures.
  var markup: Markup {
    guard !figures.isEmpty else { return .nothing }
    return .tag(
      "section", ["id": "figures"], .tag("h2", [:], "Figures"),
      .group(figures.enumerated().map { figure($0.element, number: $0.offset + 1) }))
  }

  /// A figure of a column of paper is about half as wide as the page, and its letters are as large.
  private static let narrow = 400.0

  private func figure(_ figure: ReportedFigure, number: Int) -> Markup {
    let title = "Figure \(number): \(figure.name)"
    let picture: Markup
    if let drawn = figure.picture {
      // Narrower than this a figure made for print cannot be read: it scrolls in its card.
      let style = drawn.width < Self.narrow ? "card scroll narrow" : "card scroll"
      picture = .tag(
        "div", ["class": style, "tabindex": "0", "role": "region", "aria-label": title],
        drawn.markup(
          title: "\(figure.name). \(figure.caption)", id: "figure-\(number)-title"))
    } else {
      picture = .tag(
        "p", ["class": "problem"], .text("Not drawn: \(figure.problem ?? "there is no picture").")
      )
    }
    return .tag(
      "figure", ["id": "figure-\(number)"], .tag("h3", [:], .text(title)), picture,
      .tag(
        "figcaption", [:], .text(figure.caption),
        figure.csv.map { csv in
          [
            " ",
            .embedded(
              csv, type: "text/csv", name: "\(FigureDrawing.stem(figure.name)).csv",
              "Numbers (CSV)"),
          ]
        } ?? .nothing),
      figure.table.map { .table("\(title) as a table", $0) } ?? .nothing)
  }
}
