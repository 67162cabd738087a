import Base
import Store

/// The rows a figure is made of, sorted into series, filtered, and checked for dimensions that
/// would be averaged over unasked.
struct FigureRows {
  /// What a figure reads.
  struct Demand {
    /// The measurement.
    var measure: String
    /// The metrics drawn.
    var metrics: [String]
    /// The metrics of nulls, whose rows may be absent.
    var nulls: [String] = []
    /// The dimensions on axes.
    var axes: Set<String>
    /// Whether the untrained model is drawn or compared with.
    var needsUntrained = false
    /// The dimension with axes of its own for each value, unless the spec names another.
    var facet: String?
  }

  /// The rows of one series in one set of axes.
  struct Series {
    var label: String
    /// Its place among the series: what it is coloured by.
    var index: Int
    /// The value of the facet's dimension.
    var facet: Value?
    /// The epoch drawn where the epoch is on no axis; the last one of these rows unless asked for.
    var checkpoint: Int?
    /// Places in `selection.entries`.
    var entries: [Int]
  }

  let figure: String
  let preset: PresetFigure
  let demand: Demand
  let facet: String?
  private(set) var selection: MetricSelection
  private(set) var series: [Series] = []
  /// The values of the facet's dimension, in the order of the rows; one nil without a facet.
  private(set) var facets: [Value?] = []
  /// How many samples the filter kept, for the caption; nil when it keeps all.
  private(set) var keptNote: String?
  private var kept: SampleFilter = .all

  init(figure: String, preset: PresetFigure, demand: Demand, queries: StudyQueries) throws {
    self.figure = figure
    self.preset = preset
    self.demand = demand
    facet = preset.facet ?? demand.facet
    let planned = try queries.plannedCheckpoints(measure: demand.measure)
    let names = demand.metrics + demand.nulls
    selection = try queries.rows(
      measure: demand.measure, names: names,
      checkpoints: Self.checkpoints(planned, preset, demand, facet: facet))
    let found = selection
    let present = Set(found.entries.map { found.quantities[$0.quantity].name })
    if let metric = demand.metrics.first(where: { !present.contains($0) }) {
      throw try fault(lacking: metric, planned, queries)
    }
    try applyFilters()
    try makeSeries(planned: planned, queries)
    try refuseSeveralValues()
    if preset.samples != .all { try filter(queries) }
  }

  /// Whether rows of several epochs are drawn side by side.
  private static func drawsEpochs(_ preset: PresetFigure, _ demand: Demand, facet: String?) -> Bool
  {
    demand.axes.contains("checkpoint") || preset.series == "checkpoint" || facet == "checkpoint"
      || preset.pool.contains("checkpoint")
      || preset.filters.contains { $0.dimension == "checkpoint" }
  }

  private var drawsEpochs: Bool { Self.drawsEpochs(preset, demand, facet: facet) }

  /// The epochs whose rows are read; nil for all.
  private static func checkpoints(
    _ planned: [Int: Set<Int>], _ preset: PresetFigure, _ demand: Demand, facet: String?
  ) -> Set<Int>? {
    guard !planned.isEmpty, !drawsEpochs(preset, demand, facet: facet) else { return nil }
    let drawn = preset.checkpoint.map { [$0] } ?? planned.values.compactMap { $0.max() }
    return Set(drawn + (demand.needsUntrained ? [0] : []))
  }

  /// Why there is no row of `metric`: it was not measured at the epoch, or not at all.
  private func fault(lacking metric: String, _ planned: [Int: Set<Int>], _ queries: StudyQueries)
    throws -> FigureError
  {
    let all = try queries.rows(measure: demand.measure, names: [metric])
    let known = Set(all.entries.compactMap(\.checkpoint)).sorted()
    let asked = preset.checkpoint ?? planned.values.compactMap { $0.max() }.max()
    if let asked, !known.isEmpty {
      return .noCheckpoint(figure: figure, checkpoint: asked, known: known)
    }
    return .noRows(
      figure: figure, measure: demand.measure, metric: metric,
      nearest: NearestName.suggestion(
        for: metric, among: try queries.metricNames(measure: demand.measure)))
  }

  // MARK: - Rows of a curve

  /// Whether the untrained control is drawn beside `series`.
  func drawsUntrained(_ series: Series) -> Bool {
    guard demand.needsUntrained, !drawsEpochs, series.checkpoint != 0 else { return false }
    return series.entries.contains { selection.entries[$0].checkpoint == 0 }
  }

  /// What a series is coloured by: epochs have an order, and so have their colours.
  func ink(of series: Series) -> FigureInk {
    guard preset.series == "checkpoint" else { return .series(series.index) }
    return .ordered(series.index, of: Set(self.series.map(\.index)).count)
  }

