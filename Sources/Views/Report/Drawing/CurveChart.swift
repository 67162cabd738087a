import Base

/// A training chart as a picture: a line a variant, the range of its seeds behind it.
struct CurveChart {
  let chart: TrainingChart
  /// The split drawn solid; others are dashed.
  let solidSplit: String?

  private static let width = 360.0
  private static let height = 240.0
  private static let edges = (left: 46.0, right: 350.0, top: 26.0, bottom: 202.0)

  /// The picture.
  func picture(id: String) -> Markup {
    let edges = Self.edges
    let points = chart.series.flatMap(\.points)
    let across = AxisScale(
      showing: points.map { Double($0.epoch) }, from: edges.left, to: edges.right, ticks: 6,
      rounded: false)
    let up = AxisScale(
      showing: points.flatMap { [$0.low, $0.high] }, from: edges.bottom, to: edges.top, ticks: 5)
    var pieces: [Markup] = []
    for tick in up.ticks {
      let y = up.place(tick)
      pieces.append(Drawing.line("grid", edges.left, y, edges.right, y))
      pieces.append(Drawing.word("tick end", edges.left - 6, y + 4, up.label(tick)))
    }
    pieces.append(Drawing.line("axis", edges.left, edges.bottom, edges.right, edges.bottom))
    // Epochs are whole: a tick between two of them would be of none.
    for tick in across.ticks where tick == tick.rounded() {
      let x = across.place(tick)
      pieces.append(Drawing.line("axis", x, edges.bottom, x, edges.bottom + 4))
      pieces.append(Drawing.word("tick", x, edges.bottom + 17, across.label(tick)))
    }
    pieces.append(
      Drawing.word("label", (edges.left + edges.right) / 2, Self.height - 4, "epoch"))
    pieces.append(Drawing.word("heading", edges.left, 14, heading))
    for series in chart.series where series.seeds > 1 { pieces.append(band(series, across, up)) }
    for series in chart.series { pieces.append(line(series, across, up)) }
    return Drawing.picture(
      id: id, title: title, width: Self.width, height: Self.height, style: "chart curves", pieces)
  }

  /// What is drawn, above the axes.
  var heading: String {
    [chart.model.map { "\($0): " } ?? "", chart.metric, chart.unit.map { " (\($0))" } ?? ""]
      .joined()
  }

  private var title: String {
    let ends = chart.series.compactMap { series in
      series.points.last.map { point in
        "\(series.group)\(series.split.map { " \($0)" } ?? "") \(ShownNumber.text(point.mean))"
      }
    }
    return "\(heading) by epoch; at the end: \(ends.joined(separator: ", "))"
  }

  private func line(_ series: TrainingChart.Series, _ across: AxisScale, _ up: AxisScale) -> Markup
  {
    let places = series.points.map { point in
      (x: across.place(Double(point.epoch)), y: up.place(point.mean))
    }
    let stroke = series.split == solidSplit ? "" : " dashed"
    return .tag(
      "polyline",
      [
        "class": "curve s\(series.index % Self.colours)\(stroke)",
        "points": Place.points(places),
      ])
  }

  private func band(_ series: TrainingChart.Series, _ across: AxisScale, _ up: AxisScale) -> Markup
  {
    let places =
      series.points.map { (x: across.place(Double($0.epoch)), y: up.place($0.low)) }
      + series.points.reversed().map { (x: across.place(Double($0.epoch)), y: up.place($0.high)) }
    return .tag(
      "polygon",
      ["class": "band s\(series.index % Self.colours)", "points": Place.points(places)])
  }

  /// How many colours the style sheet has.
  static let colours = 6
}
