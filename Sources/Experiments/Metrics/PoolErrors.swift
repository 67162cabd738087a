import Base
import Interactions
import Store

/// Standard errors of a pool's means and shares by context order, samples being the units
/// (science: §8.3).
///
/// What differs between samples includes the sampling error within each, so both are covered.
struct PoolErrors {
  /// Numbers by name, then shape [sample][order].
  private let numbers: [String: [[Double]]]
  /// The rows' own errors where there is one sample.
  private let own: [String: [Double?]]
  private let strength: String
  private let weights: [Double]?
  private let orders: [Int]

  /// Errors of sampled rows; nil where every row of `strength` is exact, since the mean over the
  /// pool is then exact too.
  ///
  /// `weights` are those of the orders in the mean that J divides by.
  init?(_ rows: [MetricRow], strength: String, weights: [Double]? = nil) {
    guard rows.contains(where: { $0.name == strength && !$0.exact }) else { return nil }
    let orders = Set(rows.compactMap { $0.name == strength ? $0.contextOrder : nil }).sorted()
    var numbers: [String: [Int64: [Int: Double]]] = [:]
    var own: [String: [Int: Double?]] = [:]
    for row in rows {
      guard let order = row.contextOrder, let sample = row.sample else { continue }
      numbers[row.name, default: [:]][sample, default: [:]][order] = row.value
      own[row.name, default: [:]][order] = row.standardError
    }
    self.numbers = numbers.mapValues { samples in
      samples.keys.sorted().map { sample in orders.map { samples[sample]?[$0] ?? 0 } }
    }
    self.own = own.mapValues { errors in orders.map { errors[$0] ?? nil } }
    self.strength = strength
    self.weights = weights
    self.orders = orders
  }

  /// The error of the mean of `name` at each order.
  func ofMeans(_ name: String) -> [Double?] {
    guard let samples = numbers[name], samples.count > 1 else {
      return own[name] ?? orders.map { _ in nil }
    }
    return orders.indices.map { order in Statistics.standardError(samples.map { $0[order] }) }
  }

  /// The error of J at each order, the ratio linearised.
  var ofShares: [Double?] {
    guard let samples = numbers[strength],
      let shares = StrengthOverSamples(perSample: samples).shares(weights: weights)
    else { return own["J"] ?? orders.map { _ in nil } }
    return shares.map(\.standardError)
  }
}
