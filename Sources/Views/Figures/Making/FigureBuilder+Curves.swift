import Base
import Dispatch
import Store
import Synchronization

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
  /// Whether panels of growth are left out, since the untrained network was not measured.
  private let lacksGrowth: Bool

  init(builder: FigureBuilder, request: FigureRequest, preset: PresetFigure, recipe: CurveRecipe)
    throws
  {
    self.builder = builder
    self.request = request
    self.preset = preset
    let growth = recipe.panels.contains { $0.quantity.isGrowth }
    rows = try FigureRows(
      figure: request.name, preset: preset,
      demand: FigureRows.Demand(
        measure: preset.measure,
        metrics: recipe.panels.flatMap {
          [$0.quantity.metric] + [$0.quantity.divisor].compactMap(\.self)
        },
        nulls: recipe.panels.flatMap { [$0.nullMetric, $0.shade?.metric].compactMap(\.self) },
        axes: [recipe.x],
        needsUntrained: recipe.showsUntrained || growth, facet: recipe.facet),
      queries: builder.queries)
    // Growth needs the untrained network; without it the other panels still say something.
    var drawable = recipe
    if !rows.selection.entries.contains(where: { $0.checkpoint == 0 }),
      !recipe.panels.allSatisfy(\.quantity.isGrowth)
    {
      drawable.panels.removeAll(where: \.quantity.isGrowth)
    }
    self.recipe = drawable
    lacksGrowth = drawable.panels.count < recipe.panels.count
  }

  func figure() throws -> FigureData {
    var panels: [LineFigure.Panel] = []
    var plans: [[CurvePlan]] = []
    for facet in rows.facets {
      let title = rows.facetTitle(facet)
      let series = rows.series.filter { $0.facet == facet }
      for panel in recipe.panels {
        panels.append(
          LineFigure.Panel(
            title: [panel.title, title].filter { !$0.isEmpty }.joined(separator: ", "),
            x: FigureAxis(recipe.xLabel, isLog: request.log.contains(.x)),
            y: FigureAxis(panel.yLabel, isLog: panel.isLog || request.log.contains(.y)),
            startsAtZero: panel.startsAtZero, curves: try nullCurve(panel, series)))
        plans.append(try self.plans(of: panel, series))
      }
    }
    var curves = try drawn(plans.flatMap(\.self))[...]
    for (place, plans) in plans.enumerated() {
      let drawn = curves.prefix(plans.count)
      let (facet, panel) = place.quotientAndRemainder(dividingBy: recipe.panels.count)
      panels[place].curves += shades(of: recipe.panels[panel], rows.facets[facet], behind: drawn)
      panels[place].curves += drawn
      curves = curves.dropFirst(plans.count)
    }
    if recipe.showsAbsentShare { panels = panels.map(\.overAbsentShare) }
    let words = FigureCaption(
      lines: panels, preset: preset, builder: builder,
      epochsAreDrawn: recipe.x == "checkpoint" || preset.series == "checkpoint"
        || rows.facet == "checkpoint")
    let columns = rows.facets.count > 1 && recipe.panels.count > 1 ? recipe.panels.count : nil
    return FigureData(
      name: request.name, title: "", .lines(LineFigure(panels: panels, columns: columns)),
      caption: words.caption
        + (lacksGrowth ? " No growth is drawn: epoch 0 was not measured." : "")
        + (rows.keptNote.map { " " + $0 } ?? ""), note: words.note)
  }

  /// The numbers of a curve and what is computed from them.
  private struct CurvePlan: Sendable {
    var label: String
    var stroke: LineFigure.Stroke
    var ink: FigureInk
    var grid: FigureGrid
    var reduction: CurveReduction
  }

  /// What the curves of one panel are made of, back to front: untrained, trained.
  private func plans(of panel: CurveRecipe.Panel, _ series: [FigureRows.Series]) throws
    -> [CurvePlan]
  {
    var trained: [CurvePlan] = []
    var untrained: [CurvePlan] = []
    for one in series {
      // Against itself the untrained model grows by 1 everywhere: nothing to see.
      if panel.quantity.isGrowth, one.checkpoint == 0, series.count > 1 { continue }
      trained.append(try plan(panel.quantity, one, at: one.checkpoint, .solid, rows.ink(of: one)))
      if recipe.showsUntrained, rows.drawsUntrained(one), !panel.quantity.isGrowth {
        untrained.append(try plan(panel.quantity, one, at: 0, .dashed, rows.ink(of: one)))
      }
    }
    return Self.merged(untrained, of: trained.count) + trained
  }

  private func plan(
    _ quantity: FigureQuantity, _ series: FigureRows.Series, at checkpoint: Int?,
    _ stroke: LineFigure.Stroke, _ ink: FigureInk
  ) throws -> CurvePlan {
    let grid = try rows.grid(
      of: quantity.metric, over: quantity.divisor,
      quantity.isGrowth ? rows.besideUntrained(series) : series,
      at: quantity.isGrowth ? [0, checkpoint] : [checkpoint], place: rows.order)
    return CurvePlan(
      label: series.label, stroke: stroke, ink: ink, grid: grid,
      reduction: try CurveReduction(
        quantity, grid: grid, x: recipe.x, figure: request.name, pool: preset.pool))
  }

  /// One neutral curve where all series share one untrained network, else one for each.
  private static func merged(_ plans: [CurvePlan], of count: Int) -> [CurvePlan] {
    guard count > 1, plans.count == count, let first = plans.first,
      plans.allSatisfy({
        $0.grid.values == first.grid.values && $0.grid.present == first.grid.present
      })
    else { return plans }
    var shared = first
    shared.label = "untrained"
    shared.ink = .neutral
    return [shared]
  }

  /// The curves with their bands; resampling takes most of a figure's time and is done side by side.
  private func drawn(_ plans: [CurvePlan]) throws -> [LineFigure.Curve] {
    let (builder, preset) = (builder, preset)
    let bands = Mutex([TwoWayBootstrap.Band?](repeating: nil, count: plans.count))
    DispatchQueue.concurrentPerform(iterations: plans.count) { index in
      let plan = plans[index]
      let band = builder.band(of: plan.grid, preset, quantity: plan.reduction.apply)
      bands.withLock { $0[index] = band }
    }
    return try zip(plans, bands.withLock(\.self)).map { plan, band in
      guard let band else {
        throw FigureError.nothingKept(figure: request.name, series: plan.label)
      }
      let points = plan.reduction.xs.enumerated().map { index, x in
        FigurePoint(
          x: x, y: band.estimates[index], low: band.intervals?[index].low,
          high: band.intervals?[index].high)
      }
      return LineFigure.Curve(
        label: plan.label, stroke: plan.stroke, ink: plan.ink, seeds: plan.grid.units.count,
        images: plan.grid.isAggregated ? 0 : plan.grid.keptSampleCount, points: points)
    }
  }

  /// A panel's shade for each series of a facet, scaled so that the highest reaches as far from 0 as
  /// the curves in front of it; one for all where they are alike.
  private func shades(
    of panel: CurveRecipe.Panel, _ facet: Value?, behind curves: ArraySlice<LineFigure.Curve>
  ) -> [LineFigure.Curve] {
    guard let shade = panel.shade else { return [] }
    var shapes = rows.series.filter { $0.facet == facet }
      .map { (ink: rows.ink(of: $0), points: means(of: shade.metric, [$0])) }
      .filter { !$0.points.isEmpty }
    if Set(shapes.map(\.points)).count == 1 { shapes = [(.neutral, shapes[0].points)] }
    func height(_ points: [FigurePoint]) -> Double { points.map { abs($0.y) }.max() ?? 0 }
    guard let highest = shapes.map({ height($0.points) }).max(), highest > 0 else { return [] }
    let scale = (curves.map { height($0.points) }.max() ?? 0) / highest
    return shapes.map { ink, points in
      LineFigure.Curve(
        label: shade.label, stroke: .shaded, ink: ink, seeds: 0, images: 0,
        points: points.map { FigurePoint(x: $0.x, y: $0.y * scale) })
    }
  }

  /// The mean over cells at each order of rows that are of no sample.
  private func means(of metric: String, _ series: [FigureRows.Series]) -> [FigurePoint] {
    var byOrder: [Int: [Double]] = [:]
    for one in series {
      for entry in rows.aggregates(of: metric, one, at: one.checkpoint) {
        guard let order = rows.order(of: entry) else { continue }
        byOrder[order, default: []].append(entry.value)
      }
    }
    return byOrder.sorted { $0.key < $1.key }.compactMap { order, values in
      Statistics.mean(values).map { FigurePoint(x: Double(order), y: $0) }
    }
  }

  /// The mean over cells of the null's rows, which are of no sample.
  private func nullCurve(_ panel: CurveRecipe.Panel, _ series: [FigureRows.Series]) throws
    -> [LineFigure.Curve]
  {
    guard let metric = panel.nullMetric else { return [] }
    guard recipe.x != "checkpoint" else { return try levelNull(metric, panel, series) }
    let points = means(of: metric, series)
    guard !points.isEmpty else { return [] }
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
    let plan = try plan(
      .meanOverOrders(of: metric, from: from, through: through), first, at: nil, .dotted,
      .neutral)
    return try drawn([plan]).map { curve in
      LineFigure.Curve(
        label: Self.nullLabel(metric), stroke: .dotted, ink: .neutral, seeds: 0, images: 0,
        points: curve.points.map { FigurePoint(x: $0.x, y: $0.y) })
    }
  }

  /// What relations call their chance level or metrics independence, and else a table of independent
  /// values.
  private static func nullLabel(_ metric: String) -> String {
    metric.hasSuffix("-chance")
      ? "chance" : metric.hasSuffix("-independent") ? "independent contexts" : "i.i.d. null"
  }
}

extension FigureQuantity {
  /// Whether it compares with the untrained model.
  var isGrowth: Bool { if case .growthOfMean = self { true } else { false } }
}
