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

/// The gradients of such a game's second differences with respect to all parameters of the network.
struct MaskedNetworkGradients {
  /// Number of players n.
  let playerCount: Int
  private let differentiator: any MaskDifferentiator
  private let label: Int
  private let output: OutputScore
  private let name: String

  init(
    differentiator: any MaskDifferentiator, playerCount: Int, label: Int, output: OutputScore,
    name: String
  ) {
    self.differentiator = differentiator
    self.playerCount = playerCount
    self.label = label
    self.output = output
    self.name = name
  }

  /// What ∂Δv(i,j,S)/∂W is like over `contexts`; throws when a gradient is not finite.
  func moments(over contexts: PairContexts) throws -> ContextGradientMoments {
    let sums = differentiator.sums(
      of: contexts.coalitions.words, signs: PairContexts.signs, label: label, output: output)
    guard sums.sumOfSquares.isFinite else { throw StageParameterError.notFinite(name) }
    return ContextGradientMoments(
      count: sums.count, population: contexts.population, sumOfSquares: sums.sumOfSquares,
      squareOfSum: sums.squareOfSum, directions: sums.directions,
      squareOfDirectionSum: sums.squareOfDirectionSum)
  }
}

extension StageParameterError {
  static func notFinite(_ name: String) -> StageParameterError {
    StageParameterError(
      description: "the network's output is not finite for \(name); look at its training curve")
  }
}
