import Base
import Store

/// Figures of what measurements keep of single samples.
extension FigureBuilder {
  /// A stage of the measurement in a cell.
  private struct Place {
    var cell: Int
    var key: ContentHash
  }

  /// The stages drawn: at one epoch, in the cells that pass the filters.
  private func places(_ request: FigureRequest, _ preset: PresetFigure) throws
    -> (places: [Place], samples: any FigureSamples)
  {
    guard let samples else {
      throw FigureError.noFiles(
        figure: request.name, reason: "the results folder with the stages' files is not at hand")
    }
    let stages = try queries.stages(measure: preset.measure)
    let known = Set(stages.compactMap(\.checkpoint))
    var places: [Place] = []
    for (cell, ofCell) in Dictionary(grouping: stages, by: \.cell).sorted(by: { $0.key < $1.key }) {
      let drawn = preset.checkpoint ?? ofCell.compactMap(\.checkpoint).max()
      let passes = preset.filters.allSatisfy { filter in
        let value = queries.cells[cell].value(of: filter.dimension) ?? .null
        return filter.values.contains { $0.isSame(as: value) }
      }
      guard passes else { continue }
      places += ofCell.filter { $0.checkpoint == drawn }.map { Place(cell: cell, key: $0.key) }
    }
    guard !places.isEmpty else {
      if let asked = preset.checkpoint, !known.contains(asked) {
        throw FigureError.noCheckpoint(
          figure: request.name, checkpoint: asked, known: known.sorted())
      }
      throw FigureError.recipe(
        figure: request.name, reason: "no cell of measure `\(preset.measure)` passes `where`")
    }
    return (places, samples)
  }

  private func read<Result>(_ request: FigureRequest, _ body: () throws -> Result) throws -> Result
  {
    do { return try body() } catch let error as FigureError { throw error } catch {
      throw FigureError.noFiles(figure: request.name, reason: "\(error)")
    }
  }

  /// Throws unless exactly one cell is left: a picture of a sample is of one network.
  private func oneCell(_ places: [Place], _ request: FigureRequest) throws -> [Place] {
    let cells = Set(places.map(\.cell)).sorted()
    guard cells.count > 1 else { return places }
    throw FigureError.severalValues(
      figure: request.name, dimension: "cell",
      values: cells.map { queries.cells[$0].label })
  }

  // MARK: - Decay

  /// |I| of all sets of a sample, largest first, and the mean over samples at each rank.
  func decay(_ request: FigureRequest, _ preset: PresetFigure) throws -> FigureData {
    let (places, samples) = try places(request, preset)
    var labels: [Value] = []
    var ofSeries: [Value: [(cell: Int, sets: [SampleSets])]] = [:]
    for place in places {
      let cell = queries.cells[place.cell]
      let key =
        cell.value(of: preset.series)
        ?? (preset.series == "variant" && cell.variant == nil ? .text(preset.measure) : nil)
      guard let key else {
        throw FigureError.noSeries(figure: request.name, dimension: preset.series)
      }
      let sets = try read(request) { try samples.interactions(ofStage: place.key) }
      guard !sets.isEmpty else { continue }
      if ofSeries[key] == nil { labels.append(key) }
      ofSeries[key, default: []].append((place.cell, sets))
    }
    guard !labels.isEmpty else {
      throw FigureError.noFiles(
        figure: request.name,
        reason: Self.withoutInteractions(preset.measure))
    }
    try refuseOtherCoordinates(places.map(\.cell), preset.series, request, preset)
    var curves: [LineFigure.Curve] = []
    for (index, label) in labels.enumerated() {
      let grid = Self.sorted(ofSeries[label] ?? []) { cell in
        FigureRows.unit(of: queries.cells[cell])
      }
      guard let band = band(of: grid, preset) else { continue }
      curves.append(
        LineFigure.Curve(
          label: preset.series == "variant" ? label.words : "\(preset.series) = \(label.words)",
          stroke: .solid, ink: .series(index), seeds: grid.units.count,
          images: grid.keptSampleCount,
          points: grid.orders.indices.compactMap { place in
            // Zeros, the sparsest interactions of all, have no place on a logarithmic axis.
            guard band.estimates[place] > 0 else { return nil }
            return FigurePoint(
              x: Double(grid.orders[place]), y: band.estimates[place],
              low: band.intervals?[place].low, high: band.intervals?[place].high)
          }))
    }
    let panel = LineFigure.Panel(
      title: "", x: FigureAxis("rank of the interaction", isLog: request.log.contains(.x)),
      y: FigureAxis("|I|, largest first", isLog: true), startsAtZero: false, curves: curves)
    let units = curves.map {
      FigureCaption.Units(
        seeds: $0.seeds, images: $0.images, hasIntervals: $0.points.contains { $0.low != nil })
    }
    let words = FigureCaption(units, intervals: "Bands", preset: preset, builder: self)
    return FigureData(
      name: request.name, title: "", .lines(LineFigure(panels: [panel])),
      caption: "|I| of every set of players of an image, sorted. " + words.caption
        + " Networks at \(FigureCaption.epoch(preset)).", note: words.note)
  }

