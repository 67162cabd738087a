import Base
import Store

/// A training curve of each variant: one metric of one model by epoch, over seeds.
public struct TrainingChart: Sendable, Hashable {
  /// One curve.
  public struct Series: Sendable, Hashable {
    /// The variant.
    public var group: String
    /// The place of the variant among all.
    public var index: Int
    /// The split it is of; nil where there are none.
    public var split: String?
    /// The number of seeds.
    public var seeds: Int
    /// Its points by epoch.
    public var points: [Point]
  }

  /// One epoch.
  public struct Point: Sendable, Hashable {
    /// The epoch.
    public var epoch: Int
    /// The mean over seeds.
    public var mean: Double
    /// The smallest of the seeds' numbers.
    public var low: Double
    /// The largest.
    public var high: Double
  }

  /// The model.
  public var model: String?
  /// The metric.
  public var metric: String
  /// The metric's unit.
  public var unit: String?
  /// The curves.
  public var series: [Series]

  /// The charts of everything recorded as `measure`, in the order recorded.
  static func all(in rows: SummaryRows, measure: String) -> [TrainingChart] {
    struct Name: Hashable {
      var model: String?
      var metric: String
      var unit: String?
    }
    struct Curve: Hashable {
      var group: String
      var split: String?
    }
    let groups = CellGroup.labels(rows.cells)
    let shown = CellGroup.shownLabels(rows.cells)
    var names: [Name] = []
    var curves: [Name: [Curve]] = [:]
    var values: [Name: [Curve: [Int: [Double]]]] = [:]
    for entry in rows.entries where entry.measure == measure {
      guard let epoch = entry.checkpoint else { continue }
      let quantity = rows.quantities[entry.quantity]
      let name = Name(model: entry.model, metric: quantity.name, unit: quantity.unit)
      let curve = Curve(
        group: CellGroup.label(of: rows.cells[entry.cell]), split: quantity.split)
      if values[name] == nil { names.append(name) }
      if values[name]?[curve] == nil { curves[name, default: []].append(curve) }
      values[name, default: [:]][curve, default: [:]][epoch, default: []].append(entry.mean)
    }
    return names.map { name in
      let series = (curves[name] ?? []).map { curve in
        let byEpoch = values[name]?[curve] ?? [:]
        let points = byEpoch.sorted { $0.key < $1.key }.compactMap { epoch, values -> Point? in
          guard let mean = Statistics.mean(values), let low = values.min(), let high = values.max()
          else { return nil }
          return Point(epoch: epoch, mean: mean, low: low, high: high)
        }
        let place = groups.firstIndex(of: curve.group) ?? 0
        return Series(
          group: shown[place], index: place, split: curve.split,
          seeds: byEpoch.values.map(\.count).max() ?? 0, points: points)
      }
      return TrainingChart(
        model: name.model, metric: name.metric, unit: name.unit, series: series)
    }
  }
}
