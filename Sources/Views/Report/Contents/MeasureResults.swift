import Base
import Store

/// The results of one measure at its last checkpoint: what was recorded, by variant.
public struct MeasureResults: Sendable, Hashable {
  /// A mean over seeds (and images) with its interval.
  public struct Number: Sendable, Hashable {
    /// The mean of the seeds' numbers.
    public var mean: Double
    /// Half the width of the 95 % interval of Student's t over seeds; nil with one seed.
    public var halfWidth: Double?
    /// The number of seeds (cells, where seeds are not swept).
    public var seeds: Int
    /// The number of images behind each seed's number; nil where that is not told.
    public var images: Int?
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

  /// The results of every measure but one, in the order recorded.
  static func all(in rows: SummaryRows, except training: String) -> [MeasureResults] {
    var measures: [String] = []
    var entries: [String: [SummaryRows.Entry]] = [:]
    for entry in rows.entries where entry.measure != training {
      if entries[entry.measure] == nil { measures.append(entry.measure) }
      entries[entry.measure, default: []].append(entry)
    }
    return measures.map { MeasureResults($0, entries[$0] ?? [], rows) }
  }

  private init(_ measure: String, _ entries: [SummaryRows.Entry], _ rows: SummaryRows) {
    self.measure = measure
    checkpoints = Set(entries.compactMap(\.checkpoint)).sorted()
    let names = QuantityNames(entries, rows)
    let groups = CellGroup.labels(entries.map { rows.cells[$0.cell] })
    let places = Dictionary(
      zip(groups, groups.indices), uniquingKeysWith: { first, _ in first })
    var grids: [String: Grid] = [:]
    var titles: [String] = []
    var tallies: [String: [QuantityNames.Name: [[String: Tally]]]] = [:]
    var order: [String: [QuantityNames.Name]] = [:]
    for entry in entries {
      let name = names.name(of: entry)
      let cell = rows.cells[entry.cell]
      guard let group = places[CellGroup.label(of: cell)] else { continue }
      let unit = cell.value(of: "seed")?.json ?? cell.label
      if order[name.family] == nil { titles.append(name.family) }
      if tallies[name.family]?[name] == nil {
        order[name.family, default: []].append(name)
        tallies[name.family, default: [:]][name] = groups.map { _ in [:] }
      }
      tallies[name.family]?[name]?[group][unit, default: Tally()].add(entry)
    }
    for title in titles {
      let quantities = (order[title] ?? []).sorted { ($0.order ?? 0) < ($1.order ?? 0) }
      grids[title] = Grid(
        title: title, quantities: quantities.map(\.label), groups: groups,
        numbers: quantities.map { quantity in
          (tallies[title]?[quantity] ?? []).map { Self.number(of: Array($0.values)) }
        })
    }
    single = grids[""]
    byOrder = titles.filter { !$0.isEmpty }.compactMap { grids[$0] }
  }

  /// The mean over units; nil of none.
  private static func number(of units: [Tally]) -> Number? {
    let values = units.compactMap(\.value)
    guard let mean = Statistics.mean(values) else { return nil }
    let interval = MeanEstimate(meanOf: values)?.interval(level: 0.95)
    return Number(
      mean: mean, halfWidth: interval.map { ($0.high - $0.low) / 2 }, seeds: values.count,
      images: units.compactMap(\.images).max())
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

/// What quantities of a measure are called: their metric and what tells them from the others.
private struct QuantityNames {
  /// A quantity's name in its table.
  struct Name: Hashable {
    /// What the quantities of one table share: a metric by order; empty for single numbers.
    var family: String
    /// The name in the table.
    var label: String
    /// The order; nil of a single number.
    var order: Int?
  }

  private let rows: SummaryRows
  private let hasSeveralModels: Bool

  init(_ entries: [SummaryRows.Entry], _ rows: SummaryRows) {
    self.rows = rows
    hasSeveralModels = Set(entries.map(\.model)).count > 1
  }

  func name(of entry: SummaryRows.Entry) -> Name {
    let quantity = rows.quantities[entry.quantity]
    var parts = [quantity.name]
    if hasSeveralModels, let model = entry.model { parts.append(model) }
    parts += [
      quantity.split, quantity.layer, quantity.className, quantity.labelKind, quantity.part,
    ]
    .compactMap { $0 }
    if let reference = entry.reference { parts.append("against \(reference)") }
    var text = parts.joined(separator: " · ")
    if let unit = quantity.unit { text += " (\(unit))" }
    switch (quantity.contextOrder, quantity.interactionOrder) {
    case (nil, nil): return Name(family: "", label: text, order: nil)
    case (let context?, nil):
      return Name(family: "\(text) by context order", label: "m = \(context)", order: context)
    case (nil, let interaction?):
      return Name(
        family: "\(text) by interaction order", label: "order \(interaction)", order: interaction)
    case (let context?, let interaction?):
      return Name(
        family: "\(text) of order \(interaction) by context order", label: "m = \(context)",
        order: context)
    }
  }
}
