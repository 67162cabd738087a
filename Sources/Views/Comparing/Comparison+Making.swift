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
  var order: [Comparison.Key] = []
  var units: [Comparison.Key: UnitMeans] = [:]

  init(
    of side: ComparedSide, other fixed: Set<String>, summaries: StageSummaries,
    _ settings: Comparison.Settings
  ) {
    for use in Self.chosen(side.uses, settings.epoch) {
      let entries = summaries.entries[use.stage] ?? []
      for entry in Self.chosen(entries, of: use, settings.epoch) {
        let key = Self.key(
          use, summaries.quantities[entry.quantity], entry.checkpoint, entry.isOfSamples, side,
          fixed, settings)
        guard let key else { continue }
        if units[key] == nil { order.append(key) }
        units[key, default: UnitMeans()].add(
          entry.mean, weight: Double(entry.rows), unit: ComparedSide.unit(of: side.cells[use.cell]))
        if entry.isOfSamples, let pool = summaries.pools[use.stage] {
          units[key, default: UnitMeans()].pools.insert(pool)
        }
      }
    }
    // Where there are rows of single samples, their aggregate would be told a second time.
    order.removeAll { key in
      guard !key.isOfSamples else { return false }
      var single = key
      single.isOfSamples = true
      guard units[single] != nil else { return false }
      units[key] = nil
      return true
    }
  }

  /// Puts one number a sample in the place of those a seed.
  mutating func replace(
    bySamples rows: [Int64: [StageSummaries.SampleEntry]], _ quantities: [MetricQuantity],
    of side: ComparedSide, without fixed: Set<String>, _ settings: Comparison.Settings
  ) {
    for key in order where key.isOfSamples { units[key] = UnitMeans() }
    for use in Self.chosen(side.uses, settings.epoch) {
      for row in rows[use.stage] ?? [] {
        let key = Self.key(
          use, quantities[row.quantity], row.checkpoint, true, side, fixed, settings)
        guard let key, units[key] != nil else { continue }
        units[key]?.add(row.value, weight: 1, unit: "\(row.sample)")
      }
    }
  }

  private static func key(
    _ use: StudyUses.Use, _ quantity: MetricQuantity, _ checkpoint: Int?, _ isOfSamples: Bool,
    _ side: ComparedSide, _ fixed: Set<String>, _ settings: Comparison.Settings
  ) -> Comparison.Key? {
    guard settings.isWanted([use.measure, quantity.name].compactMap(\.self).joined(separator: "."))
    else { return nil }
    return Comparison.Key(
      measure: use.measure, model: use.model,
      group: side.group(of: side.cells[use.cell], without: fixed), quantity: quantity,
      checkpoint: settings.epoch == .all ? checkpoint ?? use.checkpoint : nil,
      isOfSamples: isOfSamples)
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
