import Base
import Store

extension FigureBuilder {
  /// A quantity against each swept coordinate, averaged over the others: one panel a coordinate.
  func sweep(_ request: FigureRequest, _ preset: PresetFigure) throws -> FigureData {
    guard let quantity = preset.y else {
      throw FigureError.recipe(figure: request.name, reason: "an overview of a sweep needs `y`")
    }
    let swept = sweptCoordinates.filter { $0 != preset.series && $0 != "seed" }
    guard !swept.isEmpty else { throw FigureError.nothingSwept(figure: request.name) }
    var panels: [LineFigure.Panel] = []
    var units: [FigureCaption.Units] = []
    for coordinate in swept {
      var preset = preset
      preset.pool += swept.filter { $0 != coordinate }
      let rows = try FigureRows(
        figure: request.name, preset: preset,
        demand: FigureRows.Demand(
          measure: quantity.measure, metrics: [quantity.metric], axes: [coordinate]),
        queries: queries)
      let values = Set(
        rows.selection.entries.compactMap { rows.selection.value(of: coordinate, $0) }
      ).inOrder
      let areNumbers = values.allSatisfy { $0.number != nil }
      var curves: [LineFigure.Curve] = []
      for series in rows.series {
        let grid = try rows.grid(of: quantity.metric, series, at: [series.checkpoint]) { entry in
          rows.selection.value(of: coordinate, entry).flatMap { values.firstIndex(of: $0) }
        }
        guard let band = band(of: grid, preset) else {
          throw FigureError.nothingKept(figure: request.name, series: series.label)
        }
        let points = grid.orders.enumerated().map { index, place in
          FigurePoint(
            x: areNumbers ? values[place].number ?? 0 : Double(place), y: band.estimates[index],
            low: band.intervals?[index].low, high: band.intervals?[index].high)
        }
        curves.append(
          LineFigure.Curve(
            label: series.label, stroke: .solid, ink: .series(series.index),
            seeds: grid.units.count, images: grid.isAggregated ? 0 : grid.keptSampleCount,
            points: points))
        units.append(
          FigureCaption.Units(
            seeds: grid.units.count, images: grid.isAggregated ? 0 : grid.keptSampleCount,
            hasIntervals: band.intervals != nil))
      }
      panels.append(
        LineFigure.Panel(
          title: coordinate,
          x: FigureAxis(
            coordinate, isLog: areNumbers && request.log.contains(.x),
            categories: areNumbers ? [] : values.map(\.words)),
          y: FigureAxis(
            "\(quantity.measure) \(quantity.metric)", isLog: request.log.contains(.y)),
          startsAtZero: false, curves: curves))
    }
    var words = FigureCaption(units, intervals: "Bands", preset: preset, builder: self)
    words.addPool(preset)
    let others = swept.count > 1 ? " Each panel averages over the other coordinates." : ""
    return FigureData(
      name: request.name, title: "", .lines(LineFigure(panels: panels)),
      caption: words.caption + others + " Networks at \(FigureCaption.epoch(preset)).",
      note: words.note)
  }

  /// The swept coordinates with several values, sorted.
  var sweptCoordinates: [String] {
    Set(queries.cells.flatMap { $0.coordinates.keys }).filter { path in
      Set(queries.cells.compactMap { $0.coordinates[path] }).count > 1
    }.sorted()
  }
}
