import Base
import Store

/// The results of one measure at its last checkpoint: what was recorded, by variant.
public struct MeasureResults: Sendable, Hashable {
  /// A mean over seeds (and images) with its interval.
  public struct Number: Sendable, Hashable {
    /// The mean of the seeds' numbers.
    public var mean: Double
    /// Half the width of the 95 % interval; nil where there is one unit only.
    public var halfWidth: Double?
    /// The number of seeds (cells, where seeds are not swept).
    public var seeds: Int
    /// The number of images behind each seed's number; nil where that is not told.
    public var images: Int?
    /// Whether the interval takes images for units beside seeds; else it is of the seeds alone.
    public var isOverImages = false
  }

  /// Quantities by variant.
  public struct Grid: Sendable, Hashable {
    /// What the quantities share; empty for the measure's single numbers.
    public var title: String
    /// The quantities.
    public var quantities: [String]
    /// The variants.
    public var groups: [String]
    /// The numbers, by quantity, then by variant; nil where there is none.
    public var numbers: [[Number?]]
  }

  /// The measure.
  public var measure: String
  /// The epochs its rows are of; empty where they are of no checkpoint.
  public var checkpoints: [Int]
  /// The quantities of no order; nil when there are none.
  public var single: Grid?
  /// For each metric by order a grid of its orders.
  public var byOrder: [Grid]

  /// Makes results; see the properties.
  init(measure: String, checkpoints: [Int], single: Grid?, byOrder: [Grid]) {
    self.measure = measure
    self.checkpoints = checkpoints
    self.single = single
    self.byOrder = byOrder
  }

  /// The results of every measure but one, in the order recorded; `samples` are the rows of single
  /// samples by measure, where there are any.
  static func all(
    in rows: SummaryRows, except training: String, samples: [String: MetricSelection] = [:]
  ) -> [MeasureResults] {
    var measures: [String] = []
    var entries: [String: [SummaryRows.Entry]] = [:]
    for entry in rows.entries where entry.measure != training {
      if entries[entry.measure] == nil { measures.append(entry.measure) }
      entries[entry.measure, default: []].append(entry)
    }
    return measures.map { measure in
      MeasureResults(measure, entries[measure] ?? [], rows, samples[measure])
    }
  }

  private init(
    _ measure: String, _ entries: [SummaryRows.Entry], _ rows: SummaryRows,
    _ samples: MetricSelection?
  ) {
    self.measure = measure
    checkpoints = Set(entries.compactMap(\.checkpoint)).sorted()
    let names = QuantityNames(entries)
    let cells = entries.map { rows.cells[$0.cell] }
    let groups = CellGroup.labels(cells)
    let shown = CellGroup.shownLabels(cells)
    let places = Dictionary(
      zip(groups, groups.indices), uniquingKeysWith: { first, _ in first })
    var tallies: [QuantityNames.Name: [[String: Tally]]] = [:]
    var order: [QuantityNames.Name] = []
    var ofCells: [Int: Set<Int?>] = [:]
    for entry in entries {
      let cell = rows.cells[entry.cell]
      guard let group = places[CellGroup.label(of: cell)] else { continue }
      ofCells[entry.cell, default: []].insert(entry.checkpoint)
      let name = names.name(
        of: rows.quantities[entry.quantity], model: entry.model, reference: entry.reference)
      let unit = cell.value(of: "seed")?.json ?? cell.label
      if tallies[name] == nil {
        order.append(name)
        tallies[name] = groups.map { _ in [:] }
      }
      tallies[name]?[group][unit, default: Tally()].add(entry)
    }
    let crossed = samples.map {
      CrossedNumbers($0, names: names, groups: places, checkpoints: ofCells)
    }
    func grid(_ family: String) -> Grid {
      let quantities = order.filter { $0.family == family }
        .sorted { ($0.order ?? 0) < ($1.order ?? 0) }
      return Grid(
        title: family, quantities: quantities.map(\.label), groups: shown,
        numbers: quantities.map { name in
          (tallies[name] ?? []).enumerated().map { group, units in
            Self.number(of: Array(units.values), crossed?.mean(of: name, group: group))
          }
        })
    }
    var families: [String] = []
    for name in order where !families.contains(name.family) { families.append(name.family) }
    single = families.contains("") ? grid("") : nil
    byOrder = families.filter { !$0.isEmpty }.map(grid)
  }

  /// The mean over units; nil of none.
  ///
  /// Its interval is over seeds and images where it is their mean. What a measure made of all images
  /// together, such as a ratio of means, has one over seeds alone.
  private static func number(of units: [Tally], _ crossed: InferredNumber?) -> Number? {
    let values = units.compactMap(\.value)
    guard let mean = Statistics.mean(values) else { return nil }
    var number = Number(
      mean: mean, halfWidth: nil, seeds: values.count, images: units.compactMap(\.images).max())
    if let crossed, abs(crossed.value - mean) <= 1e-9 * max(1, abs(mean)) {
      number.halfWidth = (crossed.interval.high - crossed.interval.low) / 2
      number.isOverImages = true
    } else if let interval = MeanEstimate(meanOf: values)?.interval(level: 0.95) {
      number.halfWidth = (interval.high - interval.low) / 2
    }
    return number
  }
}

/// One unit's number from the summaries of the stages it is spread over.
private struct Tally {
  private var ofSamples: [(rows: Int, mean: Double)] = []
  private var ofSeveral: [(rows: Int, mean: Double)] = []
  private var counts: [Int] = []

  mutating func add(_ entry: SummaryRows.Entry) {
    if entry.isOfSamples {
      ofSamples.append((entry.rows, entry.mean))
    } else {
      ofSeveral.append((entry.rows, entry.mean))
      if let count = entry.count { counts.append(count) }
    }
  }

  /// What its measure made of the samples together where it did, which need not be their mean: J is a
  /// ratio of means.
  var value: Double? { Self.mean(ofSeveral.isEmpty ? ofSamples : ofSeveral) }

  /// How many images are behind it; nil where that is not told.
  var images: Int? {
    ofSamples.isEmpty ? counts.max() : ofSamples.reduce(0) { $0 + $1.rows }
  }

  private static func mean(_ parts: [(rows: Int, mean: Double)]) -> Double? {
    if parts.count == 1 { return parts[0].mean }
    let rows = parts.reduce(0) { $0 + $1.rows }
    guard rows > 0 else { return nil }
    return ExactSum.of(parts.map { $0.mean * Double($0.rows) }) / Double(rows)
  }
}
