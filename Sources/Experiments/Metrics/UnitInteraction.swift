import Base
import Interactions
import Neural
import Spec
import Store

/// How strongly units of one layer interact: the quantity that the dropout paper holds against
/// over-fitting (arXiv:2009.11729; science: §6.4).
///
/// The strength is the mean over pairs of units of |I(i,j)|, I the Shapley interaction index – the
/// mean of Δv over contexts that keep each other unit with a probability uniform on [0, 1] – or the
/// Banzhaf index, with probability ½. Relative to the mean of |z_y − mean of the other logits| over
/// the training data, networks of different scale can be compared.
struct UnitInteraction: UnitMetric, SampleMetric, QuantityNaming {
  static let name = "unit-interaction"
  static let summary =
    "strength of interactions between pairs of a layer's units, sampled or exact"
    + " (arXiv:2009.11729)"
  static let version = 1
  static let inputs: Set<CatalogEntry.MeasureInput> = [.samples]

  /// Which mean over contexts.
  enum Index: String, Sendable, CaseIterable {
    case shapley, banzhaf
  }

  /// Whether all contexts of all pairs are evaluated.
  enum Estimate: String, Sendable, CaseIterable {
    case sampled, exact
  }

  /// Names of the rows.
  enum Row {
    /// The mean over pairs of |I(i,j)|; sampled, the middle of its two bounds.
    static let strength = "strength"
    /// Its bounds: the mean of |Î|, and with signs from other contexts.
    static let upper = "strength-upper"
    static let lower = "strength-lower"
    /// The mean over pairs of √(2/π) standard errors: the mean of |Î| without any interaction.
    static let floor = "noise-floor"
    /// The mean over pairs of I(i,j).
    static let signed = "I"
    /// The mean over pairs of I(i,j)², without bias; and of a pool its root.
    static let meanSquare = "R2"
    static let rootMeanSquare = "R"
    /// The share of units that are not 0, and of measured pairs of two such units.
    static let active = "active-units"
    static let activePairs = "active-pairs"
    /// Of a pool: the strength over the share of active pairs, which is the mean over those alone,
    /// since |I| of others is 0.
    static let ofActive = "active-strength"
    /// The mean of |z_y − mean of the other logits| over a split.
    static let scale = "logit-scale"
    /// Of a pool: the strength in units of that.
    static let relative = "relative-strength"
  }

  let layer: String
  let index: Index
  let estimate: Estimate
  let pairs: Int
  let contexts: Int
  let output: OutputScore
  let scaleSplit: String
  let seed: UInt64

  /// Reads which units, and how their contexts are drawn.
  init(_ read: ParameterReader) {
    layer = read.text("layer", "the layer whose outputs are the units, such as relu1")
    index = read.choice(
      "index", default: Index.shapley,
      "shapley: contexts keep units with a probability uniform on [0, 1]; banzhaf: with 1/2")
    estimate = read.choice(
      "estimate", default: Estimate.sampled, "sampled, or all contexts of all pairs of few units")
    pairs = read.integer(
      "pairs", default: 500, in: 1...1 << 20,
      "pairs of units of each sample; all when there are no more")
    contexts = read.integer("contexts", default: 100, in: 2...1 << 20, "contexts of each pair")
    output = read.choice(
      "output", default: OutputScore.logit, "the number of the network that is v")
    scaleSplit = read.text(
      "scale_split", default: "train", "the split whose logits give the scale of the strength")
    seed = UInt64(
      read.integer("seed", default: 0, "the seed of pairs and contexts: one for all models"))
  }

  /// What `summarise` makes rows of.
  func quantities(playerCount: Int?) -> [Quantity] {
    [
      Row.strength, Row.relative, Row.upper, Row.lower, Row.floor, Row.signed, Row.meanSquare,
      Row.rootMeanSquare, Row.active, Row.activePairs, Row.ofActive, Row.scale, TableRow.correct,
    ].map { Quantity($0) }
  }

  /// The rows of one sample, each mean over pairs with its standard error over contexts and pairs.
  func measure(_ model: MeasuredModel, sample: PoolSample, game _: GameSettings?) throws
    -> [MetricRow]
  {
    let games = try model.unitGames(behind: layer)
    guard games.unitCount >= 2 else {
      throw MetricError.tooFewUnits(games.unitCount, layer: layer)
    }
    let played = games.game(of: sample, output: output)
    let facts = [
      (Row.active, Double(played.isActive.count { $0 }) / Double(games.unitCount)),
      (Row.scale, try model.logitScale(split: scaleSplit)),
      (TableRow.correct, try model.isCorrect(sample) ? 1 : 0),
    ].map { MetricRow(name: $0, value: $1, sample: sample.id, exact: true) }
    switch estimate {
    case .exact: return try exact(played, sample: sample.id) + facts
    case .sampled: return try sampled(played, sample: sample.id) + facts
    }
  }

