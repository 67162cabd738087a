import Base
import Store

extension FigureBuilder {
  /// A quantity as one bar for each series, with its interval; each value of the facet has axes of
  /// its own.
  func seriesBars(_ request: FigureRequest, _ preset: PresetFigure) throws -> FigureData {
    guard let quantity = preset.y else {
      throw FigureError.recipe(figure: request.name, reason: "bars of a quantity need `y`")
    }
    let rows = try FigureRows(
      figure: request.name, preset: preset,
      demand: FigureRows.Demand(measure: quantity.measure, metrics: [quantity.metric], axes: []),
      queries: queries)
    var units: [FigureCaption.Units] = []
    let panels = try rows.facets.map { facet in
      let series = rows.series.filter { $0.facet == facet }
      let groups = try series.enumerated().map { place, one in
        let group = try bar(of: quantity, one, place: place, count: series.count, rows, preset)
        units.append(
          FigureCaption.Units(
            seeds: group.seeds, images: group.images,
            hasIntervals: group.bars[place]?.low != nil))
        return group
      }
      return BarFigure.Panel(
        title: rows.facetTitle(facet), x: FigureAxis("", categories: series.map(\.label)),
        y: FigureAxis(quantity.words), groups: groups)
    }
    var words = FigureCaption(units, intervals: "Error bars", preset: preset, builder: self)
    words.addPool(preset)
    return FigureData(
      name: request.name, title: "",
      .bars(BarFigure(panels: panels, isStacked: false, sharesHeights: true)),
      caption: words.caption + " Networks at \(FigureCaption.epoch(preset))."
        + (rows.keptNote.map { " " + $0 } ?? ""), note: words.note)
  }

  private func bar(
    of quantity: PresetFigure.Quantity, _ series: FigureRows.Series, place: Int, count: Int,
    _ rows: FigureRows, _ preset: PresetFigure
  ) throws -> BarFigure.Group {
    let grid = try rows.grid(of: quantity.metric, series, at: [series.checkpoint]) { _ in 0 }
    guard let band = band(of: grid, preset), let height = band.estimates.first else {
      throw FigureError.nothingKept(figure: rows.figure, series: series.label)
    }
    let interval = band.intervals?.first
    var bars = [FigurePoint?](repeating: nil, count: count)
    bars[place] = FigurePoint(
      x: Double(place), y: height, low: interval?.low, high: interval?.high)
    return BarFigure.Group(
      label: series.label, slot: 0, ink: .series(series.index), isHatched: false,
      seeds: grid.units.count, images: grid.isAggregated ? 0 : grid.keptSampleCount, bars: bars)
  }
}

extension PresetFigure.Quantity {
  /// What an axis calls it: the measurement and its metric, once where they have one name.
  fileprivate var words: String { measure == metric ? metric : "\(measure) \(metric)" }
}
