import Base
import Store

/// A place in a sweep: what cells that differ in nothing but their seeds have in common.
public struct SweepPoint: Sendable, Hashable {
  /// A dimension at its value here.
  public struct Part: Sendable, Hashable {
    /// `variant`, or a swept path.
    public var dimension: String
    /// The value.
    public var value: Value
  }

  /// The dimensions but seeds, in the order given.
  public var parts: [Part]

  /// The place of `cell` by `dimensions`, in their order; those of seeds are left out.
  public init(of cell: StudyCell, dimensions: [String]) {
    self.init(dimensions: dimensions) { cell.value(of: $0) }
  }

  /// The place where the dimensions have the values that `value` tells, in their order; those of
  /// seeds are left out.
  public init(dimensions: [String], _ value: (_ dimension: String) -> Value?) {
    parts = dimensions.filter { !Self.isSeed($0) }.compactMap { dimension in
      value(dimension).map { Part(dimension: dimension, value: $0) }
    }
  }

  /// Whether a swept path makes replicas: `seed`, or one of `seeds`.
  public static func isSeed(_ path: String) -> Bool {
    path == "seed" || path.hasPrefix("seeds.")
  }

  /// Whether numbers lie more evenly by their logarithms than as they are: all are positive, they
  /// span a decade, and their median is nearer to the geometric than to the arithmetic middle.
  static func areEvenInLogarithms(_ values: [Double]) -> Bool {
    guard let low = values.min(), let high = values.max(), low > 0, high >= 10 * low,
      let median = Statistics.median(values)
    else { return false }
    return median * median < (low * high).squareRoot() * (low + high) / 2
  }

  /// `variant=normal,training.batch=64`; `base` where nothing but seeds is swept.
  public var label: String {
    parts.isEmpty
      ? "base" : parts.map { "\($0.dimension)=\($0.value.words)" }.joined(separator: ",")
  }

  /// The value of a dimension here; nil where it has none.
  public func value(of dimension: String) -> Value? {
    parts.first { $0.dimension == dimension }?.value
  }
}
