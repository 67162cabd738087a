import Base
import Store

extension FigureBuilder {
  /// A map of colours by a metric's recipe.
  func heatMap(_ request: FigureRequest, _ preset: PresetFigure, _ recipe: HeatMapRecipe) throws
    -> FigureData
  {
    let metric = recipe.quantity.metric
    var preset = preset
    // A map has no series: what tells networks apart is a facet, a filter or pooled.
    preset.series = "measure"
    let rows = try FigureRows(
      figure: request.name, preset: preset,
      demand: FigureRows.Demand(
        measure: preset.measure, metrics: [metric],
        axes: [recipe.x, recipe.y], facet: recipe.facet), queries: queries)
    var maps: [(facet: Value?, grid: FigureGrid, keys: [PlaceKey])] = []
    for series in rows.series {
      var keys: [PlaceKey] = []
      var places: [PlaceKey: Int] = [:]
      let grid = try rows.grid(of: metric, series, at: [series.checkpoint]) { entry in
        guard let key = PlaceKey(entry, rows.selection, recipe) else { return nil }
        if let place = places[key] { return place }
        places[key] = keys.count
        keys.append(key)
        return keys.count - 1
      }
      maps.append((series.facet, grid, keys))
    }
    let all = maps.flatMap(\.keys)
    let (xs, ys) = (Set(all.map(\.x)).inOrder, Set(all.map(\.y)).inOrder)
    let panels = maps.map { map in
      panel(
        map.grid, map.keys, xs, ys, recipe.quantity, title: rows.facetTitle(map.facet))
    }
    let units = panels.map {
      FigureCaption.Units(seeds: $0.seeds, images: $0.images, hasIntervals: false)
    }
    let counts = FigureCaption.units(units)
    var caption = "Mean over \(counts)."
    if recipe.x != "checkpoint", recipe.y != "checkpoint" {
      caption += " Networks at \(FigureCaption.epoch(preset))."
    }
    if !preset.pool.isEmpty {
      caption += " Averaged over \(preset.pool.joined(separator: ", "))."
    }
    return FigureData(
      name: request.name, title: "",
      .heatMap(
        HeatMapFigure(
          panels: panels, x: FigureAxis(recipe.xLabel, categories: xs.map(\.words)),
          y: FigureAxis(recipe.yLabel, categories: ys.map(\.words)), label: recipe.label)),
      caption: caption + (rows.keptNote.map { " " + $0 } ?? ""), note: counts)
  }

  private func panel(
    _ grid: FigureGrid, _ keys: [PlaceKey], _ xs: [Value], _ ys: [Value],
    _ quantity: FigureQuantity, title: String
  ) -> HeatMapFigure.Panel {
    var values = [[Double?]](repeating: Array(repeating: nil, count: xs.count), count: ys.count)
    let points = grid.checkpoints.count * grid.orders.count
    for (checkpoint, _) in grid.checkpoints.enumerated() {
      for (place, order) in grid.orders.enumerated() {
        // The epoch is part of the place where it is on an axis.
        let point = checkpoint * grid.orders.count + place
        var sum = ExactSum()
        var count = 0
        for unit in grid.units.indices {
          for sample in grid.samples.indices {
            let cell = unit * grid.samples.count + sample
            guard grid.counts[cell * points + point] > 0 else { continue }
            sum.add(grid.values[cell * points + point])
            count += 1
          }
        }
        guard count > 0, let x = xs.firstIndex(of: keys[order].x),
          let y = ys.firstIndex(of: keys[order].y)
        else { continue }
        values[y][x] = sum.value / Double(count)
      }
    }
    if case .shareOfMean = quantity {
      values = values.map { row in
        guard let mean = Statistics.mean(row.compactMap(\.self)), mean != 0 else { return row }
        return row.map { $0.map { $0 / mean } }
      }
    }
    return HeatMapFigure.Panel(
      title: title, seeds: grid.units.count,
      images: grid.isAggregated ? 0 : grid.samples.count, values: values)
  }

  /// The place of a row on a map.
  private struct PlaceKey: Hashable {
    var x: Value
    var y: Value

    init?(_ entry: MetricSelection.Entry, _ selection: MetricSelection, _ recipe: HeatMapRecipe) {
      guard let x = selection.value(of: recipe.x, entry),
        let y = selection.value(of: recipe.y, entry)
      else { return nil }
      (self.x, self.y) = (x, y)
    }
  }
}
