import Base
import Pipeline
import Spec
import Store

/// A measurement as a relation sees it: what it is of, its rows and its interactions.
struct RelatedMeasurement: Sendable {
  /// The model's name.
  var model: String?
  /// The model's epoch.
  var checkpoint: Int?
  /// Where it stands in the sweep: `variant` and coordinates; empty where the relation is of one
  /// cell alone.
  var cell: [String: Value] = [:]
  /// Whether each sample takes the place of another, for a chance level.
  var isPermuted = false
  /// Whether samples are averaged away before rows are joined.
  var isReduced = false
  /// The interaction losses the model was trained with, where the relation asks for them.
  var losses: [TrainingRecipe.LossSettings] = []
  /// The number of players measured; nil where only the data tells, or nothing asks for it.
  var playerCount: Int?
  /// The metric whose rows are meant; nil for the only one.
  var metric: String?
  /// Who plays, for relations whose numbers depend on where players lie; nil where nobody says.
  var players: PlayersChoice.Definition?
  /// The stage with the rows of all samples.
  let result: PublishedStage
  /// The stages with the rows of each sample, in the pool's order.
  let chunks: [PublishedStage]
  /// The stages with their tables, for relations that need them.
  var tables: [PublishedStage] = []

  /// `target@20 (seed=0)`.
  var label: String {
    let place = cell.keys.sorted().compactMap { key in
      cell[key].map { "\(key)=\($0.text ?? $0.json)" }
    }
    return (model ?? "a measurement") + (checkpoint.map { "@\($0)" } ?? "")
      + (place.isEmpty ? "" : " (\(place.joined(separator: ",")))")
  }

  /// The interactions of every sample, in the pool's order, shuffled where that is asked for.
  func interactions() throws -> [SampleInteractions] {
    var samples: [SampleInteractions] = []
    for chunk in chunks {
      guard LocalFileSystem().exists(chunk.path(of: StageFiles.interactionsName)) else {
        throw RelationError.noInteractions(label)
      }
      samples += try StageFiles.interactions(of: chunk)
    }
    guard !samples.isEmpty else { throw RelationError.noInteractions(label) }
    let effects = samples.map { abs($0.effect) }
    let mean = Statistics.mean(effects) ?? 0
    for place in samples.indices { samples[place].meanEffect = mean }
    return isPermuted ? try SamplePermutation.shuffled(samples) : samples
  }

  /// What pairs and players do at each context order, of every sample in the pool's order.
  func orders() throws -> [SampleOrders] {
    guard !chunks.isEmpty,
      chunks.allSatisfy({ LocalFileSystem().exists($0.path(of: StageFiles.ordersName)) })
    else { throw RelationError.noOrders(label) }
    return try chunks.flatMap(StageFiles.orders)
  }

  /// All rows of single samples, in the pool's order.
  func sampleRows() throws -> [MetricRow] {
    try chunks.flatMap { try MetricFile.read($0.path(of: MetricFile.name)).rows }
  }

  /// The rows that are meant: of single samples, or, reduced or without any, of all together.
  func rows() throws -> [MetricRow] {
    func read(_ stage: PublishedStage) throws -> [MetricRow] {
      try MetricFile.read(stage.path(of: MetricFile.name)).rows
    }
    let pool = try read(result)
    let all = isReduced || chunks.isEmpty ? pool : try chunks.flatMap(read)
    let names = Set(all.map(\.name)).sorted()
    guard let metric = try metric ?? only(names) else {
      throw RelationError.severalMetrics(label, names: names)
    }
    let chosen = all.filter { $0.name == metric }
    guard !chosen.isEmpty else {
      throw RelationError.noRows(label, metric: metric, known: names)
    }
    return chosen
  }

  private func only(_ names: [String]) throws -> String? {
    if names.isEmpty { throw RelationError.noRows(label, metric: nil, known: []) }
    return names.count == 1 ? names[0] : nil
  }
}

/// The measurements of a relation by role, in the order of the spec.
struct RelationInputs: Sendable {
  /// By role.
  var roles: [String: [RelatedMeasurement]]
  /// The dimensions rows are joined on; empty for the relation's own.
  var join: [String] = []
  /// The dimension whose values are clusters.
  var cluster: String?
  /// Roles whose measurements are meant as unordered pairs.
  var paired: Set<String> = []

  /// The measurements of a role; empty where it has none.
  subscript(role: String) -> [RelatedMeasurement] { roles[role] ?? [] }

  /// Two measurements to compare.
  typealias Pair = (left: RelatedMeasurement, right: RelatedMeasurement)

  /// The measurements of two roles side by side.
  ///
  /// One against many stands beside each of them; many against many are matched by checkpoint and
  /// cell, and by checkpoint alone where each side is of one cell. Where the first role is meant as
  /// pairs, or there is no second, its own are paired, at each checkpoint.
  func pairs(_ first: String, _ second: String) throws -> [Pair] {
    let (left, right) = (self[first], self[second])
    if paired.contains(first) || right.isEmpty { return try unorderedPairs(first) }
    if right.count == 1 { return left.map { ($0, right[0]) } }
    if left.count == 1 { return right.map { (left[0], $0) } }
    let areOfOneCellEach = [left, right].allSatisfy { Set($0.map(\.cell)).count == 1 }
    return try left.map { measurement in
      let match = right.first {
        $0.checkpoint == measurement.checkpoint
          && (areOfOneCellEach || $0.cell == measurement.cell)
      }
      guard let match else {
        throw RelationError.unmatched(measurement.label, role: second, others: right.map(\.label))
      }
      return (measurement, match)
    }
  }

  private func unorderedPairs(_ role: String) throws -> [Pair] {
    let all = self[role]
    let pairs = all.enumerated().flatMap { place, first in
      all[(place + 1)...].filter { $0.checkpoint == first.checkpoint }.map { (first, $0) }
    }
    guard !pairs.isEmpty else { throw RelationError.onePair(role: role) }
    return pairs
  }
}

/// Samples in each other's places: every sample gets another one's numbers and keeps its id.
enum SamplePermutation {
  /// The samples of a pool, each with the numbers of another; the same for the same ids.
  static func shuffled(_ samples: [SampleInteractions]) throws -> [SampleInteractions] {
    try derangement(samples.count).enumerated().map { place, other in
      var sample = samples[other]
      sample.id = samples[place].id
      return sample
    }
  }

  /// An order of 0..<count without fixed points: one random cycle through all (Sattolo).
  static func derangement(_ count: Int) throws -> [Int] {
    guard count > 1 else { throw RelationError.fewSamples(count) }
    var stream = RandomStream(seed: 0, purpose: "permuted samples", index: UInt64(count))
    var order = Array(0..<count)
    for place in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(place, stream.below(place))
    }
    return order
  }
}
