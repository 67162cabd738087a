import Interactions
import Neural

/// The games that the units of one layer play: v(S) is a number of the network's output with the
/// units outside S set to 0, as dropout sets them (arXiv:2009.11729; science: §6.4).
///
/// In Float64: second differences of units are small beside the logits, and the layers behind them
/// are cheap. No unit is scaled.
final class UnitGames {
  private let pieces: NetworkPieces<Double>
  private let forward: MaskedForward<Double>
  private let zeros: [Double]

  /// Units of `layer`; throws when the network has no such layer, or nothing behind it.
  init(of network: Network<Float>, behind layer: String) throws {
    let wide = try Network<Double>(network.blueprint)
    wide.copyParameters(from: network)
    pieces = try NetworkPieces(of: wide, behind: layer)
    let count = pieces.unitCount
    forward = MaskedForward(
      pieces.tail,
      players: PlayerRuns(playerOfElement: (0..<Int32(count)).map { $0 }, playerCount: count))
    zeros = [Double](repeating: 0, count: count)
  }

  /// Units of the layer.
  var unitCount: Int { pieces.unitCount }

  /// The game on one input, until the next is asked for.
  func game(of sample: PoolSample, output: OutputScore) -> UnitGame {
    let activations = pieces.body.logits(of: sample.input.map(Double.init))
    forward.load(input: activations, baseline: zeros)
    return UnitGame(
      game: MaskedNetworkGame(
        evaluator: LoadedMasks(forward: forward, classes: pieces.tail.classes),
        playerCount: unitCount, label: sample.label, output: output, name: "sample \(sample.id)"),
      isActive: activations.map { $0 != 0 })
  }
}

/// A game of units on one input.
struct UnitGame {
  /// The game.
  var game: MaskedNetworkGame
  /// Which units are not 0 anyway: the others interact with nobody.
  var isActive: [Bool]

  /// The share of `pairs` whose units are both active.
  func activeShare(of pairs: [PlayerPair]) -> Double {
    let active = pairs.count { isActive[$0.first] && isActive[$0.second] }
    return pairs.isEmpty ? 0 : Double(active) / Double(pairs.count)
  }
}
