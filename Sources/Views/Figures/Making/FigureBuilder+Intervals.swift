import Base
import Foundation
import Store

extension FigureBuilder {
  /// Ratios with intervals over seeds by a metric's recipe, a row a network.
  ///
  /// A ratio is averaged by its logarithm, so that its interval stays above 0 and a ratio and its inverse
  /// are treated alike.
  func intervals(_ request: FigureRequest, _ preset: PresetFigure, _ recipe: IntervalRecipe) throws
    -> FigureData
  {
    let rows = try FigureRows(
      figure: request.name, preset: preset,
      demand: FigureRows.Demand(
        measure: preset.measure, metrics: recipe.marks.map(\.metric),
        nulls: recipe.marks.compactMap(\.nullMetric), axes: [], needsUntrained: true),
      queries: queries)
    let panels = try rows.facets.map { facet in
      let series = rows.series.filter { $0.facet == facet }
      let trained = try series.map { try row($0, at: $0.checkpoint, of: rows, recipe) }
      let untrained = try series.map { series in
        rows.drawsUntrained(series) ? try row(series, at: 0, of: rows, recipe) : nil
      }
      return IntervalFigure.Panel(
        title: rows.facetTitle(facet), x: FigureAxis(recipe.xLabel, isLog: true),
        rows: Self.inOrder(trained, untrained))
    }
    let figure = IntervalFigure(
      panels: panels, marks: recipe.marks.map(\.label), reference: recipe.reference)
    let words = FigureCaption(figure, preset: preset, recipe: recipe, level: level)
    return FigureData(
      name: request.name, title: "", .intervals(figure), caption: words.caption, note: words.note)
  }

  /// Each untrained network below its trained one; below all where they share it.
  private static func inOrder(
    _ trained: [IntervalFigure.Row], _ untrained: [IntervalFigure.Row?]
  ) -> [IntervalFigure.Row] {
    if untrained.count > 1, var shared = untrained[0],
      untrained.allSatisfy({ $0?.marks == shared.marks })
    {
      shared.label = ""
      return trained + [shared]
    }
    return zip(trained, untrained).flatMap { [$0, $1].compactMap(\.self) }
  }

  private func row(
    _ series: FigureRows.Series, at checkpoint: Int?, of rows: FigureRows, _ recipe: IntervalRecipe
  ) throws -> IntervalFigure.Row {
    var seeds = 0
    let marks = try recipe.marks.map { mark -> IntervalFigure.Mark? in
      let ratios = try numbers(of: mark.metric, series, at: checkpoint, rows)
      guard !ratios.isEmpty else { return nil }
      if let ratio = ratios.first(where: { !($0 > 0) }) {
        throw FigureError.recipe(
          figure: rows.figure,
          reason:
            "`\(mark.metric)` of `\(series.label)` is \(FigureNumber.short(ratio)) for a seed, which"
            + " has no place on a logarithmic axis")
      }
      seeds = max(seeds, ratios.count)
      let logarithms = ratios.map { log($0) }
      let interval = MeanEstimate(meanOf: logarithms)?.interval(level: level)
      let null = try mark.nullMetric.flatMap {
        Statistics.mean(try numbers(of: $0, series, at: checkpoint, rows))
      }
      return Statistics.mean(logarithms).map { mean in
        IntervalFigure.Mark(
          ratio: exp(mean), interval: interval.map { Interval(exp($0.low), exp($0.high)) },
          null: null)
      }
    }
    return IntervalFigure.Row(
      label: series.label, isUntrained: checkpoint == 0 && series.checkpoint != 0, seeds: seeds,
      marks: marks, word: recipe.word(marks.map { $0?.isAbove(recipe.reference) }))
  }

  /// The number of each seed; none where a network has no such number.
  private func numbers(
    of metric: String, _ series: FigureRows.Series, at checkpoint: Int?, _ rows: FigureRows
  ) throws -> [Double] {
    let isThere = series.entries.contains { place in
      let entry = rows.selection.entries[place]
      return rows.selection.quantities[entry.quantity].name == metric
        && entry.checkpoint == checkpoint
    }
    guard isThere else { return [] }
    let grid = try rows.grid(of: metric, series, at: [checkpoint]) { _ in 0 }
    return grid.units.indices.compactMap { unit in
      let places = unit * grid.samples.count..<(unit + 1) * grid.samples.count
      return Statistics.mean(places.filter { grid.present[$0] }.map { grid.values[$0] })
    }
  }
}

extension IntervalFigure.Mark {
  /// Whether the whole interval lies above the reference; nil where it holds it, or there is none.
  fileprivate func isAbove(_ reference: Double) -> Bool? {
    guard let interval else { return nil }
    return interval.low > reference ? true : interval.high < reference ? false : nil
  }
}

extension FigureCaption {
  /// Of ratios in rows.
  fileprivate init(
    _ figure: IntervalFigure, preset: PresetFigure, recipe: IntervalRecipe, level: Double
  ) {
    let rows = figure.panels.flatMap(\.rows)
    let counts = Self.units(rows.map { Units(seeds: $0.seeds, images: 0, hasIntervals: false) })
    let percent = ShownNumber.shortest(level * 100)
    let hasIntervals = rows.contains { $0.marks.contains { $0?.interval != nil } }
    let reference = ShownNumber.shortest(recipe.reference)
    var caption = "\(recipe.about) Geometric mean over \(counts)"
    caption +=
      hasIntervals
      ? "; lines: \(percent) % intervals of Student's t over seeds. An end is higher where its whole"
        + " interval lies above \(reference), lower where it lies below, else undecided."
      : "; one seed has no interval, so nothing is decided."
    caption += " Filled: networks at \(Self.epoch(preset))."
    if rows.contains(where: \.isUntrained) { caption += " Open: untrained (epoch 0)." }
    if rows.contains(where: { $0.marks.contains { $0?.null != nil } }) {
      caption += " ×: the same of a table of independent values."
    }
    self.init(
      caption: caption, note: hasIntervals ? "\(counts); lines: \(percent) % over seeds" : counts)
    addPool(preset)
  }
}
