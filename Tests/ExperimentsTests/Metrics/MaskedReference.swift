import Glibc
import Neural
import Spec

@testable import Experiments

/// The interactions of a network by brute force: all masked inputs written out, the network in
/// Double, I⁽ᵐ⁾ from its definition.
struct MaskedReference {
  /// v of each coalition, by its bits.
  let values: [Double]
  let playerCount: Int

  /// Evaluates all 2ⁿ masked copies of `input`; player of each element as given.
  init(
    _ network: Network<Float>, input: [Float], baseline: [Double], players: [Int],
    playerCount: Int, label: Int, output: Spec.Game.Output
  ) throws {
    let wide = try Network<Double>(network.blueprint)
    wide.copyParameters(from: network)
    self.playerCount = playerCount
    values = (0..<1 << playerCount).map { mask in
      let masked = input.indices.map {
        mask >> players[$0] & 1 == 1 ? Double(input[$0]) : baseline[$0]
      }
      return Self.score(wide.logits(of: masked), label: label, output: output)
    }
  }

  /// The number of the network's output that is v, from probabilities.
  static func score(_ logits: [Double], label: Int, output: Spec.Game.Output) -> Double {
    let powers = logits.map { exp($0) }
    let share = powers[label] / powers.reduce(0, +)
    switch output {
    case .logOdds: return log(share / (1 - share))
    case .logProbability: return log(share)
    case .logit: return logits[label]
    case .loss: return -log(share)
    case .classMargin:
      let others = logits.indices.filter { $0 != label }.map { logits[$0] }
      return logits[label] - (others.max() ?? 0)
    }
  }

  /// Δv(i, j | S) of every pair, for the contexts S of size m without i and j.
  private func changes(order: Int) -> [[Double]] {
    var pairs: [[Double]] = []
    for i in 0..<playerCount {
      for j in i + 1..<playerCount {
        let (a, b) = (1 << i, 1 << j)
        let contexts = values.indices.filter { $0 & (a | b) == 0 && $0.nonzeroBitCount == order }
        pairs.append(
          contexts.map { values[$0 | a | b] - values[$0 | a] - values[$0 | b] + values[$0] })
      }
    }
    return pairs
  }

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  /// The numbers by name and order that `multi-order-interaction` should give.
  var rows: [String: [Double]] {
    let changes = (0...playerCount - 2).map(changes)
    let interactions = changes.map { $0.map(Self.mean) }
    let strengths = interactions.map { Self.mean($0.map(abs)) }
    let effect = abs(values[values.count - 1] - values[0])
    // No E|Δv| of these games is 0.
    let cancelled = zip(interactions, changes).map { means, changes in
      Self.mean(zip(means, changes).map { abs($0) / Self.mean($1.map(abs)) })
    }
    return [
      "D": cancelled, "R2": interactions.map { Self.mean($0.map { $0 * $0 }) },
      "I": interactions.map(Self.mean), "S": strengths,
      "A": changes.map { Self.mean($0.map { Self.mean($0.map(abs)) }) },
      "J": strengths.map { $0 / Self.mean(strengths) },
      "S-relative": strengths.map { $0 / effect }, "v-empty": [values[0]],
      "v-grand": [values[values.count - 1]], "v-effect": [effect],
    ]
  }
}
