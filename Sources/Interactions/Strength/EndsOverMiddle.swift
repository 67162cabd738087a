/// How strong the ends of a curve over context orders are beside its middle: whether it is a U.
///
/// By position, m over the largest context order: the low end is at most 0.1, the middle 0.35 to 0.65,
/// the high end at least 0.9, both bounds included. J and S give the same ratios, since J is S over a
/// number all context orders share.
public struct EndsOverMiddle: Sendable, Hashable {
  /// The mean over the low end.
  public let low: Double
  /// The mean over the middle.
  public let middle: Double
  /// The mean over the high end.
  public let high: Double

  /// Of the values at some context orders, each once; nil where an end or the middle has none, as
  /// with two, three or five players.
  public init?(of curve: [(contextOrder: Int, value: Double)]) {
    let largest = Double(curve.map(\.contextOrder).max() ?? 0)
    guard largest > 0 else { return nil }
    func mean(_ positions: ClosedRange<Double>) -> Double? {
      let values = curve.filter {
        let order = Double($0.contextOrder)
        return order >= positions.lowerBound * largest - Self.slack
          && order <= positions.upperBound * largest + Self.slack
      }.map(\.value)
      return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    guard let low = mean(0...0.1), let middle = mean(0.35...0.65), let high = mean(0.9...1) else {
      return nil
    }
    self.low = low
    self.middle = middle
    self.high = high
  }

  /// The low end over the middle; nil where the middle is 0.
  public var lowOverMiddle: Double? { middle == 0 ? nil : low / middle }
  /// The high end over the middle; nil where the middle is 0.
  public var highOverMiddle: Double? { middle == 0 ? nil : high / middle }

  /// Positions such as 0.35 · 20 must not miss 7 by a rounding error.
  private static let slack = 1e-9
}
