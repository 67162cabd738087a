import Base
import Interactions
import Spec
import Store

/// Gradients of second differences with respect to the network's parameters, over the contexts of
/// pairs of players: what the theory of learning strengths supposes of them, beside what they are
/// (arXiv:2512.18607).
struct ContextGradients: SampleMetric, QuantityNaming {
  static let name = "context-gradients"
  static let summary =
    "gradients ∂Δv(i,j,S)/∂W over contexts: variance, cosine, and ‖∂I⁽ᵐ⁾/∂W‖ against independence"
    + " (arXiv:2512.18607)"
  static let version = 1
  static let inputs: Set<CatalogEntry.MeasureInput> = [.game, .samples]

  /// Names of the rows, all by context order.
  enum Row {
    /// E‖∂Δv/∂W‖² over contexts, mean over pairs.
    static let square = "gradient-square"
    /// The variances of all coordinates over contexts, added up; where there are two contexts.
    static let variance = "gradient-variance"
    /// The mean cosine between gradients of different contexts; the theory supposes 0.
    static let cosine = "gradient-cosine"
    /// ‖∂I⁽ᵐ⁾/∂W‖², without bias, mean over pairs.
    static let squareOfMean = "interaction-gradient-square"
    /// What independent contexts would make of it.
    static let independentSquare = "independent-gradient-square"
    /// Of the pool: roots of the two above, and their ratio, 1 for independent contexts.
    static let interaction = "interaction-gradient"
    static let independent = "independent-gradient"
    static let ratio = "gradient-ratio"
    /// Of the pool: (n−1−m)/(n(n−1))·‖∂I⁽ᵐ⁾/∂W‖, what one step adds to an order up to a factor that
    /// all orders share; F⁽ᵐ⁾ without the assumption of independence.
    static let learning = "learning-strength"
    /// What independence supposes.
    static let cosineChance = "gradient-cosine-independent"
    static let ratioChance = "gradient-ratio-independent"
    /// n, of each sample.
    static let players = "players"

    static let means = [square, variance, cosine, squareOfMean, independentSquare]
    static let ofPool =
      means + [interaction, independent, ratio, learning, cosineChance, ratioChance]
  }

  let pairs: Int
  let contexts: Int
  let seed: UInt64

  /// Reads how much is drawn.
  init(_ read: ParameterReader) {
    pairs = read.integer(
      "pairs", default: 12, in: 1...1 << 20, "pairs drawn for each sample; all where no more")
    contexts = read.integer(
      "contexts", default: 16, in: 2...1 << 16,
      "different contexts of each pair and order; all where no more")
    seed = UInt64(
      read.integer(
        "seed", default: 0, "the seed of pairs and contexts: one for all models"))
  }

  /// What `summarise` makes rows of.
  func quantities(playerCount: Int?) -> [Quantity] {
    let orders = 0...max(0, (playerCount ?? 2) - 2)
    return Row.ofPool.map { Quantity($0, ranges: ["context_order": orders]) }
  }

  /// Four masked inputs for each context of each pair at every order, differentiated.
  func work(players: PlayerLayout) -> GameWork {
    let n = players.playerCount
    // Few contexts at the ends are overlooked.
    let drawn = Double(SamplingChoice.ownContextOrders(players: n).count * contexts)
    return GameWork(gradients: 4 * Double(min(pairs, PairsByOrder.pairCount(n))) * drawn)
  }

  /// The rows of one sample: means over its pairs at every context order, of 33 players and more at
  /// the official ratios.
  func measure(_ model: MeasuredModel, sample: PoolSample, game: GameSettings?) throws
    -> [MetricRow]
  {
    guard let game else { preconditionFailure("\(Self.name) is read with a game") }
    let gradients = try model.gradients(of: sample, settings: game)
    let players = gradients.playerCount
    guard players >= 2 else {
      throw MetricError.playerCount(players, metric: Self.name, limit: 1 << 20)
    }
    let index = UInt64(bitPattern: sample.id)
    let candidates = PairCandidates.all(PlayerLayout(game.players, count: players))
    let drawn = candidates.draw(pairs, seed: seed, index: index)
    let hasAllPairs = drawn.count == candidates.pairs.count
    var rows = [
      MetricRow(name: Row.players, value: Double(players), sample: sample.id, exact: true)
    ]
    for order in SamplingChoice.ownContextOrders(players: players) {
      var isExact = hasAllPairs
      var moments: [ContextGradientMoments] = []
      for pair in drawn {
        let chosen = PairContexts(
          of: pair, contextOrder: order, playerCount: players, limit: contexts, seed: seed,
          sample: index)
        isExact = isExact && chosen.isEnumerated
        moments.append(try gradients.moments(over: chosen))
      }
      for (name, value) in Self.means(of: moments) {
        rows.append(
          MetricRow(
            name: name, value: value, sample: sample.id, contextOrder: order, count: drawn.count,
            exact: isExact))
      }
    }
    return rows
  }

  private static func means(of moments: [ContextGradientMoments]) -> [(name: String, value: Double)]
  {
    let values: [(String, [Double])] = [
      (Row.square, moments.map(\.meanSquare)), (Row.variance, moments.compactMap(\.variance)),
      (Row.cosine, moments.compactMap(\.cosine)), (Row.squareOfMean, moments.map(\.squareOfMean)),
      (Row.independentSquare, moments.map(\.independentSquareOfMean)),
    ]
    return values.compactMap { name, values in Statistics.mean(values).map { (name, $0) } }
  }

  /// Means over samples, and what is made of them: roots and ratios are of means, not means of roots.
  func summarise(_ rows: [MetricRow]) throws -> [MetricRow] {
    let pool = PoolMeans(rows)
    guard let players = pool.single(Row.players)?.mean,
      let squares = pool.byContextOrder(Row.squareOfMean),
      let independent = pool.byContextOrder(Row.independentSquare)
    else { throw MetricError.noRows(metric: Self.name) }
    var made = pool.means(excluding: [Row.players])
    for (square, expected) in zip(squares, independent) {
      let order = square.order
      func add(_ name: String, _ value: Double, exact: Bool? = nil) {
        made.append(
          MetricRow(
            name: name, value: value, contextOrder: order,
            exact: exact ?? pool.isExact(Row.squareOfMean, order: order)))
      }
      // An estimate of a square may be below 0.
      let (root, supposed) = (max(0, square.mean).squareRoot(), expected.mean.squareRoot())
      add(Row.interaction, root)
      add(Row.independent, supposed)
      if supposed > 0 { add(Row.ratio, root / supposed) }
      add(Row.learning, (players - 1 - Double(order)) / (players * (players - 1)) * root)
      add(Row.cosineChance, 0, exact: true)
      add(Row.ratioChance, 1, exact: true)
    }
    return made
  }

  /// Curves, not numbers.
  func headlines(playerCount: Int?) -> [Headline] { [] }
}