  /// `series` with the rows of the untrained network: where epochs are told apart they are another
  /// series, or stand in other axes.
  func besideUntrained(_ series: Series) -> Series {
    guard preset.series == "checkpoint" || facet == "checkpoint", series.checkpoint != 0 else {
      return series
    }
    var both = series
    for other in self.series where other.checkpoint == 0 {
      let isSame =
        preset.series == "checkpoint" ? other.facet == series.facet : other.index == series.index
      if isSame { both.entries += other.entries }
    }
    return both
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

  /// The numbers of one curve, at all epochs where the epoch is on an axis.
  ///
  /// `place` is the place on the axis, and rows that have none are left out. Those of `divisor`, which
  /// have none, stand before all others.
  func grid(
    of metric: String, over divisor: String? = nil, _ series: Series, at checkpoints: [Int?],
    place: (MetricSelection.Entry) -> Int?
  ) throws -> FigureGrid {
    let isOverEpochs = demand.axes.contains("checkpoint")
    let isMeant = selection.quantities.map { $0.name == metric || $0.name == divisor }
    let isDivisor = selection.quantities.map { $0.name == divisor }
    let units = selection.cells.map(Self.unit)
    let entries = series.entries.compactMap { index -> MetricSelection.Entry? in
      let entry = selection.entries[index]
      guard isMeant[entry.quantity], isOverEpochs || checkpoints.contains(entry.checkpoint) else {
        return nil
      }
      return entry
    }
    // Rows of single samples where there are any; their aggregate would count them twice.
    let isAggregated = !entries.contains { $0.sample != nil }
    var items: [FigureGrid.Item] = []
    for entry in entries {
      guard isAggregated == (entry.sample == nil),
        let place = isDivisor[entry.quantity] ? -1 : place(entry)
      else { continue }
      if let sample = entry.sample, !kept.contains(sample, cell: entry.cell) { continue }
      items.append(
        FigureGrid.Item(
          unit: units[entry.cell], sample: entry.sample ?? 0, checkpoint: entry.checkpoint ?? 0,
          order: place, value: entry.value))
    }
    guard !items.isEmpty else {
      throw FigureError.nothingKept(figure: figure, series: series.label)
    }
    let grid = FigureGrid(items, isAggregated: isAggregated)
    if preset.pool.isEmpty, let place = grid.crowded {
      throw FigureError.severalRows(
        figure: figure, metric: metric, count: place.count, unit: place.unit)
    }
    return grid
  }

  /// The order of an entry's context, or of its interaction where that is the axis.
  func order(of entry: MetricSelection.Entry) -> Int? {
    let quantity = selection.quantities[entry.quantity]
    if demand.axes.contains("interaction_order") { return quantity.interactionOrder }
    if demand.axes.contains("context_order") { return quantity.contextOrder }
    return quantity.contextOrder ?? quantity.interactionOrder ?? 0
  }

  /// The unit of inference a row belongs to: its seed, or its cell where seeds are not swept.
  static func unit(of cell: StudyCell) -> String {
    cell.value(of: "seed").map { "seed=\($0.json)" } ?? cell.label
  }

  /// The rows of no sample where there are such; else of samples that pass the filter.
  func entries(_ series: Series, of metric: String) -> [MetricSelection.Entry] {
    series.entries.map { selection.entries[$0] }.filter { entry in
      selection.quantities[entry.quantity].name == metric
        && (drawsEpochs || entry.checkpoint == series.checkpoint)
        && (entry.sample.map { kept.contains($0, cell: entry.cell) } ?? true)
    }
  }

  // MARK: - Series

  private mutating func applyFilters() throws {
    for filter in preset.filters {
      let kept = selection.entries.filter { entry in
        let value = selection.value(of: filter.dimension, entry) ?? .null
        return filter.values.contains { $0.isSame(as: value) }
      }
      let known = Set(
        selection.entries.map { selection.value(of: filter.dimension, $0) ?? .null })
      for value in filter.values where !known.contains(where: { $0.isSame(as: value) }) {
        throw FigureError.noValue(
          figure: figure, dimension: filter.dimension, value: value.words,
          known: known.filter { $0 != .null }.inOrder.map(\.words))
      }
      selection = MetricSelection(
        cells: selection.cells, quantities: selection.quantities, entries: kept)
    }
  }

  private mutating func makeSeries(planned: [Int: Set<Int>], _ queries: StudyQueries) throws {
    struct Key: Hashable {
      var facet: Value?
      var series: Value
    }
    var places: [Key: Int] = [:]
    var keys: [Value] = []
    let hasVariants = selection.cells.contains { $0.variant != nil }
    for (index, entry) in selection.entries.enumerated() {
      let value: Value
      if let found = selection.value(of: preset.series, entry) {
        value = found
      } else if preset.series == "variant", !hasVariants {
        value = .text(entry.model ?? demand.measure)
      } else {
        continue
      }
      let key = Key(facet: facet.map { selection.value(of: $0, entry) ?? .null }, series: value)
      if let place = places[key] {
        series[place].entries.append(index)
        continue
      }
      if !keys.contains(value) { keys.append(value) }
      if !facets.contains(key.facet) { facets.append(key.facet) }
      places[key] = series.count
      series.append(
        Series(
          label: label(value), index: keys.firstIndex(of: value) ?? 0, facet: key.facet,
          checkpoint: nil, entries: [index]))
    }
    guard !series.isEmpty else {
      throw FigureError.noSeries(figure: figure, dimension: preset.series)
    }
    for index in series.indices { try chooseCheckpoint(index, planned, queries) }
    if preset.series == "checkpoint" {
      series.sort { ($0.checkpoint ?? 0) < ($1.checkpoint ?? 0) }
      for index in series.indices {
        series[index].index =
          Set(series.map { $0.checkpoint ?? 0 }).sorted()
          .firstIndex(of: series[index].checkpoint ?? 0) ?? index
      }
    }
    if facets.contains(where: { $0 != nil }) {
      let numbers = facets.compactMap { $0?.number }
      if numbers.count == facets.count {
        facets.sort { ($0?.number ?? 0) < ($1?.number ?? 0) }
      }
    }
  }

  private mutating func chooseCheckpoint(
    _ index: Int, _ planned: [Int: Set<Int>], _ queries: StudyQueries
  ) throws {
    let entries = series[index].entries.map { selection.entries[$0] }
    let measured = Set(entries.compactMap(\.checkpoint))
    if preset.series == "checkpoint" || facet == "checkpoint" {
      series[index].checkpoint = measured.first
      return
    }
    // The last epoch of the plan, measured or not: an earlier one must not pass for it.
    let last = Set(entries.map(\.cell)).compactMap { planned[$0]?.max() }.max()
    series[index].checkpoint = preset.checkpoint ?? last ?? measured.max()
    if let drawn = series[index].checkpoint, !drawsEpochs, !measured.contains(drawn) {
      // Only some epochs were read.
      let all = try queries.rows(measure: demand.measure, names: demand.metrics)
      throw FigureError.noCheckpoint(
        figure: figure, checkpoint: drawn,
        known: Set(all.entries.compactMap(\.checkpoint)).sorted())
    }
  }

  private func label(_ key: Value) -> String { Self.words(for: key, of: preset.series) }

  /// What stands above the axes of a facet's value.
  func facetTitle(_ value: Value?) -> String {
    guard let value, let facet, value != .null else { return "" }
    return Self.words(for: value, of: facet)
  }

  /// A value of a dimension as a reader knows what it is of; names speak for themselves.
  private static func words(for value: Value, of dimension: String) -> String {
    switch dimension {
    case "variant", "model", "cell", "split", "part": value.words
    case "checkpoint": "epoch \(value.words)"
    case _ where dimension.hasSuffix(".name"): value.words
    default: "\(dimension) = \(value.words)"
    }
  }

  /// Refuses to average over a dimension that is on no axis, makes no series and is not pooled.
  private func refuseSeveralValues() throws {
    var free = demand.axes.union([
      "measure", "name", "sample", "checkpoint", "context_order", "exact", "unit",
    ])
    if let facet { free.insert(facet) }
    let ofRows = MetricSelection.dimensions.filter { !free.contains($0) }
    let ofCells = Set(selection.cells.flatMap { $0.coordinates.keys }).subtracting(["seed"])
    let dimensions = ofRows + ["variant"] + ofCells.sorted()
    let checked = dimensions.filter {
      $0 != preset.series && !preset.pool.contains($0) && !free.contains($0)
    }
    for series in series {
      for metric in Set(demand.metrics).sorted() {
        let kinds = oneOfEachKind(
          series.entries.map { selection.entries[$0] }.filter {
            selection.quantities[$0.quantity].name == metric
          })
        for dimension in checked {
          let values = Set(kinds.map { selection.value(of: dimension, $0) ?? .null })
          guard values.count > 1 else { continue }
          throw FigureError.severalValues(
            figure: figure, dimension: dimension, values: values.map(\.words).sorted())
        }
      }
    }
  }

  /// One row of each kind: rows alike in all but sample, epoch and number have the same value of every
  /// dimension looked at.
  private func oneOfEachKind(_ entries: [MetricSelection.Entry]) -> [MetricSelection.Entry] {
    struct Kind: Hashable {
      var cell: Int
      var quantity: Int
      var model: String?
      var reference: String?
      var step: Int?
    }
    var seen: Set<Kind> = []
    return entries.filter { entry in
      seen.insert(
        Kind(
          cell: entry.cell, quantity: entry.quantity, model: entry.model,
          reference: entry.reference, step: entry.step)
      ).inserted
    }
  }

  private mutating func filter(_ queries: StudyQueries) throws {
    var rows = try queries.rows(measure: demand.measure, names: ["correct"], extent: .samples)
    if rows.entries.isEmpty { rows = try queries.rows(names: ["correct"], extent: .samples) }
    var checkpoints: [Int: Int?] = [:]
    for series in series {
      for index in series.entries {
        checkpoints[selection.entries[index].cell] = series.checkpoint
      }
    }
    let filter = SampleFilter(preset.samples, rows.entries, checkpoints: checkpoints)
    guard let filter else {
      throw FigureError.noCorrectness(figure: figure, samples: preset.samples.rawValue)
    }
    kept = filter
    keptNote = filter.note(preset.samples)
  }
}

extension Value {
  /// As people write it.
  var words: String { text ?? json }

  /// Whether both are one value; 1 and 1.0 are.
  func isSame(as other: Value) -> Bool {
    if self == other { return true }
    guard let number, let others = other.number else { return false }
    return number == others
  }
}
