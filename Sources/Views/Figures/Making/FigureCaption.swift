import Base

/// The words under a figure: what is averaged, how many units, what intervals and strokes mean.
struct FigureCaption {
  /// All of it.
  private(set) var caption: String
  /// The part drawn below the axes.
  private(set) var note: String

  /// The units behind one curve or group of bars.
  struct Units {
    var seeds: Int
    var images: Int
    var hasIntervals: Bool
  }

  /// In these words.
  init(caption: String, note: String) {
    self.caption = caption
    self.note = note
  }

  /// Of curves.
  init(
    lines panels: [LineFigure.Panel], preset: PresetFigure, builder: FigureBuilder,
    epochsAreDrawn: Bool
  ) {
    let curves = panels.flatMap(\.curves)
    self.init(
      curves.filter { $0.stroke == .solid }.map { curve in
        Units(
          seeds: curve.seeds, images: curve.images,
          hasIntervals: curve.points.contains { $0.low != nil })
      }, intervals: "Bands", preset: preset, builder: builder)
    if !epochsAreDrawn { caption += " Solid: networks at \(Self.epoch(preset))." }
    if curves.contains(where: { $0.stroke == .dashed }) {
      caption += " Dashed: the same networks untrained (epoch 0)."
    }
    if let null = curves.first(where: { $0.stroke == .dotted }) {
      let leaves = panels.contains { $0.measuredTop != nil } ? " (leaves the axes)" : ""
      let meaning =
        switch null.label {
        case "chance": "the level that chance reaches"
        case "independent contexts": "what independent contexts would give"
        default: "null, a table of independent values"
        }
      caption += " Dotted: \(meaning)\(leaves)."
    }
    if let shade = curves.first(where: { $0.stroke == .shaded }) {
      caption += " Shaded: \(shade.label), scaled to each panel."
    }
    addPool(preset)
  }

  /// Of means with intervals, `intervals` being what they are called.
  init(_ units: [Units], intervals: String, preset: PresetFigure, builder: FigureBuilder) {
    let counts = Self.units(units)
    caption = "Mean over \(counts)."
    note = counts
    guard units.contains(where: \.hasIntervals) else {
      caption += " No \(intervals.lowercased()): there is one unit only."
      return
    }
    let percent = builder.level * 100
    let level = percent == percent.rounded() ? "\(Int(percent))" : "\(percent)"
    let resampled = Self.resampled(preset.band, units)
    caption +=
      " \(intervals): \(level) % intervals, \(resampled) resampled"
      + (resampled.contains("and") ? " independently" : "") + " (\(builder.resamples) draws)."
    note += "; \(intervals.lowercased()): \(level) % over \(resampled)"
  }

  /// Says what was averaged over although it has several values.
  mutating func addPool(_ preset: PresetFigure) {
    if !preset.pool.isEmpty {
      caption += " Averaged over \(preset.pool.joined(separator: ", "))."
    }
  }

  /// Says something else.
  mutating func replace(caption: String, note: String) {
    self.caption = caption
    self.note = note
  }

  /// `the last epoch`, or the one asked for.
  static func epoch(_ preset: PresetFigure) -> String {
    preset.checkpoint.map { "epoch \($0)" } ?? "the last epoch"
  }

  /// `5 seeds × 50 images`, or a range where curves differ.
  static func units(_ units: [Units]) -> String {
    let seeds = range(units.map(\.seeds), "seed")
    // Numbers of the pool stand for the images that others are drawn of singly.
    let images = units.map(\.images).filter { $0 > 0 }
    return images.isEmpty ? seeds : "\(seeds) × \(range(images, "image"))"
  }

  private static func range(_ counts: [Int], _ noun: String) -> String {
    let low = counts.min() ?? 0
    let high = counts.max() ?? 0
    let number = low == high ? "\(low)" : "\(low) to \(high)"
    return "\(number) \(noun)\(high == 1 ? "" : "s")"
  }

  private static func resampled(_ band: PresetFigure.Band, _ units: [Units]) -> String {
    let seeds = band != .images && units.contains { $0.seeds > 1 }
    let images = band != .seeds && units.contains { $0.images > 1 }
    return seeds && images ? "seeds and images" : seeds ? "seeds" : "images"
  }
}
