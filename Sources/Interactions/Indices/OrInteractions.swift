/// The OR interactions I_or(T) = −Σ_{L⊆T} (−1)^{|T|−|L|} v(N∖L), I_or(∅) = v(∅): the effect that
/// any one player of T sets off.
///
/// v(S) = I_or(∅) + Σ_{T∩S≠∅} I_or(T) for every coalition S. The general formula would give −v(N) at
/// the empty set, where nothing is set off; the constant v(∅) stands there instead (Zhou et al.,
/// "Explaining generalization power of a DNN using interactive concepts", arXiv:2302.13091; Li and
/// Zhang, "Defining and quantifying and-or interactions", arXiv:2304.13312).
public struct OrInteractions: Sendable, Hashable {
  /// The number of players n.
  public let playerCount: Int
  /// I_or of every coalition, at the index of its bits.
  public let values: [Double]

  /// Computes the interactions, n·2ⁿ⁻¹ subtractions.
  public init(of table: ValueTable) {
    playerCount = table.playerCount
    var values = table.reversedDividends
    for index in values.indices { values[index] = -values[index] }
    values[0] = table[.empty]
    self.values = values
  }

  /// I_or of one coalition.
  public subscript(coalition: Coalition) -> Double { values[Int(coalition.bits)] }
}
