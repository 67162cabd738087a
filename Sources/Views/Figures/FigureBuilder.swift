import Base
import Store

/// Makes a figure's numbers from the rows of a study's current plan.
///
/// A recipe says what is drawn, a request which rows; neither knows the other's metric.
public struct FigureBuilder: Sendable {
  /// The study's rows.
  public let queries: StudyQueries
  /// Resamples behind each band.
  public var resamples: Int
  /// Confidence level of the bands.
  public var level: Double
  /// Seed of the resampling; the same for every curve, so that bands differ by data alone.
  public var seed: UInt64

  /// Makes a builder.
  public init(
    queries: StudyQueries, resamples: Int = 1000, level: Double = 0.95, seed: UInt64 = 0
  ) {
    self.queries = queries
    self.resamples = resamples
    self.level = level
    self.seed = seed
  }

  /// The figure of `request` drawn by `recipe`; `title` is used where the request has none.
  public func data(for request: FigureRequest, recipe: FigureRecipe, title: String = "") throws
    -> FigureData
  {
    let rows = try FigureRows(request: request, recipe: recipe, queries: queries)
    var panels: [FigureData.Panel] = []
    for panel in recipe.panels {
      panels.append(
        FigureData.Panel(
          title: panel.title, yLabel: panel.yLabel, startsAtZero: panel.startsAtZero,
          curves: try curves(of: panel, rows)))
    }
    let words = FigureCaption(request: request, recipe: recipe, panels: panels, builder: self)
    return FigureData(
      name: request.name, title: request.title ?? title, xLabel: recipe.xLabel, x: recipe.x,
      panels: panels, caption: words.caption + (rows.keptNote.map { " " + $0 } ?? ""),
      note: words.note)
  }

  /// The curves of one panel, back to front: null, untrained, trained.
  private func curves(of panel: FigureRecipe.Panel, _ rows: FigureRows) throws
    -> [FigureData.Curve]
  {
    var trained: [FigureData.Curve] = []
    var untrained: [FigureData.Curve] = []
    for (index, series) in rows.series.enumerated() {
      trained.append(
        try curve(panel.quantity, rows, series, at: series.checkpoint, .solid, .series(index)))
      // Against itself the untrained model grows by 1 everywhere: nothing to see.
      if rows.drawsUntrained(series), !panel.quantity.isGrowth {
        untrained.append(
          try curve(panel.quantity, rows, series, at: 0, .dashed, .series(index)))
      }
    }
    return try nullCurve(panel, rows) + Self.merged(untrained, of: trained.count) + trained
  }

  private func curve(
    _ quantity: FigureRecipe.Quantity, _ rows: FigureRows, _ series: FigureRows.Series,
    at checkpoint: Int?, _ stroke: FigureData.Stroke, _ ink: FigureData.Ink
  ) throws -> FigureData.Curve {
    let grid = try rows.grid(
      of: quantity.metric, series, at: quantity.isGrowth ? [0, checkpoint] : [checkpoint])
    let reduction = try CurveReduction(quantity, grid: grid, x: rows.recipe.x, rows.request)
    let sample = CrossedSample(
      firstCount: grid.units.count, secondCount: grid.samples.count, values: grid.values,
      present: grid.present)
    let bootstrap = TwoWayBootstrap(
      units: rows.request.band.units, level: level, resamples: resamples, seed: seed)
    guard let band = bootstrap.bandWithinFirst(of: sample, quantity: reduction.apply) else {
      throw FigureError.nothingKept(figure: rows.request.name, series: series.label)
    }
    let points = reduction.xs.enumerated().map { index, x in
      FigureData.Point(
        x: x, y: band.estimates[index], low: band.intervals?[index].low,
        high: band.intervals?[index].high)
    }
    return FigureData.Curve(
      label: series.label, stroke: stroke, ink: ink, seeds: grid.units.count,
      images: grid.isAggregated ? 0 : grid.keptSampleCount, points: points)
  }

  /// One neutral curve where all series share one untrained network, else one for each.
  private static func merged(_ curves: [FigureData.Curve], of count: Int) -> [FigureData.Curve] {
    guard count > 1, curves.count == count, let first = curves.first,
      curves.allSatisfy({ $0.points.map(\.y) == first.points.map(\.y) })
    else { return curves }
    var shared = first
    shared.label = "untrained"
    shared.ink = .neutral
    return [shared]
  }

  /// The mean over cells of the null's rows, which are of no sample.
  private func nullCurve(_ panel: FigureRecipe.Panel, _ rows: FigureRows) throws
    -> [FigureData.Curve]
  {
    guard let metric = panel.nullMetric else { return [] }
    guard rows.recipe.x != "checkpoint" else { return try levelNull(metric, panel, rows) }
    var byOrder: [Int: [Double]] = [:]
    for series in rows.series {
      for entry in rows.aggregates(of: metric, series, at: series.checkpoint) {
        guard let order = rows.order(of: entry) else { continue }
        byOrder[order, default: []].append(entry.value)
      }
    }
    guard !byOrder.isEmpty else { return [] }
    let points = byOrder.sorted { $0.key < $1.key }.compactMap { order, values in
      Statistics.mean(values).map { FigureData.Point(x: Double(order), y: $0) }
    }
    return [
      FigureData.Curve(
        label: "null", stroke: .dotted, ink: .neutral, seeds: 0, images: 0, points: points)
    ]
  }
}

extension FigureBuilder {
  /// The null over checkpoints: the same at each, averaged over the orders the panel is about.
  private func levelNull(
    _ metric: String, _ panel: FigureRecipe.Panel, _ rows: FigureRows
  ) throws -> [FigureData.Curve] {
    guard case .shareOverOrders(_, let from, let through) = panel.quantity,
      let series = rows.series.first
    else { return [] }
    var null = try curve(
      .meanOverOrders(of: metric, from: from, through: through), rows, series, at: nil, .dotted,
      .neutral)
    null.label = "null"
    null.seeds = 0
    null.images = 0
    null.points = null.points.map { FigureData.Point(x: $0.x, y: $0.y) }
    return [null]
  }
}

extension FigureRecipe.Quantity {
  /// The metric whose rows it is made from.
  var metric: String {
    switch self {
    case .mean(let metric), .shareOfMean(let metric), .growthOfMean(let metric),
      .meanOverOrders(let metric, _, _), .shareOverOrders(let metric, _, _):
      metric
    }
  }

  /// Whether it compares with the untrained model.
  var isGrowth: Bool { if case .growthOfMean = self { true } else { false } }
}

extension FigureRequest.Band {
  /// Seeds are the first kind of unit, images the second.
  var units: TwoWayBootstrap.Units {
    switch self {
    case .seeds: .first
    case .images: .second
    case .both: .both
    }
  }
}