  private func exact(_ played: UnitGame, sample: Int64) throws -> [MetricRow] {
    let game = played.game
    let most = MultiOrderInteraction.largestExactPlayerCount
    guard game.playerCount <= most else {
      throw MetricError.tooManyUnits(game.playerCount, layer: layer, limit: most)
    }
    let known: InteractionIndex = index == .shapley ? .sii : .bii
    let values = known.interactions(of: try game.table(), interactionOrder: 2)
      .filter { $0.players.count == 2 }.map(\.value)
    let count = Double(values.count)
    let strength = ExactSum.of(values.map { abs($0) }) / count
    return [
      (Row.strength, strength), (Row.upper, strength), (Row.lower, strength), (Row.floor, 0),
      (Row.signed, ExactSum.of(values) / count),
      (Row.meanSquare, ExactSum.of(values.map { $0 * $0 }) / count),
      (Row.activePairs, played.activeShare(of: PairCandidates.all(.line(game.playerCount)).pairs)),
    ].map { name, value in
      MetricRow(
        name: name, value: value, sample: sample, standardError: 0, count: values.count,
        exact: true)
    }
  }

  private func sampled(_ played: UnitGame, sample: Int64) throws -> [MetricRow] {
    let game = played.game
    let candidates = PairCandidates.all(.line(game.playerCount))
    var sampling = InteractionSampling(
      of: candidates, contextOrders: [0], scheme: .official(redundantEnds: false),
      contexts: contexts, seed: seed, sample: UInt64(bitPattern: sample))
    sampling.randomOrders = index == .shapley ? .uniform : .binomial
    sampling.pairs = candidates.draw(pairs, seed: seed, index: UInt64(bitPattern: sample))
    let found = try SampledShapleyInteractions(of: game, sampling)
    let quantities: [(String, SampledQuantity)] = [
      (Row.strength, .strength), (Row.upper, .strengthUpper), (Row.lower, .strengthLower),
      (Row.signed, .signedMean), (Row.meanSquare, .square),
    ]
    let count = found.pairs.count
    return quantities.map { name, quantity in
      MetricRow(
        name: name, value: found[quantity].value, sample: sample,
        standardError: found[quantity].standardError, count: count, exact: false)
    } + [
      MetricRow(
        name: Row.floor, value: found.pairs.reduce(0) { $0 + $1.noiseFloor } / Double(count),
        sample: sample, count: count, exact: false),
      MetricRow(
        name: Row.activePairs, value: played.activeShare(of: sampling.pairs), sample: sample,
        count: count, exact: true),
    ]
  }

  /// Means over the samples; the strength relative to the scale of the logits; R, the root of R2.
  func summarise(_ rows: [MetricRow]) throws -> [MetricRow] {
    let pool = PoolMeans(rows)
    guard let strength = pool.single(Row.strength), let scale = pool.single(Row.scale) else {
      throw MetricError.noRows(metric: Self.name)
    }
    let errors = Dictionary(grouping: rows, by: \.name).mapValues { rows in
      Statistics.standardError(rows.map(\.value))
    }
    var result = pool.means().map { row in
      var row = row
      // The samples are the units: what differs between them includes each one's own error.
      if !row.exact { row.standardError = errors[row.name] ?? nil }
      return row
    }
    let isExact = rows.allSatisfy { $0.name != Row.strength || $0.exact }
    func add(_ name: String, _ value: Double, error: Double? = nil) {
      result.append(
        MetricRow(
          name: name, value: value, standardError: error, count: strength.count, exact: isExact))
    }
    if scale.mean > 0 {
      add(
        Row.relative, strength.mean / scale.mean,
        error: isExact ? nil : (errors[Row.strength] ?? nil).map { $0 / scale.mean })
    }
    if let active = pool.single(Row.activePairs), active.mean > 0 {
      add(Row.ofActive, strength.mean / active.mean)
    }
    if let square = pool.single(Row.meanSquare) {
      add(Row.rootMeanSquare, max(0, square.mean).squareRoot())
    }
    return result
  }

  /// The relative strength.
  func headlines(playerCount: Int?) -> [Headline] {
    [Headline(title: "unit strength", metric: Row.relative, filters: [])]
  }
}
