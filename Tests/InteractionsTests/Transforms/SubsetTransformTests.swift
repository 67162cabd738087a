import Base
import Interactions
import TestSupport
import Testing

/// The loop as it is written down, bit 0 first.
private func plain(_ transform: SubsetTransform, _ values: [Double]) -> [Double] {
  var values = values
  for bit in 0..<values.count.trailingZeroBitCount {
    for with in values.indices where with >> bit & 1 == 1 {
      let without = with ^ 1 << bit
      switch transform {
      case .moebius: values[with] -= values[without]
      case .zeta: values[with] += values[without]
      case .moebiusAdjoint: values[without] -= values[with]
      case .zetaAdjoint: values[without] += values[with]
      }
    }
  }
  return values
}

/// Normal values, every seventh a zero of either sign.
private func table(_ players: Int, seed: UInt64) -> [Double] {
  var stream = RandomStream(seed: seed, purpose: "transforms")
  return (0..<1 << players).map { index in
    let value = stream.normal()
    return index % 7 == 3 ? (value < 0 ? -0.0 : 0.0) : value
  }
}

@Suite struct SubsetTransformTests {
  /// Every way the loop is blocked: registers only, one cache, both, one sweep and two above.
  @Test(arguments: 0...18) func blockingChangesNoBit(players: Int) {
    let values = table(players, seed: 21)
    // The plain loop is not compiled for speed.
    for transform in players < 15 ? SubsetTransform.allCases : [.moebius] {
      var fast = values
      transform.apply(to: &fast)
      let slow = plain(transform, values)
      #expect(
        fast.indices.allSatisfy { fast[$0].bitPattern == slow[$0].bitPattern },
        "\(transform) of \(players) players")
    }
  }

  /// Five bits above the second-level cache, in two sweeps; whole numbers, so nothing is rounded.
  @Test func largeTablesAreSumsOverSubsets() {
    var stream = RandomStream(seed: 22, purpose: "transforms")
    var dividends = [Double](repeating: 0, count: 1 << 22)
    var places: [Int] = []
    for _ in 0..<40 {
      places.append(Int(stream.below(1 << 22) & stream.below(1 << 22)))
      dividends[places[places.count - 1]] = Double(stream.below(100))
    }
    var values = dividends
    SubsetTransform.zeta.apply(to: &values)
    for _ in 0..<200 {
      let coalition = Int(stream.below(1 << 22) | stream.below(1 << 22))
      let inside = Set(places).filter { $0 & ~coalition == 0 }
      #expect(values[coalition] == inside.reduce(0) { $0 + dividends[$1] })
    }
    SubsetTransform.moebius.apply(to: &values)
    #expect(values == dividends)
  }

  @Test(arguments: [0, 3, 6, 9]) func moebiusIsTheDefinition(players: Int) throws {
    let table = try ValueTable.random(playerCount: players, seed: 23)
    var fast = table.values
    SubsetTransform.moebius.apply(to: &fast)
    for index in fast.indices {
      expectClose(
        fast[index], Definitions.dividend(table, Coalition(bits: UInt64(index))), absolute: 1e-12)
    }
  }

  @Test(arguments: [1, 5, 8, 13]) func zetaUndoesMoebius(players: Int) {
    let values = table(players, seed: 24)
    // Dividends of 13 players reach 2⁶·⁵ and are made of sums as large.
    var there = values
    SubsetTransform.moebius.apply(to: &there)
    SubsetTransform.zeta.apply(to: &there)
    expectClose(there, values, absolute: 1e-12)
    SubsetTransform.zetaAdjoint.apply(to: &there)
    SubsetTransform.moebiusAdjoint.apply(to: &there)
    expectClose(there, values, absolute: 1e-11)
  }

  /// ⟨A x, y⟩ = ⟨x, Aᵀ y⟩.
  @Test(arguments: [2, 7, 12]) func adjointsAreTransposes(players: Int) {
    let pairs: [(SubsetTransform, SubsetTransform)] = [
      (.moebius, .moebiusAdjoint), (.zeta, .zetaAdjoint),
    ]
    for (transform, adjoint) in pairs {
      let x = table(players, seed: 25)
      let y = table(players, seed: 26)
      var image = x
      transform.apply(to: &image)
      var pullback = y
      adjoint.apply(to: &pullback)
      let left = ExactSum.of(zip(image, y).map { $0 * $1 })
      let right = ExactSum.of(zip(x, pullback).map { $0 * $1 })
      // Sums of 2ⁿ products, of size up to about 3ⁿ in all.
      expectClose(left, right, relative: 1e-11, absolute: 1e-11)
    }
  }
}
