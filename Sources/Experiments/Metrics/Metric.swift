import Base
import Interactions
import Spec
import Store

/// A measurement a spec may name: its parameters and what it computes.
protocol Metric: Sendable {
  /// The name in specs.
  static var name: String { get }
  /// One line for the catalog, with the paper where there is one.
  static var summary: String { get }
  /// Raised whenever the same parameters lead to other numbers; part of every key.
  static var version: Int { get }
  /// Which of the common keys of a measurement it uses.
  static var inputs: Set<CatalogEntry.MeasureInput> { get }
  /// Reads the parameters from the spec, reporting every fault.
  init(_ read: ParameterReader)
  /// Forward passes of a whole input that each sample takes: what a plan is costed by.
  var passesPerSample: Double { get }
  /// What they cost, in forward passes: a backward pass counts as two.
  var productsPerSample: Double { get }
}

extension Metric {
  /// Each sample is evaluated once.
  var passesPerSample: Double { 1 }
  /// Nothing is differentiated.
  var productsPerSample: Double { passesPerSample }
}

/// A metric of a model on whole splits of data.
protocol SplitMetric: Metric {
  /// The rows of one split.
  func measure(_ model: MeasuredModel, split: String) throws -> [MetricRow]
  /// The numbers of one split worth a column in a table.
  var headlines: [String] { get }
}

extension SplitMetric {
  /// The metric's own rows, where they carry its name.
  var headlines: [String] { [Self.name] }
}

/// A metric of a model on whole splits with cells of a grid masked.
protocol MaskedSplitMetric: Metric {
  /// The rows of one split; `masking` says which cells there are and what stands in their place.
  func measure(_ model: MeasuredModel, split: String, masking: GameSettings) throws -> [MetricRow]
  /// The numbers of one split worth a column in a table.
  var headlines: [String] { get }
}

/// A metric of a model on each sample of a fixed pool.
protocol SampleMetric: Metric {
  /// The rows of one sample; they depend on the model and this sample alone.
  func measure(_ model: MeasuredModel, sample: PoolSample, game: GameSettings?) throws
    -> [MetricRow]
  /// The rows of the pool, from the rows of its samples in the pool's order.
  func summarise(_ rows: [MetricRow]) throws -> [MetricRow]
  /// What the game of one sample takes: masked inputs, and numbers passed over beside networks.
  func work(players: PlayerLayout) -> GameWork
  /// The numbers of the pool worth a column in a table, for games of so many players.
  func headlines(playerCount: Int?) -> [Headline]
}

/// What a metric takes of one sample's game, as a plan counts it before anything runs.
struct GameWork: Sendable, Hashable {
  /// Masked inputs that are evaluated.
  var masks = 0.0
  /// Masked inputs that are evaluated and differentiated, by no short cut.
  var gradients = 0.0
  /// Numbers passed over afterwards.
  var operations = 0.0
}

extension SampleMetric {
  /// There is no game.
  func work(players: PlayerLayout) -> GameWork { GameWork() }

  /// The metric's own rows, where they carry its name.
  func headlines(playerCount: Int?) -> [Headline] {
    [Headline(title: Self.name, metric: Self.name, filters: [])]
  }
}