  /// Refuses to average over a swept coordinate that is neither the series, held nor pooled.
  private func refuseOtherCoordinates(
    _ cells: [Int], _ grouped: String, _ request: FigureRequest, _ preset: PresetFigure
  ) throws {
    let paths = Set(queries.cells.flatMap { $0.coordinates.keys }).subtracting(["seed"]).sorted()
    for dimension in ["variant"] + paths where dimension != grouped {
      let values = Set(cells.map { queries.cells[$0].value(of: dimension) ?? .null })
      guard values.count > 1, !preset.pool.contains(dimension) else { continue }
      throw FigureError.severalValues(
        figure: request.name, dimension: dimension, values: values.map(\.words).sorted())
    }
  }

  /// The sorted |I| as numbers by seed, sample and rank, the ranks thinned out evenly in their
  /// logarithm where there are many.
  private static func sorted(
    _ chunks: [(cell: Int, sets: [SampleSets])], unit: (Int) -> String
  ) -> FigureGrid {
    let count = chunks.flatMap(\.sets).map { $0.and.count + $0.or.count }.max() ?? 0
    let ranks = ranks(upTo: count)
    var items: [FigureGrid.Item] = []
    for (cell, sets) in chunks {
      for sample in sets {
        // The empty set's is v(∅), no interaction.
        let sizes = (sample.and.dropFirst() + sample.or.dropFirst()).map { abs($0) }
          .sorted(by: >)
        for rank in ranks where rank <= sizes.count {
          items.append(
            FigureGrid.Item(
              unit: unit(cell), sample: sample.sample, checkpoint: 0, order: rank,
              value: sizes[rank - 1]))
        }
      }
    }
    return FigureGrid(items, isAggregated: false)
  }

  private static func ranks(upTo count: Int) -> [Int] {
    guard count > 200 else { return Array(1...max(1, count)) }
    let steps = 120
    let all = (0...steps).map { step in
      Int(FigureNumber.power10(FigureNumber.log10(Double(count)) * Double(step) / Double(steps)))
    }
    return Set(all).sorted()
  }

  // MARK: - Pairs

  /// The mean over samples and networks of the interaction of each pair of players, of that pair alone.
  func matrix(_ request: FigureRequest, _ preset: PresetFigure) throws -> FigureData {
    let (places, samples) = try places(request, preset)
    let facet = preset.facet ?? "variant"
    var facets: [Value] = []
    var sums: [Value: (values: [ExactSum], count: Int, cells: Set<Int>, samples: Set<Int64>)] = [:]
    var players: [String] = []
    for place in places {
      let key = queries.cells[place.cell].value(of: facet) ?? .null
      for sets in try read(request, { try samples.interactions(ofStage: place.key) }) {
        players = sets.players
        let n = players.count
        if sums[key] == nil {
          facets.append(key)
          sums[key] = (Array(repeating: ExactSum(), count: n * n), 0, [], [])
        }
        for i in 0..<n {
          for j in 0..<n where i != j {
            let set = 1 << i | 1 << j
            sums[key]?.values[i * n + j].add(
              sets.and[set] + (sets.or.isEmpty ? 0 : sets.or[set]))
          }
        }
        sums[key]?.count += 1
        sums[key]?.cells.insert(place.cell)
        sums[key]?.samples.insert(sets.sample)
      }
    }
    guard !facets.isEmpty else {
      throw FigureError.noFiles(
        figure: request.name, reason: Self.withoutInteractions(preset.measure))
    }
    try refuseOtherCoordinates(places.map(\.cell), facet, request, preset)
    let n = players.count
    let panels = facets.map { key in
      let sum = sums[key]
      return HeatMapFigure.Panel(
        title: key == .null ? "" : facet == "variant" ? key.words : "\(facet) = \(key.words)",
        seeds: sum?.cells.count ?? 0, images: sum?.samples.count ?? 0,
        values: (0..<n).map { y in
          (0..<n).map { x in
            x == y ? nil : sum.map { $0.values[y * n + x].value / Double(max(1, $0.count)) }
          }
        })
    }
    let counts = FigureCaption.units(
      panels.map { FigureCaption.Units(seeds: $0.seeds, images: $0.images, hasIntervals: false) })
    return FigureData(
      name: request.name, title: "",
      .heatMap(
        HeatMapFigure(
          panels: panels, x: FigureAxis("player", categories: players),
          y: FigureAxis("player", categories: players), label: "mean I({i, j})")),
      caption: "Interaction of each pair of players as a set, mean over \(counts). Networks at"
        + " \(FigureCaption.epoch(preset)).", note: counts)
  }

  private static func withoutInteractions(_ measure: String) -> String {
    "measure `\(measure)` keeps no interactions of sets of players; measure `{metric: and-or}` or"
      + " `{metric: harsanyi}`"
  }

