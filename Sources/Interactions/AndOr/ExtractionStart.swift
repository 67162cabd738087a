import Base

/// Where an extraction starts, which decides among solutions of equal l1.
public enum ExtractionStart: Sendable, Hashable {
  /// γ = 0: half of v to each type, as in the papers.
  case halves
  /// γ = v/2: all of v to AND.
  case andOnly
  /// γ = −v/2: all of v to OR.
  case orOnly
  /// γ independent normal, standard deviation |v(N) − v(∅)|/2; the same for the same seed.
  case random(seed: UInt64)

  /// γ of every coalition.
  func gamma(_ table: ValueTable) -> [Double] {
    switch self {
    case .halves: return [Double](repeating: 0, count: table.values.count)
    case .andOnly: return table.values.map { 0.5 * $0 }
    case .orOnly: return table.values.map { -0.5 * $0 }
    case .random(let seed):
      var stream = RandomStream(seed: seed, purpose: "AND-OR start")
      let deviation = abs(table.grandEffect) / 2
      return table.values.map { _ in deviation * stream.normal() }
    }
  }
}
