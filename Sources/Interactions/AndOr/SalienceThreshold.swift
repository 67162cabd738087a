/// From which strength on an interaction counts; the papers differ, and a figure holds one rule.
public enum SalienceThreshold: Sendable, Hashable {
  /// |I| of at least this number, in units of v.
  case absolute(Double)
  /// |I| of at least this share of the sample's largest |I|: 0.05 in arXiv:2305.01939 and
  /// ICLR 2024, 0.1 for transfer between samples.
  case ofMaximum(Double)
  /// |I| of at least this share of a model's mean |v(N) − v(∅)|: 0.03 in "Towards the dynamics of a
  /// DNN learning symbolic interactions" (NeurIPS 2024).
  case ofMeanGrandEffect(Double, mean: Double)
  /// The k strongest; of equals, AND before OR, then by the bits of the coalition.
  case top(Int)

  /// The smallest |I| that counts among `interactions`; nil for `top`, which has none.
  public func value(for interactions: AndOrInteractions) -> Double? {
    switch self {
    case .absolute(let threshold): threshold
    case .ofMaximum(let share): share * interactions.maximum
    case .ofMeanGrandEffect(let share, let mean): share * abs(mean)
    case .top: nil
    }
  }

  /// The interactions that count.
  ///
  /// Neither that of the empty coalition nor one of 0 ever does. Merge single players first
  /// (`mergingSingles`), or a player may count twice.
  public func select(_ interactions: AndOrInteractions) -> InteractionSet {
    let entries = interactions.entries
    let candidates = entries.indices.filter {
      entries[$0] != 0 && interactions.interactionOrder(ofEntry: $0) > 0
    }
    let chosen: some Sequence<Int> =
      switch self {
      case .top(let count):
        candidates.sorted { first, second in
          (abs(entries[first]), second) > (abs(entries[second]), first)
        }.prefix(max(0, count))
      case .absolute, .ofMaximum, .ofMeanGrandEffect:
        candidates.filter { abs(entries[$0]) >= value(for: interactions) ?? 0 }[...]
      }
    return InteractionSet(playerCount: interactions.playerCount, entries: chosen)
  }
}
