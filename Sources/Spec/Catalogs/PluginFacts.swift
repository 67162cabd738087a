/// A data set plugin that says what its samples are before anything is loaded, so that players
/// and pools that cannot fit are faults.
public protocol SampleShaped: SplitNaming {
  /// Height, width and channels of an image, or the number of features; empty when only the data
  /// tells.
  var shape: [Int] { get }
  /// Number of classes; 0 when only the data tells.
  var classes: Int { get }
  /// Number of samples in each split; empty when only the data tells.
  var sizes: [String: Int] { get }
}

/// A metric plugin of games that is limited in the number of players.
public protocol PlayerLimited: Sendable {
  /// The numbers of players it can be computed for.
  var playerCounts: ClosedRange<Int> { get }
}

/// A quantity a metric records once per model, checkpoint and pool or split.
public struct Quantity: Sendable, Hashable {
  /// Its name, such as `J`.
  public let name: String
  /// The dimensions that tell its rows apart, beside model, checkpoint and split, with the values
  /// there are: `context_order` from 0 to n − 2.
  public let ranges: [String: ClosedRange<Int>]

  /// Makes a quantity; see the properties.
  public init(_ name: String, ranges: [String: ClosedRange<Int>] = [:]) {
    self.name = name
    self.ranges = ranges
  }
}

/// A metric plugin that says what it records, so that claims and figures of anything else are
/// faults.
public protocol QuantityNaming: Sendable {
  /// The quantities for games of so many players; nil where only the data tells, or for no game.
  func quantities(playerCount: Int?) -> [Quantity]
}

/// A transform plugin that changes each sample by itself, so that a training can draw it anew each
/// time.
public protocol ChangingSamplesAlone: Sendable {}
