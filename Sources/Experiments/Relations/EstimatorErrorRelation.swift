import Base
import Interactions
import Spec
import Store

/// How far a sampled estimate of the strength by context order lies from the exact one, on the same
/// images (arXiv:2111.06236; science: §8.3).
///
/// The estimator draws its contexts as in a measurement, and looks up in the kept tables what the
/// network said of every coalition: repetition r has the numbers of a measurement with `seed` + r. So
/// many repetitions cost no forward passes, and the truth of every pair is known.
struct EstimatorErrorRelation: Relation {
  static let name = "estimator-error"
  static let summary =
    "bias, deviation and cost of sampled S and J beside the exact ones of the same images"
  static let version = 1
  static let needsTables = true
  static let needsLayout = true

  let sampling: SamplingChoice
  let repetitions: Int

  /// Reads the measurement, the estimator and how often it is repeated.
  init(_ read: ParameterReader) {
    read.references("of", to: [.measure], "exact measurements, whose tables are kept")
    sampling = SamplingChoice(read, route: .sampled)
    repetitions = read.integer(
      "repetitions", default: 20, in: 2...10_000,
      "how often it is drawn, each time with other seeds")
  }

  /// Drawing and looking up the coalitions of every repetition.
  func operationsPerSample(players: PlayerLayout?) -> Double {
    guard let players else { return 0 }
    let passes = sampling.sampling(players, sample: 0).expectedForwardPasses
    return Double(repetitions) * passes * Self.operationsPerPass
  }

  private static let operationsPerPass = 80.0

  /// Names of the rows.
  enum Row {
    /// By context order: the error of S in units of the exact S, and that of J.
    static let bias = "-bias"
    static let deviation = "-sd"
    static let rootMeanSquare = "-rmse"
    /// What of it contexts add for the pairs drawn, and what the choice of pairs adds:
    /// `J-bias-contexts` ….
    static let ofContexts = "-contexts"
    static let ofPairs = "-pairs"
    /// The same over the orders measured, the root of the mean square: `rms-J-bias` ….
    static let overOrders = "rms-"
    /// The numbers themselves: the mean over repetitions, and the exact ones of the pairs near each
    /// other and of all.
    static let estimate = "-estimate"
    static let exact = "-exact"
    static let exactOfAll = "-exact-all-pairs"
    /// What J changes by since the orders measured are not all of them, or some count twice.
    static let ordersShift = "J-shift-of-orders"
    /// What J changes by since only pairs near each other are measured.
    static let pairsShift = "J-shift-of-near-pairs"
    /// The most that contexts can add to S, in units of the exact S: its noise floor.
    static let biasBound = "S-bias-bound"
    /// The share of repetitions and images whose 95 % interval of S holds the exact S of the image.
    static let coverage = "S-coverage"
    /// Of a sample: forward passes, and contexts of each pair and order.
    static let passes = "forward-passes"
    static let contexts = "contexts"
  }

  /// The rows of each measurement; their chance level is what no interaction at all would give,
  /// `S-bias-bound`.
  func rows(of inputs: RelationInputs) throws -> [MetricRow] {
    try inputs["of"].flatMap { measurement in
      let samples = try measurement.tables.flatMap(StageFiles.tables)
      guard let players = samples.first?.table.playerCount, players >= 2 else {
        throw RelationError.noRows(measurement.label, metric: nil, known: [])
      }
      let layout = measurement.players.map { PlayerLayout($0, count: players) } ?? .line(players)
      let replay = try EstimatorReplay(
        samples, layout: layout, sampling: sampling, repetitions: repetitions)
      return replay.rows.map { row in
        var row = row
        row.checkpoint = measurement.checkpoint
        return row
      }
    }
  }
}
