import Base

/// What measurements keep of single samples in files of their own: how the module of views, which
/// knows no data sets and games, gets at it.
public protocol FigureSamples: Sendable {
  /// The interactions of every set of players, of the samples of a stage, in its order; empty for a
  /// stage that keeps none.
  func interactions(ofStage key: ContentHash) throws -> [SampleSets]
  /// The samples of a stage as images with their players; only those of `ids` where given.
  func images(ofStage key: ContentHash, ids: [Int64]?) throws -> [SampleImage]
}

/// The interactions of every set of one sample's players.
public struct SampleSets: Sendable, Hashable {
  /// The sample's id.
  public var sample: Int64
  /// What the players are called.
  public var players: [String]
  /// I of every set, the set's bits its place; AND interactions.
  public var and: [Double]
  /// The same of OR interactions; empty where there are none.
  public var or: [Double]

  /// Makes it; see the properties.
  public init(sample: Int64, players: [String], and: [Double], or: [Double]) {
    self.sample = sample
    self.players = players
    self.and = and
    self.or = or
  }
}

/// A sample as a picture, with who owns each pixel.
public struct SampleImage: Sendable, Hashable {
  /// The sample's id.
  public var sample: Int64
  /// What people call its class; empty when unknown.
  public var label: String
  /// Pixels in a row.
  public var width: Int
  /// Each pixel's red, green and blue from 0 to 255 as one number, row by row.
  public var pixels: [Int]
  /// The player of each pixel; negative for nobody's.
  public var players: [Int]

  /// Makes it; see the properties.
  public init(sample: Int64, label: String, width: Int, pixels: [Int], players: [Int]) {
    self.sample = sample
    self.label = label
    self.width = width
    self.pixels = pixels
    self.players = players
  }
}
