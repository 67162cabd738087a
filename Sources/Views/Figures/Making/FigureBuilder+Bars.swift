import Base
import Store

extension FigureBuilder {
  /// Bars by a metric's recipe.
  func bars(_ request: FigureRequest, _ preset: PresetFigure, _ recipe: BarRecipe) throws
    -> FigureData
  {
    let rows = try FigureRows(
      figure: request.name, preset: preset,
      demand: FigureRows.Demand(
        measure: preset.measure, metrics: recipe.bars.map(\.metric), axes: [recipe.x]),
      queries: queries)
    let entries = rows.series.flatMap { rows.entries($0, of: recipe.bars[0].metric) }
    let values = Set(entries.compactMap { rows.selection.value(of: recipe.x, $0) }).inOrder
    guard !values.isEmpty else {
      throw FigureError.recipe(
        figure: request.name,
        reason: "no row of `\(recipe.bars[0].metric)` has a `\(recipe.x)` to draw bars of")
    }
    let places = Dictionary(zip(values, values.indices), uniquingKeysWith: { first, _ in first })
    var panels: [BarFigure.Panel] = []
    var units: [FigureCaption.Units] = []
    // Opposite bars share a place, others stand side by side.
    let kindsSharePlace = recipe.bars.contains(where: \.isDownward)
    for facet in rows.facets {
      var groups: [BarFigure.Group] = []
      let present = rows.series.filter { $0.facet == facet }
      for (number, series) in present.enumerated() {
        for (kind, bar) in recipe.bars.enumerated() {
          let grid = try rows.grid(of: bar.metric, series, at: [series.checkpoint]) { entry in
            rows.selection.value(of: recipe.x, entry).flatMap { places[$0] }
          }
          groups.append(
            try group(
              bar, grid, series, rows.ink(of: series), count: values.count,
              isAlone: rows.series.count == 1,
              slot: kindsSharePlace ? number : number * recipe.bars.count + kind,
              isHatched: kind > 0, request, preset))
          units.append(
            FigureCaption.Units(
              seeds: grid.units.count, images: grid.isAggregated ? 0 : grid.keptSampleCount,
              hasIntervals: groups.last?.bars.contains { $0?.low != nil } ?? false))
        }
      }
      panels.append(
        BarFigure.Panel(
          title: rows.facetTitle(facet),
          x: FigureAxis(recipe.xLabel, categories: values.map(\.words)),
          y: FigureAxis(recipe.yLabel), groups: groups, level: recipe.level))
    }
    if recipe.isStacked {
      let names = Dictionary(rows.series.map { (rows.ink(of: $0), $0.label) }) {
        first, _ in first
      }
      panels = panels.map { $0.stacked(values: values, names: names, recipe) }
    }
    var words = FigureCaption(units, intervals: "Error bars", preset: preset, builder: self)
    if recipe.isStacked { words = FigureCaption(stacked: words, units) }
    words.addPool(preset)
    return FigureData(
      name: request.name, title: "",
      .bars(BarFigure(panels: panels, isStacked: recipe.isStacked)),
      caption: words.caption + " Networks at \(FigureCaption.epoch(preset))."
        + (rows.keptNote.map { " " + $0 } ?? ""), note: words.note)
  }

  private func group(
    _ bar: BarRecipe.Bar, _ grid: FigureGrid, _ series: FigureRows.Series, _ ink: FigureInk,
    count: Int, isAlone: Bool, slot: Int, isHatched: Bool, _ request: FigureRequest,
    _ preset: PresetFigure
  ) throws -> BarFigure.Group {
    guard let band = band(of: grid, preset) else {
      throw FigureError.nothingKept(figure: request.name, series: series.label)
    }
    let sign = bar.isDownward ? -1.0 : 1
    var bars = [FigurePoint?](repeating: nil, count: count)
    for (index, place) in grid.orders.enumerated() {
      let interval = band.intervals?[index]
      let (low, high) = (interval.map { sign * $0.low }, interval.map { sign * $0.high })
      bars[place] = FigurePoint(
        x: Double(place), y: sign * band.estimates[index], low: bar.isDownward ? high : low,
        high: bar.isDownward ? low : high)
    }
    let label =
      bar.label.isEmpty ? series.label : isAlone ? bar.label : "\(series.label), \(bar.label)"
    return BarFigure.Group(
      label: label, slot: slot, ink: ink, isHatched: isHatched,
      seeds: grid.units.count, images: grid.isAggregated ? 0 : grid.keptSampleCount, bars: bars)
  }
}

extension FigureCaption {
  /// Of stacked bars, which have no intervals.
  fileprivate init(stacked words: FigureCaption, _ units: [Units]) {
    self = words
    let counts = Self.units(units)
    self.replace(caption: "Mean over \(counts).", note: counts)
  }
}

extension BarFigure.Panel {
  /// The same numbers with the series along the axis and the categories stacked on each other.
  fileprivate func stacked(values: [Value], names: [FigureInk: String], _ recipe: BarRecipe)
    -> BarFigure.Panel
  {
    let inks = groups.map(\.ink)
    let series = inks.reduce(into: [FigureInk]()) { if !$0.contains($1) { $0.append($1) } }
    var result = self
    result.x = FigureAxis("", categories: series.map { names[$0] ?? "" })
    result.groups = values.indices.flatMap { place in
      recipe.bars.indices.map { kind in
        let bars = series.map { ink in
          groups.filter { $0.ink == ink }[kind].bars[place].map { FigurePoint(x: $0.x, y: $0.y) }
        }
        let first = groups[kind]
        return BarFigure.Group(
          label: recipe.bars[kind].isDownward ? "" : "\(recipe.xLabel) \(values[place].words)",
          slot: 0, ink: .series(place), isHatched: recipe.bars[kind].isDownward,
          seeds: first.seeds, images: first.images, bars: bars)
      }
    }
    return result
  }
}

extension Set<Value> {
  /// Numbers by size, then texts; parts such as `0,3` by their numbers.
  var inOrder: [Value] {
    func key(_ value: Value) -> [Double]? {
      if let number = value.number { return [number] }
      let parts = (value.text ?? "").split(separator: ",").map { Double($0) }
      return parts.isEmpty || parts.contains(where: { $0 == nil }) ? nil : parts.compactMap(\.self)
    }
    return sorted { left, right in
      switch (key(left), key(right)) {
      case (let a?, let b?): a.lexicographicallyPrecedes(b)
      case (.some, nil): true
      case (nil, .some): false
      case (nil, nil): left.words < right.words
      }
    }
  }
}
