extension AndOrInteractions {
  /// |I| relative to the largest, descending: how few interactions carry a game.
  ///
  /// 2ⁿ⁺¹ − 2 numbers, both types without the empty coalition; all 0 where every |I| is. Curves of
  /// several samples are averaged position by position.
  public var sparsityCurve: [Double] {
    let largest = maximum
    let magnitudes = (and.dropFirst() + or.dropFirst()).map(abs).sorted(by: >)
    return largest > 0 ? magnitudes.map { $0 / largest } : magnitudes
  }

  /// The mean over all coalitions of (v(S) − reconstruction)².
  public func unfaithfulness(to table: ValueTable) -> Double {
    precondition(table.playerCount == playerCount, "table and interactions differ in players")
    return zip(table.values, values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      / Double(table.values.count)
  }

  /// `unfaithfulness` relative to the mean of v(S)²; nil where v is 0 throughout.
  public func relativeUnfaithfulness(to table: ValueTable) -> Double? {
    let square = table.values.reduce(0) { $0 + $1 * $1 } / Double(table.values.count)
    return square > 0 ? unfaithfulness(to: table) / square : nil
  }

  /// How much of a game the interactions of a set Ω explain:
  /// Σ_Ω|I| / (Σ_Ω|I| + |v(N) − v(∅) − Σ_Ω I|), without the empty coalition; nil where both are 0.
  ///
  /// Ren et al., "Defining and quantifying the emergence of sparse concepts in DNNs", CVPR 2023.
  public func explainedRatio(of set: InteractionSet, grandEffect: Double) -> Double? {
    let all = entries
    let chosen = set.entries.filter { interactionOrder(ofEntry: $0) > 0 }.map { all[$0] }
    let strength = chosen.reduce(0) { $0 + abs($1) }
    let rest = abs(grandEffect - chosen.reduce(0, +))
    return strength + rest > 0 ? strength / (strength + rest) : nil
  }
}
