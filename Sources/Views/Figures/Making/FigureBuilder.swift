import Base
import Store

/// Makes a figure's numbers from the rows of a study's current plan.
///
/// A recipe says what is drawn, a request which rows; neither knows the other's metric.
public struct FigureBuilder: Sendable {
  /// The study's rows.
  public let queries: StudyQueries
  /// What measurements keep in files of their own; nil where figures of it cannot be drawn.
  public var samples: (any FigureSamples)?
  /// Resamples behind each band.
  public var resamples: Int
  /// Confidence level of the bands.
  public var level: Double
  /// Seed of the resampling; the same for every curve, so that bands differ by data alone.
  public var seed: UInt64
  /// Where files of published values are read.
  public var files: any FileSystem

  /// Makes a builder.
  public init(
    queries: StudyQueries, samples: (any FigureSamples)? = nil, resamples: Int = 1000,
    level: Double = 0.95, seed: UInt64 = 0, files: any FileSystem = LocalFileSystem()
  ) {
    self.queries = queries
    self.samples = samples
    self.resamples = resamples
    self.level = level
    self.seed = seed
    self.files = files
  }

  /// The figure of `request`; `recipe` finds a preset by its name, and `title` is used where the
  /// request has none.
  public func data(
    for request: FigureRequest, title: String = "",
    recipe: (String) -> FigureRecipe?
  ) throws -> FigureData {
    var figure = try content(of: request, recipe: recipe)
    figure.title = request.title ?? title
    if let published = request.published {
      try PublishedValues(published, figure: request.name, files: files).add(to: &figure)
    }
    try figure.checkLogarithms()
    return figure
  }

  private func content(of request: FigureRequest, recipe: (String) -> FigureRecipe?) throws
    -> FigureData
  {
    let preset: PresetFigure
    switch request.source {
    case .sql(let sql):
      return try SQLFigureMaker(request: request, sql: sql).figure(of: queries)
    case .preset(let asked): preset = asked
    }
    guard let recipe = recipe(preset.preset) else {
      throw FigureError.recipe(
        figure: request.name, reason: "there is no preset `\(preset.preset)`")
    }
    switch recipe.drawing {
    case .curves(let curves): return try self.curves(request, preset, curves)
    case .bars(let bars): return try self.bars(request, preset, bars)
    case .intervals(let recipe): return try intervals(request, preset, recipe)
    case .heatMap(let map): return try heatMap(request, preset, map)
    case .scatter: return try scatter(request, preset)
    case .seriesBars: return try seriesBars(request, preset)
    case .sweep: return try sweep(request, preset)
    case .sweepPoints: return try sweepPoints(request, preset)
    case .costs(let costs): return try self.costs(request, preset, costs)
    case .decay: return try decay(request, preset)
    case .matrix: return try matrix(request, preset)
    case .network: return try network(request, preset)
    case .images(let values): return try images(request, preset, values: values)
    }
  }

  /// The intervals of means over the seeds and images of `grid`.
  func band(
    of grid: FigureGrid, _ preset: PresetFigure, quantity: ([Double]) -> [Double] = { $0 }
  ) -> TwoWayBootstrap.Band? {
    let sample = CrossedSample(
      firstCount: grid.units.count, secondCount: grid.samples.count, values: grid.values,
      present: grid.present)
    return TwoWayBootstrap(
      units: preset.band.units, level: level, resamples: resamples, seed: seed
    ).bandWithinFirst(of: sample, quantity: quantity)
  }
}

extension PresetFigure.Band {
  /// Seeds are the first kind of unit, images the second.
  var units: TwoWayBootstrap.Units {
    switch self {
    case .seeds: .first
    case .images: .second
    case .both: .both
    }
  }
}

extension FigureData {
  /// Refuses numbers that a logarithmic axis cannot show.
  fileprivate func checkLogarithms() throws(FigureError) {
    func check(_ axis: FigureAxis, _ name: String, _ values: [Double]) throws(FigureError) {
      guard axis.isLog, let value = values.first(where: { !($0 > 0) }) else { return }
      throw .notPositive(figure: self.name, axis: name, value: value)
    }
    switch content {
    case .lines(let figure):
      for panel in figure.panels {
        let points = panel.curves.flatMap(\.points)
        try check(panel.x, "x", points.map(\.x) + panel.published.compactMap(\.x))
        try check(panel.y, "y", points.map(\.y) + panel.published.map(\.value))
      }
    case .scatter(let figure):
      for panel in figure.panels {
        let points = panel.series.flatMap(\.points)
        try check(panel.x, "x", points.map(\.x) + panel.published.compactMap(\.x))
        try check(panel.y, "y", points.map(\.y) + panel.published.map(\.value))
      }
    case .bars, .intervals, .heatMap, .images, .network: break
    }
  }
}
