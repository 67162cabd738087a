import Base
import Store

extension Comparison {
  /// What is compared and how.
  public struct Settings: Sendable {
    /// The unit of intervals.
    public var unit: Unit
    /// The epochs.
    public var epoch: Epoch
    /// The level of intervals, such as 0.95.
    public var level: Double
    /// Which quantities, as `measure.metric`.
    public var isWanted: @Sendable (String) -> Bool

    /// Makes settings.
    public init(
      unit: Unit, epoch: Epoch = .last, level: Double = 0.95,
      isWanted: @escaping @Sendable (String) -> Bool = { _ in true }
    ) {
      self.unit = unit
      self.epoch = epoch
      self.level = level
      self.isWanted = isWanted
    }
  }

  /// Compares two sides by the summaries of their stages, seed by seed.
  ///
  /// Units are paired where both sides have the same ones and, of quantities of single samples, the
  /// same samples; else the difference is Welch's.
  public init(
    _ first: ComparedSide, _ second: ComparedSide, summaries: StageSummaries, _ settings: Settings
  ) {
    let numbers = [first, second].map { side in
      Numbers(
        of: side, other: side.fixed.union(first.fixed).union(second.fixed), summaries: summaries,
        settings)
    }
    self.init(numbers[0], numbers[1], settings)
  }

  /// Compares two sides sample by sample, each sample's number averaged over the side's cells; what
  /// is not of single samples is compared without an interval.
  public init(
    _ first: ComparedSide, _ second: ComparedSide, summaries: StageSummaries,
    samples: (quantities: [MetricQuantity], entries: [StageSummaries.SampleEntry]),
    _ settings: Settings
  ) {
    let rows = Dictionary(grouping: samples.entries, by: \.stage)
    let fixed = first.fixed.union(second.fixed)
    let numbers = [first, second].map { side in
      var numbers = Numbers(of: side, other: fixed, summaries: summaries, settings)
      numbers.replace(
        bySamples: rows, samples.quantities, of: side, without: fixed, settings)
      return numbers
    }
    self.init(numbers[0], numbers[1], settings)
  }

  private init(_ first: Numbers, _ second: Numbers, _ settings: Settings) {
    unit = settings.unit
    for key in first.order {
      guard let ours = first.units[key] else { continue }
      guard let theirs = second.units[key] else {
        onlyFirst.append(key)
        continue
      }
      if let difference = Self.difference(key, ours, theirs, settings.level) {
        differences.append(difference)
      }
    }
    onlySecond = second.order.filter { first.units[$0] == nil }
  }

  private static func difference(
    _ key: Key, _ first: UnitMeans, _ second: UnitMeans, _ level: Double
  ) -> Difference? {
    let names = first.means.keys.sorted()
    let others = second.means.keys.sorted()
    let ours = names.compactMap { first.means[$0]?.value }
    let theirs = others.compactMap { second.means[$0]?.value }
    guard let mean = Statistics.mean(ours), let otherMean = Statistics.mean(theirs) else {
      return nil
    }
    let isPaired = names == others && first.pools == second.pools
    // Of one cell each, the units are these cells, whatever they are called.
    let isComparable = names == others || names.count == 1 && others.count == 1
    let estimate =
      isPaired
      ? MeanEstimate(pairedDifferenceOf: theirs, minus: ours)
      : MeanEstimate(welchDifferenceOf: theirs, minus: ours)
    return Difference(
      key: key, first: mean, second: otherMean, interval: estimate?.interval(level: level),
      firstUnits: ours.count, secondUnits: theirs.count, isPaired: isPaired,
      isEqual: isComparable && ours == theirs)
  }
}

/// The numbers of one side: for each quantity one a unit.
private struct UnitMeans {
  /// A mean as it grows.
  struct Mean {
    var sum = 0.0
    var weight = 0.0

    var value: Double { sum / weight }
  }

  var means: [String: Mean] = [:]
  var pools: Set<String> = []

  mutating func add(_ value: Double, weight: Double, unit: String) {
    means[unit, default: Mean()].sum += value * weight
    means[unit, default: Mean()].weight += weight
  }
}

private struct Numbers {
  private(set) var order: [Comparison.Key] = []
  private(set) var units: [Comparison.Key: UnitMeans] = [:]

