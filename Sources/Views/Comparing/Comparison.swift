import Base
import Store

/// Two sides of the same quantities, difference by difference.
public struct Comparison: Sendable {
  /// What varies independently, so that intervals count it.
  public enum Unit: String, Sendable, Hashable, CaseIterable {
    case seed, sample
  }

  /// Which epochs are compared.
  public enum Epoch: Sendable, Hashable {
    /// The last of each cell and measure.
    case last
    /// One.
    case at(Int)
    /// Each with the same one of the other side.
    case all
  }

  /// A quantity as both sides have it.
  public struct Key: Sendable, Hashable {
    /// The measure; nil for a stage that is in no plan.
    public var measure: String?
    /// The model.
    public var model: String?
    /// What cells it is of, where a side has several kinds: `variant=normal`.
    public var group: String
    /// What its rows have in common.
    public var quantity: MetricQuantity
    /// The epoch, where each is compared.
    public var checkpoint: Int?
    /// Whether its rows are of single samples.
    public var isOfSamples: Bool
  }

  /// A quantity that both sides have.
  public struct Difference: Sendable, Hashable {
    /// The quantity.
    public var key: Key
    /// The mean of the first side over its units.
    public var first: Double
    /// The mean of the second side over its units.
    public var second: Double
    /// Second minus first, with its interval; nil interval of too few units.
    public var interval: Interval?
    /// How many units the first side has.
    public var firstUnits: Int
    /// How many units the second side has.
    public var secondUnits: Int
    /// Whether units were paired.
    public var isPaired: Bool
    /// Whether the sides have the same units with the same numbers to the last bit.
    public var isEqual: Bool

    /// Second minus first.
    public var value: Double { second - first }
  }

  /// The unit of the intervals.
  public var unit: Unit
  /// Quantities of both sides.
  public var differences: [Difference] = []
  /// Those the first side alone has.
  public var onlyFirst: [Key] = []
  /// Those the second side alone has.
  public var onlySecond: [Key] = []

  /// Whether anything is not the same.
  public var differs: Bool {
    !onlyFirst.isEmpty || !onlySecond.isEmpty || differences.contains { !$0.isEqual }
  }
}
