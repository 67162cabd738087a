/// Loss and accuracy by epoch.
struct TrainingSection {
  let training: [TrainingChart]

  /// The section; nothing without curves.
  var markup: Markup {
    guard !training.isEmpty else { return .nothing }
    let solid = Self.solidSplit(training)
    return .tag(
      "section", ["id": "training"], .tag("h2", [:], "Training"),
      .tag("p", ["class": "about"], .text(about(solid))), legend,
      .tag(
        "div", ["class": "charts"],
        training.enumerated().map { index, chart in
          CurveChart(chart: chart, solidSplit: solid).picture(id: "training-\(index + 1)")
        }))
  }

  /// What was not trained on where there is such a split: what one looks at first.
  private static func solidSplit(_ training: [TrainingChart]) -> String? {
    let splits = training.flatMap(\.series).map(\.split)
    return splits.contains("test") ? "test" : splits.first ?? nil
  }

  private func about(_ solid: String?) -> String {
    let series = training.flatMap(\.series)
    let counts = Set(series.map(\.seeds)).sorted()
    let range =
      counts.count == 1
      ? Amounts.count(counts[0], "seed")
      : "\(counts.first ?? 0) to \(Amounts.count(counts.last ?? 0, "seed"))"
    let others = Set(series.map(\.split)).subtracting([solid]).compactMap { $0 }.sorted()
    let strokes =
      others.isEmpty ? "" : " Solid: \(solid ?? ""); dashed: \(others.joined(separator: ", "))."
    let band = (counts.last ?? 1) > 1 ? " Bands: from the lowest seed to the highest." : ""
    return "Mean over \(range) by epoch.\(strokes)\(band)"
  }

  private var legend: Markup {
    var names: [(name: String, index: Int)] = []
    for series in training.flatMap(\.series)
    where !names.contains(where: { $0.name == series.group }) {
      names.append((series.group, series.index))
    }
    guard names.count > 1 else { return .nothing }
    return .tag(
      "ul", ["class": "legend"],
      names.map { name, index in
        .tag(
          "li", [:],
          .tag(
            "svg", ["viewBox": "0 0 24 8", "class": "swatch", "aria-hidden": "true"],
            Drawing.line("curve s\(index % CurveChart.colours)", 1, 4, 23, 4)), .text(name))
      })
  }
}
