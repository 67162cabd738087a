import Base
import Interactions

/// Games of any number of players with a formula for their interactions.
protocol LargeGame: Game, Sendable {
  func value(_ players: [Int]) -> Double
  func interaction(order m: Int, _ pair: PlayerPair) -> Double
}

extension LargeGame {
  func values(of coalitions: CoalitionBlock) -> [Double] {
    (0..<coalitions.count).map { value(coalitions.players(at: $0)) }
  }
}

extension CoalitionBlock {
  func players(at place: Int) -> [Int] {
    var players: [Int] = []
    for word in 0..<wordsPerCoalition {
      var rest = words[place * wordsPerCoalition + word]
      while rest != 0 {
        players.append(64 * word + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
    return players
  }
}

/// v(S) = L(S)³, L(S) = c + Σ_{i∈S} u_i.
///
/// Δv(i,j,S) = 3 u_i u_j (2 L(S) + u_i + u_j) is linear in S and nearly normal over contexts.
struct CubicGame: LargeGame {
  var weights: [Double]
  var constant: Double
  var playerCount: Int { weights.count }

  static func random(_ playerCount: Int, seed: UInt64) -> CubicGame {
    var stream = RandomStream(seed: seed, purpose: "cubic game")
    return CubicGame(
      weights: (0..<playerCount).map { _ in 0.1 * stream.normal() }, constant: 0.3)
  }

  func value(_ players: [Int]) -> Double {
    var sum = constant
    for player in players { sum += weights[player] }
    return sum * sum * sum
  }

  func interaction(order m: Int, _ pair: PlayerPair) -> Double {
    let (one, other) = (weights[pair.first], weights[pair.second])
    let rest = (weights.reduce(0, +) - one - other) / Double(playerCount - 2)
    return 3 * one * other * (2 * (constant + Double(m) * rest) + one + other)
  }

  /// The Shapley value, from the moments of L over contexts of each size.
  func shapley(_ player: Int) -> Double {
    let own = weights[player]
    let count = Double(playerCount - 1)
    let mean = (weights.reduce(0, +) - own) / count
    let variance =
      (weights.reduce(0) { $0 + $1 * $1 } - own * own) / count - mean * mean
    let sum = (0..<playerCount).reduce(0.0) { sum, m in
      let size = Double(m)
      let expected = constant + size * mean
      // Of a sum of m numbers drawn without replacement.
      let square =
        expected * expected + (count > 1 ? size * variance * (count - size) / (count - 1) : 0)
      return sum + 3 * own * square + 3 * own * own * expected + own * own * own
    }
    return sum / Double(playerCount)
  }

  /// The Shapley interaction index: I⁽ᵐ⁾ is linear in m, so it is that at the mean order.
  func shapleyInteraction(_ pair: PlayerPair) -> Double {
    (interaction(order: 0, pair) + interaction(order: playerCount - 2, pair)) / 2
  }
}

/// A weighted sum of games 1[T ⊆ S] and 1[S ∩ T ≠ ∅], a few players in each T.
struct LogicSumGame: LargeGame {
  struct Term: Sendable {
    var members: Set<Int>
    var weight: Double
    var isOr: Bool
  }
  var playerCount: Int
  var terms: [Term]

  func value(_ players: [Int]) -> Double {
    let present = Set(players)
    return terms.reduce(0) { sum, term in
      let holds =
        term.isOr ? !term.members.isDisjoint(with: present) : term.members.isSubset(of: present)
      return sum + (holds ? term.weight : 0)
    }
  }

  /// The chance that a context of m holds (AND) or avoids (OR, negated) the others of T.
  func interaction(order m: Int, _ pair: PlayerPair) -> Double {
    terms.reduce(0) { sum, term in
      guard term.members.contains(pair.first), term.members.contains(pair.second) else {
        return sum
      }
      let others = term.members.count - 2
      let chance = (0..<others).reduce(1.0) { chance, step in
        let left = term.isOr ? playerCount - 2 - m - step : m - step
        return chance * Double(max(0, left)) / Double(playerCount - 2 - step)
      }
      return sum + (term.isOr ? -chance : chance) * term.weight
    }
  }
}

/// v(S) = g(|S|).
struct SizeGame: LargeGame {
  var valuesBySize: [Double]
  var playerCount: Int { valuesBySize.count - 1 }

  func value(_ players: [Int]) -> Double { valuesBySize[players.count] }

  func interaction(order m: Int, _ pair: PlayerPair) -> Double {
    valuesBySize[m + 2] - 2 * valuesBySize[m + 1] + valuesBySize[m]
  }
}

/// v(S) = Σ_{i∈S} u_i.
struct AdditiveGame: LargeGame {
  var weights: [Double]
  var playerCount: Int { weights.count }

  func value(_ players: [Int]) -> Double { players.reduce(0) { $0 + weights[$1] } }

  func interaction(order m: Int, _ pair: PlayerPair) -> Double { 0 }
}

/// v(S) = Π_{i∈S} q_i, q_i one of two factors, so that the elementary symmetric mean is a short
/// hypergeometric sum.
struct ProductGame: LargeGame {
  /// The first `ones` players have factor `one`, the others `other`.
  var playerCount: Int
  var ones: Int
  var one: Double
  var other: Double

  func factor(_ player: Int) -> Double { player < ones ? one : other }

  func value(_ players: [Int]) -> Double { players.reduce(1) { $0 * factor($1) } }

  func interaction(order m: Int, _ pair: PlayerPair) -> Double {
    let ours = ones - (pair.first < ones ? 1 : 0) - (pair.second < ones ? 1 : 0)
    let rest = playerCount - 2
    // The mean of one^t · other^(m−t), t hypergeometric.
    var mean = 0.0
    for t in max(0, m - (rest - ours))...min(m, ours) {
      mean +=
        hypergeometric(t, of: m, ours: ours, among: rest) * power(one, t) * power(other, m - t)
    }
    return (factor(pair.first) - 1) * (factor(pair.second) - 1) * mean
  }

  private func hypergeometric(_ t: Int, of m: Int, ours: Int, among n: Int) -> Double {
    // C(ours, t) C(n−ours, m−t) / C(n, m) as a product of ratios that never overflows.
    var chance = 1.0
    for step in 0..<m {
      let (top, bottom) =
        step < t
        ? (Double(ours - step), Double(t - step))
        : (Double(n - ours - (step - t)), Double(m - step))
      chance *= top / bottom * Double(m - step) / Double(n - step)
    }
    return chance
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}
