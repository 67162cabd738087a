/// Δu = v(S₂) − c·v(S₁) of nested random coalitions S₁ ⊂ S₂ of s₁ and s₂ players, made of
/// interactions: what a loss on Δu moves at each context order (arXiv:2111.06236).
///
/// In the mean over S₁ ⊂ S₂, with μᵢ = v({i}) − v(∅) and pairs in both orders,
///
///     E Δu = (1 − c) v(∅) + (s₂ − c s₁)/n · Σᵢ μᵢ + Σ_{i≠j} Σₘ Wₘ I⁽ᵐ⁾(i,j)
///     Wₘ = [max(0, s₂ − 1 − m) − c·max(0, s₁ − 1 − m)] / (n(n − 1))
///
/// since E_{|S|=s} v(S) is that sum for c = 0. With c = s₂/s₁ the effects of single players cancel
/// and W is a triangle with its peak at m = s₁ − 1, down to 0 at s₂ − 1: not a box over s₁...s₂.
/// With s₁ = 0 and c = 1 it falls from order 0 on, and single players stay.
public struct NestedDifference: Sendable, Hashable {
  /// The number of players n.
  public let playerCount: Int
  /// s₁, the players of the smaller coalition.
  public let innerCount: Int
  /// s₂, the players of the larger one.
  public let outerCount: Int
  /// c, the factor of v(S₁).
  public let coefficient: Double

  /// Makes a difference; 0 ≤ s₁ ≤ s₂ ≤ n, and two players at least.
  public init(playerCount: Int, innerCount: Int, outerCount: Int, coefficient: Double) {
    precondition(
      playerCount >= 2 && 0 <= innerCount && innerCount <= outerCount && outerCount <= playerCount,
      "no nested coalitions of \(innerCount) and \(outerCount) among \(playerCount) players")
    self.playerCount = playerCount
    self.innerCount = innerCount
    self.outerCount = outerCount
    self.coefficient = coefficient
  }

  /// The difference with c = s₂/s₁, or c = 1 where S₁ is empty, as in the authors' code.
  public init(playerCount: Int, innerCount: Int, outerCount: Int) {
    self.init(
      playerCount: playerCount, innerCount: innerCount, outerCount: outerCount,
      coefficient: innerCount == 0 ? 1 : Double(outerCount) / Double(innerCount))
  }

  /// Wₘ of the orders m = 0...n−2, the weight of I⁽ᵐ⁾(i,j) for each of (i,j) and (j,i).
  public var orderWeights: [Double] {
    let pairs = Double(playerCount * (playerCount - 1))
    return (0..<playerCount - 1).map { m in
      let outer = Double(max(0, outerCount - 1 - m))
      let inner = Double(max(0, innerCount - 1 - m))
      return (outer - coefficient * inner) / pairs
    }
  }

  /// The weight of each μᵢ.
  public var playerWeight: Double {
    (Double(outerCount) - coefficient * Double(innerCount)) / Double(playerCount)
  }

  /// The weight of v(∅).
  public var emptyWeight: Double { 1 - coefficient }
}
