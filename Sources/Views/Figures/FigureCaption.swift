import Base

/// The words under a figure: what is averaged, how many units, what the band and strokes mean.
struct FigureCaption {
  /// All of it.
  let caption: String
  /// The part drawn below the axes.
  let note: String

  init(
    request: FigureRequest, recipe: FigureRecipe, panels: [FigureData.Panel],
    builder: FigureBuilder
  ) {
    let curves = panels.flatMap(\.curves)
    let trained = curves.filter { $0.stroke == .solid }
    var sentences = ["Mean over \(Self.units(trained))."]
    var note = Self.units(trained)
    if trained.contains(where: { $0.points.contains { $0.low != nil } }) {
      let percent = builder.level * 100
      let level = percent == percent.rounded() ? "\(Int(percent))" : "\(percent)"
      let units = Self.resampled(request.band, trained)
      sentences.append(
        "Bands: \(level) % intervals, \(units) resampled\(units.contains("and") ? " independently" : "")"
          + " (\(builder.resamples) draws).")
      note += "; bands: \(level) % over \(units)"
    } else {
      sentences.append("No bands: there is one unit only.")
    }
    let epochs = request.checkpoint.map { "epoch \($0)" } ?? "the last epoch"
    if recipe.x != "checkpoint", request.series != "checkpoint" {
      sentences.append("Solid: networks at \(epochs).")
    }
    if curves.contains(where: { $0.stroke == .dashed }) {
      sentences.append("Dashed: the same networks untrained (epoch 0).")
    }
    if curves.contains(where: { $0.stroke == .dotted }) {
      let leaves = panels.contains { $0.measuredTop != nil } ? " (leaves the axes)" : ""
      sentences.append("Dotted: null, a table of independent values\(leaves).")
    }
    if !request.pool.isEmpty {
      sentences.append("Averaged over \(request.pool.joined(separator: ", ")).")
    }
    caption = sentences.joined(separator: " ")
    self.note = note
  }

  /// `5 seeds × 50 images`, or a range where curves differ.
  private static func units(_ curves: [FigureData.Curve]) -> String {
    let seeds = range(curves.map(\.seeds), "seed")
    guard curves.contains(where: { $0.images > 0 }) else { return seeds }
    return "\(seeds) × \(range(curves.map(\.images), "image"))"
  }

  private static func range(_ counts: [Int], _ noun: String) -> String {
    let low = counts.min() ?? 0
    let high = counts.max() ?? 0
    let number = low == high ? "\(low)" : "\(low) to \(high)"
    return "\(number) \(noun)\(high == 1 ? "" : "s")"
  }

  private static func resampled(_ band: FigureRequest.Band, _ curves: [FigureData.Curve])
    -> String
  {
    let seeds = band != .images && curves.contains { $0.seeds > 1 }
    let images = band != .seeds && curves.contains { $0.images > 1 }
    return seeds && images ? "seeds and images" : seeds ? "seeds" : "images"
  }
}
