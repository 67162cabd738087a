import Base
import Store

extension FigureBuilder {
  /// Numbers of cells against what they cost: a point for each value of what is swept, the mean over
  /// seeds of both, and a line through the points of a series.
  func costs(_ request: FigureRequest, _ preset: PresetFigure, _ recipe: CostRecipe) throws
    -> FigureData
  {
    // A point is of one cell, so no two values of what is swept are averaged.
    let told = Set(queries.cells.flatMap { $0.coordinates.keys }).union(["variant"])
    let rows = try FigureRows(
      figure: request.name, preset: preset,
      demand: FigureRows.Demand(
        measure: preset.measure, metrics: [recipe.cost] + recipe.panels.map(\.quantity), axes: told),
      queries: queries)
    let costs = try numbers(
      rows, PresetFigure.Quantity(measure: preset.measure, metric: recipe.cost), preset)
    let cells = Dictionary(queries.cells.map { ($0.label, $0) }) { first, _ in first }
    var panels: [LineFigure.Panel] = []
    var left = 0
    for facet in rows.facets {
      for panel in recipe.panels {
        let found = try numbers(
          rows, PresetFigure.Quantity(measure: preset.measure, metric: panel.quantity), preset)
        let title = [panel.title, rows.facetTitle(facet)].filter { !$0.isEmpty }
        panels.append(
          LineFigure.Panel(
            title: title.joined(separator: ", "), x: FigureAxis(recipe.xLabel, isLog: true),
            y: FigureAxis(panel.yLabel, isLog: true), startsAtZero: false,
            curves: rows.series.filter { $0.facet == facet }.compactMap { series in
              let units = found.inOrder[facet]?[series.label] ?? []
              let points = Self.points(units, preset.series, cells) { unit in
                guard let x = costs.values[unit], let y = found.values[unit] else { return nil }
                return (x, y)
              }
              let shown = points.filter { $0.y > 0 && $0.x > 0 }
              left += points.count - shown.count
              guard !shown.isEmpty else { return nil }
              return LineFigure.Curve(
                label: series.label, stroke: .solid, ink: .series(series.index),
                seeds: Set(units.compactMap { cells[$0.cell] }.map(FigureRows.unit)).count,
                images: 0, points: shown)
            }))
      }
    }
    guard panels.contains(where: { !$0.curves.isEmpty }) else {
      throw FigureError.nothingKept(figure: request.name, series: rows.series[0].label)
    }
    return FigureData(
      name: request.name, title: "",
      .lines(
        LineFigure(
          panels: panels,
          columns: rows.facets.count > 1 && recipe.panels.count > 1 ? recipe.panels.count : nil)),
      caption: caption(panels, left: left, preset), note: note(panels))
  }

  /// Units that differ in seeds alone are one point: their mean cost, and the mean of their numbers
  /// with its interval by Student's t.
  private static func points(
    _ units: [ScatterUnit], _ series: String, _ cells: [String: StudyCell],
    _ numbers: (ScatterUnit) -> (x: Double, y: Double)?
  ) -> [FigurePoint] {
    var places: [[String]: Int] = [:]
    var groups: [[(x: Double, y: Double)]] = []
    for unit in units {
      guard let found = numbers(unit), let cell = cells[unit.cell] else { continue }
      let key =
        cell.coordinates.keys.filter { !SweepPoint.isSeed($0) && $0 != series }.sorted()
        .map { "\($0)=\(cell.coordinates[$0]?.json ?? "")" } + [cell.variant ?? ""]
      if let place = places[key] {
        groups[place].append(found)
      } else {
        places[key] = groups.count
        groups.append([found])
      }
    }
    return groups.compactMap { group -> FigurePoint? in
      guard let x = Statistics.mean(group.map(\.x)), let y = Statistics.mean(group.map(\.y)) else {
        return nil
      }
      // Of two units an interval is thirteen times as long as they are apart.
      let interval =
        group.count > 2 ? MeanEstimate(meanOf: group.map(\.y))?.interval(level: 0.95) : nil
      return FigurePoint(x: x, y: y, low: interval?.low, high: interval?.high)
    }.sorted { $0.x < $1.x }
  }

  private func caption(_ panels: [LineFigure.Panel], left: Int, _ preset: PresetFigure) -> String {
    let points = panels.map { $0.curves.reduce(0) { $0 + $1.points.count } }.max() ?? 0
    var caption =
      "Each point is the mean over \(seeds(panels)) at one value of what is swept:"
      + " \(Amount.count(points, "point")). Bands: 95 % intervals over three seeds or more (Student's"
      + " t). Networks at \(FigureCaption.epoch(preset))."
    if left > 0 {
      caption += " \(Amount.count(left, "point")) at 0 cannot be shown on logarithmic axes."
    }
    if !preset.pool.isEmpty {
      caption += " Averaged over \(preset.pool.joined(separator: ", "))."
    }
    return caption
  }

  private func note(_ panels: [LineFigure.Panel]) -> String {
    "\(seeds(panels)); bands: 95 % over seeds"
  }

  private func seeds(_ panels: [LineFigure.Panel]) -> String {
    let counts = panels.flatMap { $0.curves.map(\.seeds) }
    let (low, high) = (counts.min() ?? 0, counts.max() ?? 0)
    return low == high ? Amount.count(high, "seed") : "\(low) to \(high) seeds"
  }
}
