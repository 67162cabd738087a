/// Successive halving of a sweep: at each rung its points are compared, and only the best go on.
public struct Halving: Sendable, Hashable {
  /// The measurement compared.
  public var measure: String
  /// The quantity it records.
  public var quantity: String
  /// Dimensions of its rows held at a value, such as `split`.
  public var filters: [String: Value]
  /// The model measured, which is trained no further than its rung.
  public var model: String
  /// The epochs at which points are compared, ascending.
  public var rungs: [Int]
  /// The share of the points that goes on.
  public var keep: Double
  /// Whether the largest number is the best.
  public var isMaximised: Bool

  /// Makes it; see the properties.
  public init(
    measure: String, quantity: String, filters: [String: Value] = [:], model: String, rungs: [Int],
    keep: Double, isMaximised: Bool = true
  ) {
    self.measure = measure
    self.quantity = quantity
    self.filters = filters
    self.model = model
    self.rungs = rungs
    self.keep = keep
    self.isMaximised = isMaximised
  }

  /// How many of `count` points go on: the share, rounded down, but one at least.
  public func kept(of count: Int) -> Int {
    // 0.29 of 100 is 29, although the product is a little less.
    min(count, max(1, Int((keep * Double(count) + 1e-9).rounded(.down))))
  }

  /// The quantity with what it is held at: `accuracy.accuracy[split=test]`.
  public var text: String {
    let held = filters.sorted { $0.key < $1.key }.map {
      "\($0.key)=\($0.value.text ?? $0.value.json)"
    }
    return "\(measure).\(quantity)" + (held.isEmpty ? "" : "[\(held.joined(separator: ","))]")
  }
}
