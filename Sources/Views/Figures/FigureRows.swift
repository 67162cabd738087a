import Base
import Store

/// The rows a figure is made of, sorted into series, filtered, and checked for dimensions that
/// would be averaged over unasked.
struct FigureRows {
  /// One curve's worth of rows.
  struct Series {
    var label: String
    /// The epoch drawn where x is not the epoch; the last one of these rows unless asked for.
    var checkpoint: Int?
    /// Places in `selection.entries`.
    var entries: [Int]
  }

  let request: FigureRequest
  let recipe: FigureRecipe
  let selection: MetricSelection
  private(set) var series: [Series] = []
  /// How many samples the filter kept, for the caption; nil when it keeps all.
  private(set) var keptNote: String?
  private var kept: SampleFilter = .all

  init(request: FigureRequest, recipe: FigureRecipe, queries: StudyQueries) throws {
    self.request = request
    self.recipe = recipe
    let metrics = recipe.panels.map(\.quantity.metric)
    let nulls = recipe.panels.compactMap(\.nullMetric)
    selection = try queries.rows(measure: request.measure, names: metrics + nulls)
    let present = Set(selection.entries.map { selection.quantities[$0.quantity].name })
    if let metric = metrics.first(where: { !present.contains($0) }) {
      let names = try queries.metricNames(measure: request.measure)
      throw FigureError.noRows(
        figure: request.name, measure: request.measure, metric: metric,
        nearest: NearestName.suggestion(for: metric, among: names))
    }
    try makeSeries(planned: queries.plannedCheckpoints(measure: request.measure))
    try refuseSeveralValues()
    if request.samples != .all { try filter(queries) }
  }

  /// Whether the untrained control is drawn beside `series`.
  func drawsUntrained(_ series: Series) -> Bool {
    guard recipe.showsUntrained, recipe.x != "checkpoint", request.series != "checkpoint",
      series.checkpoint != 0
    else { return false }
    return series.entries.contains { selection.entries[$0].checkpoint == 0 }
  }

  /// The rows of no single sample of `metric` at `checkpoint`.
  func aggregates(of metric: String, _ series: Series, at checkpoint: Int?)
    -> [MetricSelection.Entry]
  {
    series.entries.lazy.map { selection.entries[$0] }.filter {
      $0.sample == nil && selection.quantities[$0.quantity].name == metric
        && $0.checkpoint == checkpoint
    }
  }

  /// The numbers of one curve, at all epochs where x is the epoch.
  func grid(of metric: String, _ series: Series, at checkpoints: [Int?]) throws -> FigureGrid {
    let entries = series.entries.lazy.map { selection.entries[$0] }.filter { entry in
      selection.quantities[entry.quantity].name == metric
        && (recipe.x == "checkpoint" || checkpoints.contains(entry.checkpoint))
    }
    // Rows of single samples where there are any; their aggregate would count them twice.
    let isAggregated = !entries.contains { $0.sample != nil }
    let items = entries.compactMap { entry -> FigureGrid.Item? in
      guard isAggregated == (entry.sample == nil) else { return nil }
      if let sample = entry.sample, !kept.contains(sample, cell: entry.cell) { return nil }
      return FigureGrid.Item(
        unit: unit(of: entry), sample: entry.sample ?? 0, checkpoint: entry.checkpoint ?? 0,
        order: order(of: entry) ?? 0, value: entry.value)
    }
    guard !items.isEmpty else {
      throw FigureError.nothingKept(figure: request.name, series: series.label)
    }
    return FigureGrid(Array(items), isAggregated: isAggregated)
  }

  /// The order on the horizontal axis: of the context, or of the interaction.
  func order(of entry: MetricSelection.Entry) -> Int? {
    let quantity = selection.quantities[entry.quantity]
    return recipe.x == "interaction_order" ? quantity.interactionOrder : quantity.contextOrder
  }

