import Base
import Store

extension FigureBuilder {
  /// Every point of a sweep against each swept parameter, with means: one panel a parameter.
  ///
  /// A point is the mean over its seeds; the means and their intervals are over points, as
  /// `runexp sweep` prints them.
  func sweepPoints(_ request: FigureRequest, _ preset: PresetFigure) throws -> FigureData {
    guard let quantity = preset.y else {
      throw FigureError.recipe(figure: request.name, reason: "the points of a sweep need `y`")
    }
    let swept = sweptCoordinates.filter { $0 != preset.series && !SweepPoint.isSeed($0) }
    guard !swept.isEmpty else { throw FigureError.nothingSwept(figure: request.name) }
    var pooling = preset
    pooling.pool += Set(queries.cells.flatMap { $0.coordinates.keys }).sorted()
    let rows = try FigureRows(
      figure: request.name, preset: pooling,
      demand: FigureRows.Demand(measure: quantity.measure, metrics: [quantity.metric], axes: []),
      queries: queries)
    let numbers = try numbers(rows, quantity, pooling)
    let series = rows.series.map { series in
      let cells = Set((numbers.inOrder[series.facet]?[series.label] ?? []).map(\.cell))
      let summary = SweepSummary(
        queries.cells.filter { cells.contains($0.label) }.map { cell in
          SweepCell(
            cell: cell, state: .finished, number: numbers.values[ScatterUnit(cell: cell.label)])
        }, dimensions: swept, level: level)
      return (series, summary)
    }
    let panels = swept.compactMap { dimension in
      panel(of: dimension, series, quantity, request)
    }
    let points = series.map(\.1.points.count)
    let seeds = series.flatMap { $0.1.points.map(\.numbers.count) }
    var words = SweepWords(points: points.reduce(0, +), seeds: seeds, level: level)
    words.hasTrend = panels.contains { $0.series.contains { $0.trend != nil } }
    return FigureData(
      name: request.name, title: "", .scatter(ScatterFigure(panels: panels)),
      caption: words.caption + " Networks at \(FigureCaption.epoch(preset))."
        + (preset.pool.isEmpty ? "" : " Averaged over \(preset.pool.joined(separator: ", "))."),
      note: words.note)
  }

  /// The points against one parameter; nil where it has one value only.
  private func panel(
    of dimension: String, _ series: [(FigureRows.Series, SweepSummary)],
    _ quantity: PresetFigure.Quantity, _ request: FigureRequest
  ) -> ScatterFigure.Panel? {
    let values = Set(
      series.flatMap { $0.1.points.compactMap { $0.point.value(of: dimension) } }
    ).inOrder
    guard values.count > 1 else { return nil }
    let areNumbers = values.allSatisfy { $0.number != nil }
    func place(_ value: Value) -> Double {
      areNumbers ? value.number ?? 0 : Double(values.firstIndex(of: value) ?? 0)
    }
    let isLog =
      areNumbers
      && (request.log.contains(.x) || SweepPoint.areEvenInLogarithms(values.compactMap(\.number)))
    return ScatterFigure.Panel(
      title: "",
      x: FigureAxis(
        dimension, isLog: isLog, categories: areNumbers ? [] : values.map(\.words)),
      y: FigureAxis("\(quantity.measure) \(quantity.metric)", isLog: request.log.contains(.y)),
      series: series.map { rows, summary in
        let effect = summary.effects.first { $0.dimension == dimension }
        var drawn = ScatterFigure.Series(
          label: rows.label, ink: .series(rows.index),
          points: summary.points.compactMap { point in
            point.point.value(of: dimension).map {
              ScatterFigure.Point(unit: point.point.label, x: place($0), y: point.mean)
            }
          })
        drawn.means = (effect?.levels ?? []).map { level in
          // Of two points an interval is thirteen times as long as they are apart: nothing else would
          // be seen.
          let interval = level.points > 2 ? level.interval : nil
          return FigurePoint(
            x: level.value.map(place) ?? level.middle ?? 0, y: level.mean,
            low: interval?.low, high: interval?.high)
        }
        drawn.trend = effect?.trend?.correlation
        return drawn
      })
  }
}

/// The words under a figure of a sweep's points.
private struct SweepWords {
  var points: Int
  /// How many seeds each point has.
  var seeds: [Int]
  var level: Double
  var hasTrend = false

  var caption: String {
    "Faint: \(Amount.count(points, "point")) of the sweep, each the mean over \(seedWords)."
      + " Bold: means over the points at one value"
      + (hasTrend
        ? ", or over quarters of the points; ρ: Spearman's correlation of all points" : "")
      + ", with \(percent) intervals over three points or more (Student's t), over all values of the"
      + " other parameters."
  }

  var note: String {
    "\(Amount.count(points, "point")), each over \(seedWords); bars: \(percent) over points"
  }

  private var percent: String { "\(Int((level * 100).rounded())) %" }

  private var seedWords: String {
    let (low, high) = (seeds.min() ?? 0, seeds.max() ?? 0)
    return low == high ? Amount.count(high, "seed") : "\(low) to \(high) seeds"
  }
}
