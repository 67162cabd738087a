/// The values that AND interactions x and OR interactions y sum up to, Zx + Wy, and the adjoint.
///
/// Z_{ST} = 1[T ⊆ S]; W_{ST} = 1[T ∩ S ≠ ∅], and 1 for T = ∅.
enum AndOrSums {
  /// Zx + Wy into `values`; `and` holds x, `or` holds y, and both are overwritten.
  static func values(
    and: UnsafeMutablePointer<Lanes>, or: UnsafeMutablePointer<Lanes>,
    into values: UnsafeMutablePointer<Lanes>, playerCount: Int
  ) {
    let last = (1 << playerCount) &- 1
    let empty = or[0]
    or[0] = .zero
    LaneTransforms.zeta(and, playerCount: playerCount)
    LaneTransforms.zeta(or, playerCount: playerCount)
    // A coalition lacks the OR interactions of the subsets of its complement.
    let all = empty + or[last]
    for index in 0...last { values[index] = and[index] + (all - or[last &- index]) }
  }

  /// Zᵀλ into `and` and Wᵀλ into `or`.
  static func adjoint(
    of multiplier: UnsafeMutablePointer<Lanes>, and: UnsafeMutablePointer<Lanes>,
    or: UnsafeMutablePointer<Lanes>, playerCount: Int
  ) {
    let last = (1 << playerCount) &- 1
    for index in 0...last {
      let number = multiplier[index]
      and[index] = number
      or[last &- index] = number
    }
    LaneTransforms.zetaAdjoint(and, playerCount: playerCount)
    LaneTransforms.zetaAdjoint(or, playerCount: playerCount)
    let all = or[0]
    for index in 1...max(1, last) where last > 0 { or[index] = all - or[index] }
  }
}
