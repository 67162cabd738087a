/// How masked inputs are evaluated.
///
/// A function of the network's layers and the players alone, never of the machine or the number of
/// masks: the routes round differently.
public enum MaskedRoute: String, Sendable, Hashable, CaseIterable {
  /// Each masked input is written out and goes through every layer.
  case plain
  /// The first layer is linear in the input, so behind it a masked input is a constant plus one
  /// vector per present player: W·b + bias + Σ_{p∈S} W·(x−b)|ₚ.
  case subsetSums = "subset-sums"
  /// The local layers before the first dense one are evaluated once for each set of players that a
  /// group of pixels sees; behind the dense layer a masked input is one table row per group.
  case memoised

  /// The route of networks of `blueprint` over `players`; throws where the layers do not fit
  /// together.
  public static func route(for blueprint: NetworkBlueprint, players: PlayerRuns)
    throws(BlueprintError) -> MaskedRoute
  {
    route(for: try blueprint.executionPlan(), players: players)
  }

  static func route(for plan: [LayerPlace], players: PlayerRuns) -> MaskedRoute {
    if let first = plan.first, first.rule is Dense, first.input.rows == 1 { return .subsetSums }
    return MemoisationPlan(plan, players: players) == nil ? .plain : .memoised
  }
}
