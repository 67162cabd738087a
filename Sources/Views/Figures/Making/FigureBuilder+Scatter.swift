import Base
import Store

extension FigureBuilder {
  /// Two quantities against each other: a point for each cell, or for each sample of each cell.
  func scatter(_ request: FigureRequest, _ preset: PresetFigure) throws -> FigureData {
    guard let x = preset.x, let y = preset.y else {
      throw FigureError.recipe(figure: request.name, reason: "a scatter needs `x` and `y`")
    }
    // A point is of one cell, so no two values of what is swept are averaged.
    let told = Set(queries.cells.flatMap { $0.coordinates.keys }).union(["variant"])
    func rows(_ quantity: PresetFigure.Quantity) throws -> FigureRows {
      try FigureRows(
        figure: request.name, preset: preset,
        demand: FigureRows.Demand(
          measure: quantity.measure, metrics: [quantity.metric], axes: told),
        queries: queries)
    }
    let (left, right) = (try rows(x), try rows(y))
    let lefts = try numbers(left, x, preset)
    let rights = try numbers(right, y, preset)
    var panels: [ScatterFigure.Panel] = []
    for facet in left.facets {
      let series = left.series.filter { $0.facet == facet }.map { series in
        ScatterFigure.Series(
          label: series.label, ink: .series(series.index),
          points: (lefts.inOrder[facet]?[series.label] ?? []).compactMap { unit in
            guard let x = lefts.values[unit], let y = rights.values[unit] else { return nil }
            return ScatterFigure.Point(unit: unit.words, x: x, y: y)
          })
      }
      panels.append(
        ScatterFigure.Panel(
          title: left.facetTitle(facet),
          x: FigureAxis("\(x.measure) \(x.metric)", isLog: request.log.contains(.x)),
          y: FigureAxis("\(y.measure) \(y.metric)", isLog: request.log.contains(.y)),
          series: series.filter { !$0.points.isEmpty }))
    }
    let count = panels.flatMap { $0.series.flatMap(\.points) }.count
    guard count > 0 else {
      throw FigureError.recipe(
        figure: request.name,
        reason: "`\(x.measure).\(x.metric)` and `\(y.measure).\(y.metric)` share no"
          + " \(preset.unit.rawValue); give both measurements the same samples, or `per: cell`")
    }
    let cells = Set(lefts.values.keys.filter { rights.values[$0] != nil }.map(\.cell)).count
    let samples = Set(lefts.values.keys.compactMap(\.sample)).count
    let counts =
      preset.unit == .cell ? "\(cells) networks" : "\(cells) networks × \(samples) images"
    var caption =
      "Each point is one \(preset.unit == .cell ? "network" : "image of one network"): \(counts)."
      + " Networks at \(FigureCaption.epoch(preset))."
    if panels.contains(where: { $0.fit != nil }) {
      caption += " Dashed: least squares; r: Pearson's correlation of all points."
    }
    if !preset.pool.isEmpty {
      caption += " Averaged over \(preset.pool.joined(separator: ", "))."
    }
    return FigureData(
      name: request.name, title: "", .scatter(ScatterFigure(panels: panels)), caption: caption,
      note: counts)
  }

  /// The number of each unit, and the units of each facet and series in the order of the rows.
  func numbers(
    _ rows: FigureRows, _ quantity: PresetFigure.Quantity, _ preset: PresetFigure
  ) throws -> (values: [ScatterUnit: Double], inOrder: [Value?: [String: [ScatterUnit]]]) {
    var lists: [ScatterUnit: [Double]] = [:]
    var inOrder: [Value?: [String: [ScatterUnit]]] = [:]
    for series in rows.series {
      let entries = rows.entries(series, of: quantity.metric)
      // Rows of the whole pool where there are any; else the mean of its samples.
      let isOfPool = preset.unit == .cell && entries.contains { $0.sample == nil }
      var units: [ScatterUnit] = []
      for entry in entries {
        guard isOfPool ? entry.sample == nil : preset.unit == .cell || entry.sample != nil else {
          continue
        }
        let unit = ScatterUnit(
          cell: rows.selection.cells[entry.cell].label,
          sample: preset.unit == .sample ? entry.sample : nil)
        if lists[unit] == nil { units.append(unit) }
        lists[unit, default: []].append(entry.value)
        let isMean = preset.unit == .cell && !isOfPool
        if !isMean, preset.pool.isEmpty, let count = lists[unit]?.count, count > 1 {
          throw FigureError.severalRows(
            figure: rows.figure, metric: quantity.metric, count: count, unit: unit.words)
        }
      }
      inOrder[series.facet, default: [:]][series.label] = units
    }
    return (lists.compactMapValues { Statistics.mean($0) }, inOrder)
  }
}

/// What one point of a scatter stands for.
struct ScatterUnit: Hashable {
  var cell: String
  var sample: Int64?

  var words: String { sample.map { "\(cell) sample \($0)" } ?? cell }
}
