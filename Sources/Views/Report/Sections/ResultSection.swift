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
        Mean ± half the width of its 95 % interval (Student's t over seeds; the images are the same for \
        every seed), at the last checkpoint; n counts seeds × images.
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

  /// A grid with its longer side downwards.
  private static func table(_ grid: MeasureResults.Grid, caption: String) -> Markup {
    let isTurned = grid.groups.count > grid.quantities.count
    let (across, down) =
      isTurned ? (grid.quantities, grid.groups) : (grid.groups, grid.quantities)
    func number(_ row: Int, _ column: Int) -> MeasureResults.Number? {
      isTurned ? grid.numbers[column][row] : grid.numbers[row][column]
    }
    // Said once where all numbers are of as many units.
    let counts = Set(grid.numbers.joined().compactMap { $0.map(\.countText) })
    let shared = counts.count == 1 ? counts.first : nil
    let rows = down.indices.map { row -> [Markup] in
      [.text(down[row])]
        + across.indices.map { column in
          guard let number = number(row, column) else { return "–" }
          return [
            .text(ShownNumber.typeset(number.text)),
            shared == nil
              ? .tag("span", ["class": "count"], .text("n \(number.countText)")) : .nothing,
          ]
        } + (shared.map { [.text($0)] } ?? [])
    }
    return .table(
      caption,
      columns: [(isTurned ? "variant" : "", false)] + across.map { ($0, true) }
        + (shared == nil ? [] : [("n", true)]), rows: rows)
  }
}

extension MeasureResults.Number {
  /// `0.9342 ± 0.0041`; the mean alone where there is no interval.
  var text: String { ShownNumber.estimate(mean, halfWidth: halfWidth) }

  /// `5 × 50`, or `5` where the images are not told.
  var countText: String { images.map { "\(seeds) × \(Amounts.grouped($0))" } ?? "\(seeds)" }
}
