import Glibc

/// A correlation over units that fall into clusters, such as the cells of several seeds, with an
/// error bar that counts clusters.
public struct ClusteredCorrelation: Sendable, Hashable {
  /// Which correlation.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case pearson, spearman
  }

  /// The correlation over all units.
  public let value: Double
  /// Fisher's z = artanh of the correlation; nil below two clusters, or where leaving one out leaves
  /// no correlation or fewer than three pairs, whose correlation says nothing (of two it is ±1).
  ///
  /// Its standard error comes from leaving out one cluster at a time, with one degree of freedom
  /// less than clusters. Without association z is 0. Fisher's own 1/√(clusters − 3) is no
  /// substitute: it covers 100 % where the pairs of a cluster differ, and 82 % of heavy tails.
  public let transformed: MeanEstimate?
  /// The clusters counted as independent, and the pairs in them.
  public let units: InferenceUnit

  /// The fewest pairs that leaving out a cluster may leave.
  private static let fewestLeft = 3

  /// The correlation of two numbers per pair; nil where it is not defined.
  ///
  /// `unit` is what a cluster is.
  public init?(
    _ x: [Double], _ y: [Double], clusters: [Int], kind: Kind = .pearson, unit: String = "cluster"
  ) {
    precondition(
      x.count == y.count && x.count == clusters.count, "one cluster per pair of numbers")
    guard let value = Self.correlation(x, y, kind) else { return nil }
    self.value = value
    let labels = Set(clusters).sorted()
    units = InferenceUnit(unit, count: labels.count, samples: x.count)
    let without = labels.compactMap { label -> Double? in
      let kept = clusters.indices.filter { clusters[$0] != label }
      guard kept.count >= Self.fewestLeft else { return nil }
      return Self.correlation(kept.map { x[$0] }, kept.map { y[$0] }, kind).map(Self.transform)
    }
    guard labels.count >= 2, without.count == labels.count, let mean = Statistics.mean(without)
    else {
      transformed = nil
      return
    }
    let count = Double(labels.count)
    let squares = ExactSum.of(without.map { ($0 - mean) * ($0 - mean) })
    transformed = MeanEstimate(
      value: Self.transform(value), standardError: ((count - 1) / count * squares).squareRoot(),
      degreesOfFreedom: count - 1)
  }

  /// The two-sided confidence interval of the correlation at `level`; nil without an error bar.
  public func interval(level: Double) -> Interval? {
    transformed.map {
      let interval = $0.interval(level: level)
      return Interval(tanh(interval.low), tanh(interval.high))
    }
  }

  private static func correlation(_ x: [Double], _ y: [Double], _ kind: Kind) -> Double? {
    switch kind {
    case .pearson: Statistics.pearson(x, y)
    case .spearman: Statistics.spearman(x, y)
    }
  }

  /// artanh, kept finite at ±1.
  private static func transform(_ correlation: Double) -> Double {
    atanh(max(-1 + 0x1p-52, min(1 - 0x1p-52, correlation)))
  }
}
