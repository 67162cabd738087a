import Base
import Neural
import Spec

/// One interaction loss of a training: which orders, with what weight, over which players.
///
/// Encourages (L⁺) or suppresses (L⁻) interactions of context orders up to r₂n through
/// Δu = v(S₂) − (s₂/s₁) v(S₁) on nested random coalitions S₁ ⊂ S₂ (arXiv:2111.06236; science:
/// §4.1–4.3). Where r₁ = 0 the coefficient is 1, as in the authors' code.
public struct InteractionLossTerm: Sendable, Hashable {
  /// L⁺ or L⁻.
  public var kind: InteractionLossKind
  /// s₁ = ⌊r₁ n⌋ players are in S₁.
  public var innerCount: Int
  /// s₂ = ⌊r₂ n⌋ players are in S₂.
  public var outerCount: Int
  /// The factor of out(S₁): s₂/s₁ of the realised counts, or r₂/r₁ (`alignment: nominal`).
  public var coefficient: Double
  /// The factor of the loss.
  public var weight: Double

  /// Makes a term for n players from the fractions r₁ < r₂ of the spec.
  ///
  /// `nominal` uses r₂/r₁ as the authors do although the realised counts differ from it.
  public init(
    kind: InteractionLossKind, between r1: Double, and r2: Double, weight: Double,
    playerCount: Int, nominal: Bool
  ) {
    self.kind = kind
    innerCount = InteractionLoss.contextSize(r1, of: playerCount)
    outerCount = InteractionLoss.contextSize(r2, of: playerCount)
    if innerCount == 0 {
      coefficient = 1
    } else {
      coefficient = nominal ? r2 / r1 : Double(outerCount) / Double(innerCount)
    }
    self.weight = weight
  }

  /// The nested coalitions of one image, as masks of `PlayerRuns`.
  ///
  /// One random order of the players serves both: its first s₁ are S₁, its first s₂ are S₂.
  /// `draw` counts images over the whole training, so coalitions do not depend on segments.
  func coalitions(playerCount: Int, seed: UInt64, draw: UInt64, term: UInt32) -> (
    inner: [UInt64], outer: [UInt64]
  ) {
    var stream = RandomStream(
      seed: seed, purpose: "interaction-loss coalitions", index: draw, subindex: term)
    let order = stream.permutation(playerCount)
    var inner = [UInt64](repeating: 0, count: (playerCount + 63) / 64)
    var outer = inner
    for (rank, player) in order.prefix(outerCount).enumerated() {
      let bit: UInt64 = 1 << UInt64(player & 63)
      outer[player >> 6] |= bit
      if rank < innerCount { inner[player >> 6] |= bit }
    }
    return (inner, outer)
  }
}

extension InteractionLossTerm {
  /// A loss as a training's parameters carry it, over so many players.
  init(_ settings: TrainingRecipe.LossSettings, playerCount: Int) {
    self.init(
      kind: settings.kind, between: settings.between.0, and: settings.between.1,
      weight: settings.weight, playerCount: playerCount, nominal: settings.isNominal)
  }
}
