/// One number of each of the tables that are worked on side by side, in lockstep.
typealias Lanes = SIMD4<Double>

/// Sums over subsets and supersets, in place, of as many tables as there are lanes.
///
/// Layout [coalition][lane]. No lane's number depends on another's: every operation is by element,
/// in an order fixed by n, from bit 0 up.
enum LaneTransforms {
  /// f(T) becomes Σ_{L⊆T} (−1)^{|T|−|L|} f(L): the dividends of f.
  static func moebius(_ values: UnsafeMutablePointer<Lanes>, playerCount: Int) {
    sweep(Differences.self, values, playerCount)
  }

  /// f(S) becomes Σ_{T⊆S} f(T), the inverse of `moebius`.
  static func zeta(_ values: UnsafeMutablePointer<Lanes>, playerCount: Int) {
    sweep(Sums.self, values, playerCount)
  }

  /// f(L) becomes Σ_{T⊇L} (−1)^{|T|−|L|} f(T), the adjoint of `moebius`.
  static func moebiusAdjoint(_ values: UnsafeMutablePointer<Lanes>, playerCount: Int) {
    sweep(AdjointDifferences.self, values, playerCount)
  }

  /// f(T) becomes Σ_{S⊇T} f(S), the adjoint of `zeta`.
  static func zetaAdjoint(_ values: UnsafeMutablePointer<Lanes>, playerCount: Int) {
    sweep(AdjointSums.self, values, playerCount)
  }

  /// All bits, three at a time while three are left: eight numbers are loaded once for twelve
  /// butterflies.
  @inline(__always)
  private static func sweep<Kind: LaneStep>(
    _: Kind.Type, _ values: UnsafeMutablePointer<Lanes>, _ bits: Int
  ) {
    let count = 1 << bits
    var bit = 0
    while bit + 3 <= bits {
      eight(Kind.self, values, run: 1 << bit, count: count)
      bit += 3
    }
    while bit < bits {
      two(Kind.self, values, run: 1 << bit, count: count)
      bit += 1
    }
  }

  @inline(__always)
  private static func eight<Kind: LaneStep>(
    _: Kind.Type, _ values: UnsafeMutablePointer<Lanes>, run: Int, count: Int
  ) {
    var block = 0
    while block < count {
      for index in block..<block &+ run {
        let p = values + index
        var a0 = p[0]
        var a1 = p[run]
        var a2 = p[2 &* run]
        var a3 = p[3 &* run]
        var a4 = p[4 &* run]
        var a5 = p[5 &* run]
        var a6 = p[6 &* run]
        var a7 = p[7 &* run]
        Kind.apply(&a0, &a1)
        Kind.apply(&a2, &a3)
        Kind.apply(&a4, &a5)
        Kind.apply(&a6, &a7)
        Kind.apply(&a0, &a2)
        Kind.apply(&a1, &a3)
        Kind.apply(&a4, &a6)
        Kind.apply(&a5, &a7)
        Kind.apply(&a0, &a4)
        Kind.apply(&a1, &a5)
        Kind.apply(&a2, &a6)
        Kind.apply(&a3, &a7)
        p[0] = a0
        p[run] = a1
        p[2 &* run] = a2
        p[3 &* run] = a3
        p[4 &* run] = a4
        p[5 &* run] = a5
        p[6 &* run] = a6
        p[7 &* run] = a7
      }
      block = block &+ 8 &* run
    }
  }

  @inline(__always)
  private static func two<Kind: LaneStep>(
    _: Kind.Type, _ values: UnsafeMutablePointer<Lanes>, run: Int, count: Int
  ) {
    var block = 0
    while block < count {
      for index in block..<block &+ run {
        let p = values + index
        Kind.apply(&p[0], &p[run])
      }
      block = block &+ 2 &* run
    }
  }
}

/// What becomes of the numbers without and with one player.
private protocol LaneStep {
  static func apply(_ without: inout Lanes, _ with: inout Lanes)
}

private enum Differences: LaneStep {
  @inline(__always) static func apply(_ without: inout Lanes, _ with: inout Lanes) {
    with -= without
  }
}

private enum Sums: LaneStep {
  @inline(__always) static func apply(_ without: inout Lanes, _ with: inout Lanes) {
    with += without
  }
}

private enum AdjointDifferences: LaneStep {
  @inline(__always) static func apply(_ without: inout Lanes, _ with: inout Lanes) {
    without -= with
  }
}

private enum AdjointSums: LaneStep {
  @inline(__always) static func apply(_ without: inout Lanes, _ with: inout Lanes) {
    without += with
  }
}

extension Lanes {
  /// The absolute value of each lane.
  @inline(__always) var magnitudes: Lanes {
    let sign = SIMD4<UInt64>(repeating: 0x7FFF_FFFF_FFFF_FFFF)
    return unsafeBitCast(unsafeBitCast(self, to: SIMD4<UInt64>.self) & sign, to: Lanes.self)
  }

  /// −1, 0 or 1 by the sign of each lane.
  @inline(__always) var signs: Lanes {
    Lanes(repeating: 0)
      .replacing(with: Lanes(repeating: 1), where: self .> 0)
      .replacing(with: Lanes(repeating: -1), where: self .< 0)
  }

  /// The larger of each pair of lanes.
  @inline(__always) func larger(_ other: Lanes) -> Lanes {
    replacing(with: other, where: other .> self)
  }

  /// Each lane brought within ± `bound`, which is not negative.
  @inline(__always) func within(_ bound: Lanes) -> Lanes {
    replacing(with: bound, where: self .> bound).replacing(with: -bound, where: self .< -bound)
  }
}
