/// The results by variant, each number with its interval and counts.
struct ResultSection {
  let results: [MeasureResults]

  /// The section; nothing without results.
  var markup: Markup {
    guard !results.isEmpty else { return .nothing }
    return .tag(
      "section", ["id": "results"], .tag("h2", [:], "Results"),
      .tag(
        "p", ["class": "about"],
        """
        Mean ± half the width of its 95 % interval, at the last checkpoint. Where n = seeds × images, both \
        vary (two-way interval); where the images stand in brackets, the interval is Student's t over \
        seeds, each of so many images.
        """),
      .group(results.map(measure)))
  }

  private func measure(_ results: MeasureResults) -> Markup {
    let epochs = results.checkpoints
    let place =
      epochs.isEmpty
      ? ""
      : epochs.count == 1
        ? ", epoch \(epochs[0])"
        : ", epochs \(epochs.map(String.init).joined(separator: ", "))"
    return [
      .tag("h3", [:], .code(results.measure), .text(place)),
      results.single.map { Self.table($0, caption: "\(results.measure) by variant") } ?? .nothing,
      .group(
        results.byOrder.map { grid in
          .folded(
            "\(grid.title) (\(Amounts.count(grid.quantities.count, "order")))",
            Self.table(grid, caption: "\(results.measure): \(grid.title)"))
        }),
    ]
  }

  private static func table(_ grid: MeasureResults.Grid, caption: String) -> Markup {
    let layout = ResultLayout(grid)
    let rows = layout.down.indices.map { row -> [Markup] in
      [.text(layout.down[row])]
        + layout.across.indices.map { column in
          guard let number = layout.number(row, column) else { return "–" }
          return [
            .text(ShownNumber.typeset(number.text)),
            layout.sharedCount == nil
              ? .tag("span", ["class": "count"], .text("n = \(number.countText)")) : .nothing,
          ]
        } + (layout.sharedCount.map { [.text($0)] } ?? [])
    }
    return .table(
      caption,
      columns: [(layout.isTurned ? "variant" : "", false)] + layout.across.map { ($0, true) }
        + (layout.sharedCount == nil ? [] : [("n", true)]), rows: rows)
  }
}

extension MeasureResults.Number {
  /// `0.9342 ± 0.0041`; the mean alone where there is no interval.
  var text: String { ShownNumber.estimate(mean, halfWidth: halfWidth) }

  /// `5 × 50` where both are units, `5 (2,000)` where the seeds are, `5` where images are not told.
  var countText: String {
    guard let images else { return "\(seeds)" }
    let counted = Amounts.grouped(images)
    return isOverImages ? "\(seeds) × \(counted)" : "\(seeds) (\(counted))"
  }
}
