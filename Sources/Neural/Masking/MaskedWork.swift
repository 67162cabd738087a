/// What evaluating masks of inputs costs, in multiplications with additions.
///
/// Counted from the layers, the players and the route alone, as what is planned before anything runs.
public struct MaskedWork: Sendable, Hashable {
  /// Once for each input: what tables are filled with.
  public let perInput: Double
  /// For each mask of it.
  public let perMask: Double

  /// The work of networks of `blueprint` over `players`; throws where the layers do not fit
  /// together.
  public init(of blueprint: NetworkBlueprint, players: PlayerRuns) throws(BlueprintError) {
    let plan = try blueprint.executionPlan()
    switch MaskedRoute.route(for: plan, players: players) {
    case .plain:
      perInput = 0
      perMask = Double(plan.multiplyAdds)
    case .subsetSums:
      // A vector for each player, the sums of their subsets, and of these one row for each group.
      let width = plan[0].output.width
      let groups =
        (players.playerCount + SubsetSums<Float>.groupPlayers - 1)
        / SubsetSums<Float>.groupPlayers
      perInput = Double(
        (1 + players.playerCount) * plan[0].rule.multiplyAdds(plan[0])
          + groups * width << SubsetSums<Float>.groupPlayers)
      perMask = Double(groups * width + plan.dropFirst().multiplyAdds)
    case .memoised:
      guard let memoised = MemoisationPlan(plan, players: players) else {
        preconditionFailure("the route is taken where there is a plan")
      }
      let dense = plan[memoised.dense]
      perInput =
        Double(1 << memoised.colourCount) * Double(plan[...memoised.dense].multiplyAdds)
      perMask = Double(
        memoised.groups.count * dense.output.width
          + plan[(memoised.dense + 1)...].multiplyAdds)
    }
  }
}