  // MARK: - One sample

  /// The strongest interactions of one sample.
  func network(_ request: FigureRequest, _ preset: PresetFigure) throws -> FigureData {
    let (all, samples) = try places(request, preset)
    let places = try oneCell(all, request)
    var known: [Int64] = []
    var found: SampleSets?
    for place in places where found == nil {
      let sets = try read(request) { try samples.interactions(ofStage: place.key) }
      known += sets.map(\.sample)
      found = preset.sample.map { id in sets.first { $0.sample == Int64(id) } } ?? sets.first
    }
    guard !known.isEmpty else {
      throw FigureError.noFiles(
        figure: request.name,
        reason: Self.withoutInteractions(preset.measure))
    }
    guard let found else {
      throw FigureError.noSample(figure: request.name, sample: preset.sample ?? 0, known: known)
    }
    let count = preset.count ?? 8
    var links: [NetworkFigure.Link] = []
    for (isOr, values) in [(false, found.and), (true, found.or)] {
      for (set, value) in values.enumerated() where set != 0 && value != 0 {
        let members = found.players.indices.filter { set >> $0 & 1 == 1 }
        links.append(NetworkFigure.Link(members: members, value: value, isOr: isOr))
      }
    }
    links.sort { abs($0.value) > abs($1.value) }
    let total = links.reduce(0) { $0 + abs($1.value) }
    let larger = links.filter { $0.members.count > 1 }.prefix(count)
    let shown = links.filter { $0.members.count == 1 } + larger
    let share = total > 0 ? shown.reduce(0) { $0 + abs($1.value) } / total : 0
    let cell = queries.cells[places[0].cell].label
    let caption =
      "Sample \(found.sample), one network (\(cell)) at \(FigureCaption.epoch(preset)): the"
      + " \(larger.count) strongest of \(links.count) interactions of two and more players, and those"
      + " of single players (fill). Together \(FigureNumber.short(100 * share)) % of Σ|I|."
      + " Width grows with |I|; dashed: negative."
    return FigureData(
      name: request.name, title: "",
      .network(
        NetworkFigure(
          players: found.players, links: shown.sorted { abs($0.value) > abs($1.value) })),
      caption: caption, note: "1 network × 1 image (sample \(found.sample))")
  }

  // MARK: - Images

  /// Samples as images, with the players' grid and what each player is worth.
  func images(_ request: FigureRequest, _ preset: PresetFigure, values metric: String?)
    throws -> FigureData
  {
    let (all, samples) = try places(request, preset)
    let places = try oneCell(all, request)
    let count = preset.count ?? 10
    let wanted = preset.sample.map { [Int64($0)] }
    var images: [SampleImage] = []
    for place in places where images.count < count {
      images += try read(request) { try samples.images(ofStage: place.key, ids: wanted) }
        .filter { image in !images.contains { $0.sample == image.sample } }
    }
    guard !images.isEmpty else {
      throw FigureError.noSample(figure: request.name, sample: preset.sample ?? 0, known: [])
    }
    images = Array(images.prefix(count))
    let worth = try metric.map { try self.worth(of: $0, cell: places[0].cell, preset) } ?? [:]
    let cell = queries.cells[places[0].cell].label
    let drawn = images.map { image in
      let players = (image.players.max() ?? -1) + 1
      return ImageFigure.Image(
        title: image.label.isEmpty
          ? "sample \(image.sample)" : "\(image.label) (\(image.sample))",
        sample: image.sample, width: image.width, pixels: image.pixels, players: image.players,
        values: worth[image.sample].map { values in
          (0..<players).map { values[$0] ?? 0 }
        } ?? [])
    }
    return FigureData(
      name: request.name, title: "",
      .images(
        ImageFigure(
          images: drawn, columns: min(5, drawn.count),
          label: metric.map { "\($0) of a player" } ?? "")),
      caption: "\(drawn.count) images, one network (\(cell)) at \(FigureCaption.epoch(preset))."
        + (metric.map { " Colours: \($0) of each player." } ?? "")
        + " Lines: the players' borders.",
      note: "1 network × \(drawn.count) image\(drawn.count == 1 ? "" : "s")")
  }

  /// What each player of each sample is worth: the rows whose `part` is one player.
  private func worth(of metric: String, cell: Int, _ preset: PresetFigure) throws
    -> [Int64: [Int: Double]]
  {
    let planned = try queries.plannedCheckpoints(measure: preset.measure)[cell]
    let drawn = preset.checkpoint ?? planned?.max()
    let rows = try queries.rows(
      measure: preset.measure, names: [metric], checkpoints: drawn.map { [$0] }, extent: .samples)
    var worth: [Int64: [Int: Double]] = [:]
    for entry in rows.entries where entry.cell == cell {
      guard let sample = entry.sample,
        let player = rows.quantities[entry.quantity].part.flatMap({ Int($0) })
      else { continue }
      worth[sample, default: [:]][player] = entry.value
    }
    return worth
  }
}