  /// The numbers of a side by seed, of its stages' summaries.
  init(
    of side: ComparedSide, other fixed: Set<String>, summaries: StageSummaries,
    _ settings: Comparison.Settings
  ) {
    var table = KeyTable(side, fixed, summaries.quantities, settings)
    for use in Self.chosen(side.uses, settings.epoch) {
      let unit = ComparedSide.unit(of: side.cells[use.cell])
      let entries = summaries.entries[use.stage] ?? []
      for entry in Self.chosen(entries, of: use, settings.epoch) {
        guard
          let place = table.place(use, entry.quantity, entry.checkpoint, entry.isOfSamples)
        else { continue }
        table.means[place].add(entry.mean, weight: Double(entry.rows), unit: unit)
        if entry.isOfSamples, let pool = summaries.pools[use.stage] {
          table.means[place].pools.insert(pool)
        }
      }
    }
    let single = Set(table.keys.filter(\.isOfSamples))
    for (key, means) in zip(table.keys, table.means) {
      // Where there are rows of single samples, their aggregate would be told a second time.
      var other = key
      other.isOfSamples = true
      guard key.isOfSamples || !single.contains(other) else { continue }
      order.append(key)
      units[key] = means
    }
  }

  /// Puts one number a sample in the place of those a seed.
  mutating func replace(
    bySamples rows: [Int64: [StageSummaries.SampleEntry]], _ quantities: [MetricQuantity],
    of side: ComparedSide, without fixed: Set<String>, _ settings: Comparison.Settings
  ) {
    var table = KeyTable(side, fixed, quantities, settings)
    for use in Self.chosen(side.uses, settings.epoch) {
      for row in rows[use.stage] ?? [] {
        guard let place = table.place(use, row.quantity, row.checkpoint, true) else { continue }
        table.means[place].add(row.value, weight: 1, unit: "\(row.sample)")
      }
    }
    for (key, means) in zip(table.keys, table.means) where units[key] != nil { units[key] = means }
  }

  private static func chosen(_ uses: [StudyUses.Use], _ epoch: Comparison.Epoch)
    -> [StudyUses.Use]
  {
    switch epoch {
    case .all: return uses
    case .at(let wanted): return uses.filter { $0.checkpoint == nil || $0.checkpoint == wanted }
    case .last: return StudyUses.atLastEpoch(uses)
    }
  }

  /// The summaries of a use whose rows say their epoch themselves.
  private static func chosen(
    _ entries: [StageSummaries.Entry], of use: StudyUses.Use, _ epoch: Comparison.Epoch
  ) -> [StageSummaries.Entry] {
    guard use.checkpoint == nil else { return entries }
    switch epoch {
    case .all: return entries
    case .at(let wanted): return entries.filter { $0.checkpoint == nil || $0.checkpoint == wanted }
    case .last:
      var last: [Int: Int] = [:]
      for entry in entries {
        if let checkpoint = entry.checkpoint {
          last[entry.quantity] = max(checkpoint, last[entry.quantity] ?? checkpoint)
        }
      }
      return entries.filter { $0.checkpoint == last[$0.quantity] }
    }
  }
}

/// The quantities of a side in the order in which they are met, found without hashing their texts.
private struct KeyTable {
  private struct Place: Hashable {
    var kind: Int
    var quantity: Int
    var checkpoint: Int?
    var isOfSamples: Bool
  }

  private struct Kind: Hashable {
    var measure: String?
    var model: String?
    var group: String
  }

  private let groups: [String]
  private let quantities: [MetricQuantity]
  private let settings: Comparison.Settings
  private var kinds: [Kind: Int] = [:]
  private var places: [Place: Int?] = [:]
  private var last: (use: StudyUses.Use, kind: Int)?
  private(set) var keys: [Comparison.Key] = []
  var means: [UnitMeans] = []

  init(
    _ side: ComparedSide, _ fixed: Set<String>, _ quantities: [MetricQuantity],
    _ settings: Comparison.Settings
  ) {
    groups = side.cells.map { side.group(of: $0, without: fixed) }
    self.quantities = quantities
    self.settings = settings
  }

  /// The place of a quantity of a use; nil of one that is not wanted.
  mutating func place(
    _ use: StudyUses.Use, _ quantity: Int, _ checkpoint: Int?, _ isOfSamples: Bool
  ) -> Int? {
    let epoch = settings.epoch == .all ? checkpoint ?? use.checkpoint : nil
    let kind = kind(of: use)
    let place = Place(
      kind: kind, quantity: quantity, checkpoint: epoch, isOfSamples: isOfSamples)
    if let known = places[place] { return known }
    let found = quantities[quantity]
    let name = [use.measure, found.name].compactMap(\.self).joined(separator: ".")
    guard settings.isWanted(name) else {
      places[place] = .some(nil)
      return nil
    }
    places[place] = keys.count
    keys.append(
      Comparison.Key(
        measure: use.measure, model: use.model, group: groups[use.cell], quantity: found,
        checkpoint: epoch, isOfSamples: isOfSamples))
    means.append(UnitMeans())
    return keys.count - 1
  }

  private mutating func kind(of use: StudyUses.Use) -> Int {
    if let last, last.use == use { return last.kind }
    let kind = Kind(measure: use.measure, model: use.model, group: groups[use.cell])
    let number = kinds[kind] ?? kinds.count
    kinds[kind] = number
    last = (use, number)
    return number
  }
}
