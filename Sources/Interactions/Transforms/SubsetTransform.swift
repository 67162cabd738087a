/// The linear maps between a table over all coalitions and its sums over subsets, in place.
///
/// Each walks the players from bit 0 up, and for every two coalitions that differ in the player of
/// the bit alone changes one of them. The result has, bit for bit, what that plain loop gives: the
/// kernels block the loop for the caches and for registers, they never reorder an addition.
public enum SubsetTransform: Sendable, CaseIterable {
  /// w(T) = Σ_{L⊆T} (−1)^{|T|−|L|} v(L), from values to Harsanyi dividends.
  case moebius
  /// v(T) = Σ_{L⊆T} w(L), the inverse of `moebius`.
  case zeta
  /// u(L) = Σ_{T⊇L} (−1)^{|T|−|L|} g(T), the transpose of `moebius`.
  case moebiusAdjoint
  /// u(L) = Σ_{T⊇L} g(T), the transpose of `zeta`.
  case zetaAdjoint

  /// Transforms the 2ⁿ values at `values`, index = bits of the coalition; n·2ⁿ⁻¹ additions.
  ///
  /// Any alignment does, at the same bits; a multiple of 64 bytes is a third faster.
  public func apply(to values: UnsafeMutablePointer<Double>, playerCount: Int) {
    precondition((0..<48).contains(playerCount), "a table of \(playerCount) players")
    switch self {
    case .moebius: SubsetKernel<Difference<Upper>>.run(values, playerCount)
    case .zeta: SubsetKernel<Sum<Upper>>.run(values, playerCount)
    case .moebiusAdjoint: SubsetKernel<Difference<Lower>>.run(values, playerCount)
    case .zetaAdjoint: SubsetKernel<Sum<Lower>>.run(values, playerCount)
    }
  }

  /// Transforms a table of 2ⁿ values.
  public func apply(to values: inout [Double]) {
    precondition(values.count.nonzeroBitCount == 1, "\(values.count) values are no table")
    let players = values.count.trailingZeroBitCount
    values.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      apply(to: start, playerCount: players)
    }
  }
}
