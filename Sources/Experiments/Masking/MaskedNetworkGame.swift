import Base
import Interactions
import Neural

/// The game a network plays on one input: v(S) is a number of the network's output where the
/// players outside S have their baseline values.
///
/// x_S = b + m_S ⊙ (x − b), on normalised inputs (science: §1.3). Where players are kept with a
/// probability below 1, v(S) is the mean of that number over who of S is kept; only the whole table
/// knows it.
struct MaskedNetworkGame: Interactions.Game {
  /// Number of players n.
  let playerCount: Int
  private let evaluator: any MaskEvaluator
  private let label: Int
  private let output: OutputScore
  private let keep: Double
  private let name: String

  init(
    evaluator: any MaskEvaluator, playerCount: Int, label: Int, output: OutputScore,
    keep: Double = 1, name: String
  ) {
    self.evaluator = evaluator
    self.playerCount = playerCount
    self.label = label
    self.output = output
    self.keep = keep
    self.name = name
  }

  /// v of each coalition; throws when the network's output is not finite, or players are dropped.
  func values(of coalitions: CoalitionBlock) throws -> [Double] {
    guard keep == 1 else { throw MetricError.sampledDropout }
    return try checked(evaluator.scores(of: coalitions.words, label: label, output: output))
  }

  /// v of all 2ⁿ coalitions, by the fastest route for this network.
  func table() throws -> ValueTable {
    let values = try checked(
      evaluator.scoresOfAllMasks(label: label, output: output))
    return try ValueTable(values: values).keepingPlayers(withProbability: keep)
  }

  private func checked(_ values: [Double]) throws -> [Double] {
    guard values.allSatisfy(\.isFinite) else { throw StageParameterError.notFinite(name) }
    return values
  }
}

extension StageParameterError {
  static func notFinite(_ name: String) -> StageParameterError {
    StageParameterError(
      description: "the network's output is not finite for \(name); look at its training curve")
  }
}
