import Base
import TestSupport
import Testing

@testable import Interactions

/// Sums of at most 2¹⁰ normal numbers.
private let tolerance = 1e-12

/// Independent normal numbers by lane.
private func lanes(playerCount: Int, seed: UInt64) -> LaneBuffers {
  let buffers = LaneBuffers(count: 1, length: 1 << playerCount)
  for lane in 0..<LaneBuffers.width {
    var stream = RandomStream(seed: seed, purpose: "lanes", index: UInt64(lane))
    buffers.set(0, lane: lane, to: (0..<1 << playerCount).map { _ in stream.normal() })
  }
  return buffers
}

/// Σ_S f(S)·g(S) of one lane.
private func product(_ f: LaneBuffers, _ g: LaneBuffers, lane: Int) -> Double {
  ExactSum.of(zip(f.lane(lane, of: 0), g.lane(lane, of: 0)).map { $0 * $1 })
}

@Suite struct LaneTransformTests {
  @Test(arguments: 0...8) func everyLaneIsTransformedByTheDefinition(n: Int) throws {
    let before = lanes(playerCount: n, seed: 1)
    let after = lanes(playerCount: n, seed: 1)
    LaneTransforms.moebius(after[0], playerCount: n)
    for lane in 0..<LaneBuffers.width {
      let table = try ValueTable(values: before.lane(lane, of: 0))
      expectClose(
        after.lane(lane, of: 0), table.coalitions.map { Definitions.dividend(table, $0) },
        absolute: tolerance)
    }
  }

  @Test(arguments: [0, 1, 5, 10]) func zetaUndoesMoebius(n: Int) {
    let values = lanes(playerCount: n, seed: 2)
    LaneTransforms.moebius(values[0], playerCount: n)
    LaneTransforms.zeta(values[0], playerCount: n)
    for lane in 0..<LaneBuffers.width {
      expectClose(
        values.lane(lane, of: 0), lanes(playerCount: n, seed: 2).lane(lane, of: 0),
        absolute: tolerance)
    }
  }

  @Test(arguments: [1, 4, 9]) func adjointsAgreeInEveryScalarProduct(n: Int) {
    typealias Transform = (UnsafeMutablePointer<Lanes>, Int) -> Void
    let pairs: [(Transform, Transform)] = [
      (LaneTransforms.moebius, LaneTransforms.moebiusAdjoint),
      (LaneTransforms.zeta, LaneTransforms.zetaAdjoint),
    ]
    for (transform, adjoint) in pairs {
      let left = lanes(playerCount: n, seed: 3)
      let right = lanes(playerCount: n, seed: 4)
      transform(left[0], n)
      adjoint(right[0], n)
      for lane in 0..<LaneBuffers.width {
        // Products of sums of 2⁹ numbers.
        expectClose(
          product(left, lanes(playerCount: n, seed: 4), lane: lane),
          product(lanes(playerCount: n, seed: 3), right, lane: lane), absolute: 1e-9)
      }
    }
  }

  @Test(arguments: [1, 3, 5]) func sumsOfAndAndOrInteractionsByTheDefinition(n: Int) {
    let count = 1 << n
    let (x, y) = (lanes(playerCount: n, seed: 5), lanes(playerCount: n, seed: 6))
    let and = lanes(playerCount: n, seed: 5)
    let or = lanes(playerCount: n, seed: 6)
    let values = LaneBuffers(count: 1, length: count)
    AndOrSums.values(and: and[0], or: or[0], into: values[0], playerCount: n)
    let multiplier = lanes(playerCount: n, seed: 7)
    AndOrSums.adjoint(of: multiplier[0], and: and[0], or: or[0], playerCount: n)
    for lane in 0..<LaneBuffers.width {
      let expected = (0..<count).map { s in
        ExactSum.of(
          (0..<count).map { t in
            (s & t == t ? x[0][t][lane] : 0) + (s & t != 0 || t == 0 ? y[0][t][lane] : 0)
          })
      }
      expectClose(values.lane(lane, of: 0), expected, absolute: tolerance)
      let adjoint = (0..<count).map { t in
        ExactSum.of((0..<count).map { s in s & t == t ? multiplier[0][s][lane] : 0 })
      }
      expectClose(and.lane(lane, of: 0), adjoint, absolute: tolerance)
      let orAdjoint = (0..<count).map { t in
        ExactSum.of(
          (0..<count).map { s in s & t != 0 || t == 0 ? multiplier[0][s][lane] : 0 })
      }
      expectClose(or.lane(lane, of: 0), orAdjoint, absolute: tolerance)
    }
  }

  @Test(arguments: 0...7) func theRenamingBasisIsOrthonormal(n: Int) {
    let basis = RenamingBasis(playerCount: n)
    let values = lanes(playerCount: n, seed: 8)
    basis.enter(values[0])
    for lane in 0..<LaneBuffers.width {
      let before = lanes(playerCount: n, seed: 8)
      expectClose(
        product(values, values, lane: lane), product(before, before, lane: lane),
        relative: tolerance)
    }
    basis.leave(values[0])
    for lane in 0..<LaneBuffers.width {
      expectClose(
        values.lane(lane, of: 0), lanes(playerCount: n, seed: 8).lane(lane, of: 0),
        absolute: tolerance)
    }
    // The multiplets of size n + 1 − 2k number C(n, k) − C(n, k−1).
    for group in basis.multiplets {
      let k = (n + 1 - group.size) / 2
      let number = Binomial.coefficient(n, k) - Binomial.coefficient(n, k - 1)
      #expect(Double(group.places.count) == number * Double(group.size))
    }
  }

  /// A matrix of |S∩T| and |S|, |T| alone, against its product with the claimed inverse.
  @Test(arguments: 1...6) func theInverseOfAMatrixInvariantUnderRenaming(n: Int) {
    let count = 1 << n
    let work = LaneBuffers(count: 1, length: count)
    func multiply(_ values: UnsafeMutablePointer<Lanes>) {
      for s in 0..<count {
        work[0][s] = .zero
        for t in 0..<count {
          let overlap = Double((s & t).nonzeroBitCount)
          let distance = Double((s ^ t).nonzeroBitCount)
          work[0][s] += (1 / (1 + distance) + 0.1 * overlap + (s == t ? 2 : 0)) * values[t]
        }
      }
      for s in 0..<count { values[s] = work[0][s] }
    }
    let inverse = RenamingInvariantInverse(playerCount: n, apply: multiply)
    let values = lanes(playerCount: n, seed: 9)
    inverse.solve(values[0])
    multiply(values[0])
    for lane in 0..<LaneBuffers.width {
      expectClose(
        values.lane(lane, of: 0), lanes(playerCount: n, seed: 9).lane(lane, of: 0),
        absolute: tolerance)
    }
  }
}
