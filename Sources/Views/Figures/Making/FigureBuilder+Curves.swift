import Base
import Store

extension FigureBuilder {
  /// Lines with bands by a metric's recipe.
  func curves(_ request: FigureRequest, _ preset: PresetFigure, _ recipe: CurveRecipe) throws
    -> FigureData
  {
    let maker = try CurveMaker(builder: self, request: request, preset: preset, recipe: recipe)
    return try maker.figure()
  }
}

/// Makes the curves of one figure.
struct CurveMaker {
  let builder: FigureBuilder
  let request: FigureRequest
  let preset: PresetFigure
  let recipe: CurveRecipe
  let rows: FigureRows

  init(builder: FigureBuilder, request: FigureRequest, preset: PresetFigure, recipe: CurveRecipe)
    throws
  {
    self.builder = builder
    self.request = request
    self.preset = preset
    self.recipe = recipe
    let growth = recipe.panels.contains { $0.quantity.isGrowth }
    rows = try FigureRows(
      figure: request.name, preset: preset,
      demand: FigureRows.Demand(
        measure: preset.measure, metrics: recipe.panels.map(\.quantity.metric),
        nulls: recipe.panels.compactMap(\.nullMetric), axes: [recipe.x],
        needsUntrained: recipe.showsUntrained || growth, facet: recipe.facet),
      queries: builder.queries)
  }

  func figure() throws -> FigureData {
    var panels: [LineFigure.Panel] = []
    for facet in rows.facets {
      let title = rows.facetTitle(facet)
      for panel in recipe.panels {
        panels.append(
          LineFigure.Panel(
            title: [panel.title, title].filter { !$0.isEmpty }.joined(separator: ", "),
            x: FigureAxis(recipe.xLabel, isLog: request.log.contains(.x)),
            y: FigureAxis(panel.yLabel, isLog: request.log.contains(.y)),
            startsAtZero: panel.startsAtZero,
            curves: try curves(of: panel, facet: facet)))
      }
    }
    let words = FigureCaption(
      lines: panels, preset: preset, builder: builder,
      epochsAreDrawn: recipe.x == "checkpoint" || preset.series == "checkpoint"
        || rows.facet == "checkpoint")
    let columns = rows.facets.count > 1 && recipe.panels.count > 1 ? recipe.panels.count : nil
    return FigureData(
      name: request.name, title: "", .lines(LineFigure(panels: panels, columns: columns)),
      caption: words.caption + (rows.keptNote.map { " " + $0 } ?? ""), note: words.note)
  }

  /// The curves of one panel, back to front: null, untrained, trained.
  private func curves(of panel: CurveRecipe.Panel, facet: Value?) throws -> [LineFigure.Curve] {
    let series = rows.series.filter { $0.facet == facet }
    var trained: [LineFigure.Curve] = []
    var untrained: [LineFigure.Curve] = []
    for one in series {
      trained.append(
        try curve(panel.quantity, one, at: one.checkpoint, .solid, .series(one.index)))
      // Against itself the untrained model grows by 1 everywhere: nothing to see.
      if recipe.showsUntrained, rows.drawsUntrained(one), !panel.quantity.isGrowth {
        untrained.append(try curve(panel.quantity, one, at: 0, .dashed, .series(one.index)))
      }
    }
    return try nullCurve(panel, series) + Self.merged(untrained, of: trained.count) + trained
  }

  private func curve(
    _ quantity: FigureQuantity, _ series: FigureRows.Series, at checkpoint: Int?,
    _ stroke: LineFigure.Stroke, _ ink: FigureInk
  ) throws -> LineFigure.Curve {
    let grid = try rows.grid(
      of: quantity.metric, series, at: quantity.isGrowth ? [0, checkpoint] : [checkpoint],
      place: rows.order)
    let reduction = try CurveReduction(
      quantity, grid: grid, x: recipe.x, figure: request.name, pool: preset.pool)
    guard let band = builder.band(of: grid, preset, quantity: reduction.apply) else {
      throw FigureError.nothingKept(figure: request.name, series: series.label)
    }
    let points = reduction.xs.enumerated().map { index, x in
      FigurePoint(
        x: x, y: band.estimates[index], low: band.intervals?[index].low,
        high: band.intervals?[index].high)
    }
    return LineFigure.Curve(
      label: series.label, stroke: stroke, ink: ink, seeds: grid.units.count,
      images: grid.isAggregated ? 0 : grid.keptSampleCount, points: points)
  }

  /// One neutral curve where all series share one untrained network, else one for each.
  private static func merged(_ curves: [LineFigure.Curve], of count: Int) -> [LineFigure.Curve] {
    guard count > 1, curves.count == count, let first = curves.first,
      curves.allSatisfy({ $0.points.map(\.y) == first.points.map(\.y) })
    else { return curves }
    var shared = first
    shared.label = "untrained"
    shared.ink = .neutral
    return [shared]
  }

  /// The mean over cells of the null's rows, which are of no sample.
  private func nullCurve(_ panel: CurveRecipe.Panel, _ series: [FigureRows.Series]) throws
    -> [LineFigure.Curve]
  {
    guard let metric = panel.nullMetric else { return [] }
    guard recipe.x != "checkpoint" else { return try levelNull(metric, panel, series) }
    var byOrder: [Int: [Double]] = [:]
    for one in series {
      for entry in rows.aggregates(of: metric, one, at: one.checkpoint) {
        guard let order = rows.order(of: entry) else { continue }
        byOrder[order, default: []].append(entry.value)
      }
    }
    guard !byOrder.isEmpty else { return [] }
    let points = byOrder.sorted { $0.key < $1.key }.compactMap { order, values in
      Statistics.mean(values).map { FigurePoint(x: Double(order), y: $0) }
    }
    return [
      LineFigure.Curve(
        label: Self.nullLabel(metric), stroke: .dotted, ink: .neutral, seeds: 0, images: 0,
        points: points)
    ]
  }

  /// The null over checkpoints: the same at each, averaged over the orders the panel is about.
  private func levelNull(
    _ metric: String, _ panel: CurveRecipe.Panel, _ series: [FigureRows.Series]
  ) throws -> [LineFigure.Curve] {
    guard case .shareOverOrders(_, let from, let through) = panel.quantity,
      let first = series.first
    else { return [] }
    var null = try curve(
      .meanOverOrders(of: metric, from: from, through: through), first, at: nil, .dotted,
      .neutral)
    null.label = Self.nullLabel(metric)
    null.seeds = 0
    null.images = 0
    null.points = null.points.map { FigurePoint(x: $0.x, y: $0.y) }
    return [null]
  }

  /// What relations call their chance level, and else a table of independent values.
  private static func nullLabel(_ metric: String) -> String {
    metric.hasSuffix("-chance") ? "chance" : "i.i.d. null"
  }
}

extension FigureQuantity {
  /// Whether it compares with the untrained model.
  var isGrowth: Bool { if case .growthOfMean = self { true } else { false } }
}
