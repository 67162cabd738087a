import Base
import Store

/// Means over the samples of a pool, from the rows of its samples.
///
/// The sums are exactly rounded, so the samples' order does not matter.
struct PoolMeans {
  /// A mean and how many numbers it is of.
  typealias Mean = (mean: Double, count: Int)

  /// What rows of one kind have in common.
  private struct Kind: Hashable {
    var name: String
    var part: String?
    var contextOrder: Int?
    var interactionOrder: Int?
  }

  private var rows: [Kind: [MetricRow]] = [:]
  /// In the order in which they first appear.
  private var kinds: [Kind] = []

  init(_ rows: [MetricRow]) {
    for row in rows {
      let kind = Kind(
        name: row.name, part: row.part, contextOrder: row.contextOrder,
        interactionOrder: row.interactionOrder)
      if self.rows[kind] == nil { kinds.append(kind) }
      self.rows[kind, default: []].append(row)
    }
  }

  /// The mean of the rows called `name` that have no order.
  func single(_ name: String) -> Mean? { mean(of: Kind(name: name)) }

  /// The means of `name` by context order, ascending; nil where it has no rows.
  func byContextOrder(_ name: String) -> [(order: Int, mean: Double)]? {
    let means = orders(of: name).compactMap { order in
      mean(of: Kind(name: name, contextOrder: order)).map { (order, $0.mean) }
    }
    return means.isEmpty ? nil : means
  }

  /// The means of `name` by context order, each row counting as often as its `count` says.
  func weightedByContextOrder(_ name: String) -> [(order: Int, mean: Double)] {
    orders(of: name).compactMap { order in
      let rows = rows[Kind(name: name, contextOrder: order)] ?? []
      let total = rows.reduce(0) { $0 + ($1.count ?? 0) }
      guard total > 0 else { return nil }
      return (order, ExactSum.of(rows.map { $0.value * Double($0.count ?? 0) }) / Double(total))
    }
  }

  /// A row of the pool for every kind of row but those called `excluded`: the mean over samples.
  func means(excluding excluded: Set<String> = []) -> [MetricRow] {
    kinds.filter { !excluded.contains($0.name) }.compactMap { kind in
      mean(of: kind).map { mean, count in
        MetricRow(
          name: kind.name, value: mean, part: kind.part, contextOrder: kind.contextOrder,
          interactionOrder: kind.interactionOrder, count: count,
          exact: rows[kind]?.allSatisfy(\.exact) ?? true)
      }
    }
  }

  /// The pool's mean |v(N) − v(∅)| and share of correct samples, as far as they were recorded.
  var facts: [MetricRow] {
    [TableRow.effect, TableRow.correct].compactMap { name in
      single(name).map { MetricRow(name: name, value: $0.mean, count: $0.count, exact: true) }
    }
  }

  /// Whether all rows of `name` are exact.
  func isExact(_ name: String) -> Bool {
    kinds.filter { $0.name == name }.allSatisfy { rows[$0]?.allSatisfy(\.exact) ?? true }
  }

  private func orders(of name: String) -> [Int] {
    kinds.filter { $0.name == name }.compactMap(\.contextOrder).sorted()
  }

  private func mean(of kind: Kind) -> Mean? {
    guard let values = rows[kind]?.map(\.value), let mean = Statistics.mean(values) else {
      return nil
    }
    return (mean, values.count)
  }
}