  /// The unit of inference a row belongs to: its seed, or its cell where seeds are not swept.
  private func unit(of entry: MetricSelection.Entry) -> String {
    let cell = selection.cells[entry.cell]
    return cell.value(of: "seed").map { "seed=\($0.json)" } ?? cell.label
  }

  private mutating func makeSeries(planned: [Int: Set<Int>]) throws {
    var places: [Value: Int] = [:]
    let hasVariants = selection.cells.contains { $0.variant != nil }
    for (index, entry) in selection.entries.enumerated() {
      let key: Value
      if let value = selection.value(of: request.series, entry) {
        key = value
      } else if request.series == "variant", !hasVariants {
        key = .text(entry.model ?? request.measure)
      } else {
        continue
      }
      if let place = places[key] {
        series[place].entries.append(index)
      } else {
        places[key] = series.count
        series.append(Series(label: label(key), checkpoint: nil, entries: [index]))
      }
    }
    guard !series.isEmpty else {
      throw FigureError.noSeries(figure: request.name, dimension: request.series)
    }
    for index in series.indices {
      let entries = series[index].entries.map { selection.entries[$0] }
      let measured = Set(entries.compactMap(\.checkpoint))
      guard request.series != "checkpoint" else {
        series[index].checkpoint = measured.first
        continue
      }
      // The last epoch of the plan, measured or not: an earlier one must not pass for it.
      let last = Set(entries.map(\.cell)).compactMap { planned[$0]?.max() }.max()
      series[index].checkpoint = request.checkpoint ?? last ?? measured.max()
      if let drawn = series[index].checkpoint, recipe.x != "checkpoint", !measured.contains(drawn) {
        throw FigureError.noCheckpoint(
          figure: request.name, checkpoint: drawn, known: measured.sorted())
      }
    }
    if request.series == "checkpoint" {
      series.sort { ($0.checkpoint ?? 0) < ($1.checkpoint ?? 0) }
    }
  }

  private func label(_ key: Value) -> String {
    let text = key.text ?? key.json
    return switch request.series {
    case "variant", "model", "cell": text
    case "checkpoint": "epoch \(text)"
    default: "\(request.series) = \(text)"
    }
  }

  /// Refuses to average over a dimension that is on no axis, makes no series and is not pooled.
  private func refuseSeveralValues() throws {
    let free = Set([
      "measure", "name", "sample", "checkpoint", "context_order", "exact", "unit", recipe.x,
    ])
    let ofRows = MetricSelection.dimensions.filter { !free.contains($0) }
    let ofCells = Set(selection.cells.flatMap { $0.coordinates.keys }).subtracting(["seed"])
    let dimensions = ofRows + ["variant"] + ofCells.sorted()
    for series in series {
      for metric in Set(recipe.panels.map(\.quantity.metric)).sorted() {
        let entries = series.entries.map { selection.entries[$0] }.filter {
          selection.quantities[$0.quantity].name == metric
        }
        for dimension in dimensions
        where dimension != request.series && !request.pool.contains(dimension) {
          let values = Set(entries.map { selection.value(of: dimension, $0) ?? .null })
          guard values.count > 1 else { continue }
          throw FigureError.severalValues(
            figure: request.name, dimension: dimension,
            values: values.map { $0.text ?? $0.json }.sorted())
        }
      }
    }
  }

  private mutating func filter(_ queries: StudyQueries) throws {
    var rows = try queries.rows(measure: request.measure, names: ["correct"], extent: .samples)
    if rows.entries.isEmpty { rows = try queries.rows(names: ["correct"], extent: .samples) }
    var checkpoints: [Int: Int?] = [:]
    for series in series {
      for index in series.entries {
        checkpoints[selection.entries[index].cell] = series.checkpoint
      }
    }
    let filter = SampleFilter(
      request.samples, rows.entries, checkpoints: checkpoints)
    guard let filter else {
      throw FigureError.noCorrectness(figure: request.name, samples: request.samples.rawValue)
    }
    kept = filter
    keptNote = filter.note(request.samples)
  }
}
