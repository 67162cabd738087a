import Base
import Spec

/// The interaction loss between groups of a layer's units, as a training draws it (arXiv:2009.11729;
/// science: §6.4).
///
/// Every sample has groups and contexts of its own in every step. The authors draw them once for a
/// batch, which has the same expectation and varies more.
struct UnitInteractionTerm: Sendable, Hashable {
  /// The layer whose outputs are the units.
  var layer: String
  /// λ.
  var weight: Double
  /// The share of the units in A, and in B.
  var groups: Double
  /// Choices of A, B and S for each sample and step.
  var draws: Int
  /// Each context keeps units with a probability uniform in this range.
  var keep: ClosedRange<Double>
  /// Epochs trained without the loss before.
  var after: Int

  /// Copies of each sample in a step: A∪B∪S, A∪S, B∪S and S of every draw.
  var copies: Int { 4 * draws }

  /// Units of A, and of B, in a layer of `units`: rounded down, at least one.
  func groupSize(units: Int) -> Int {
    // The guard keeps shares such as 0.29 of 100 from losing a unit to rounding.
    max(1, Int((groups * Double(units) + 1e-9).rounded(.down)))
  }

  /// Writes the four masks of one draw of a sample, `stride` words apart: A∪B∪S, A∪S, B∪S, S.
  ///
  /// `sample` counts samples over the whole training, so masks depend on neither batches nor shards
  /// nor segments.
  func drawMasks(
    units: Int, seed: UInt64, sample: UInt64, draw: Int, stride: Int,
    into masks: UnsafeMutablePointer<UInt64>
  ) {
    let words = (units + 63) / 64
    var stream = RandomStream(
      seed: seed, purpose: "unit groups", index: sample, subindex: UInt32(draw))
    let probability = stream.uniform(keep.lowerBound, keep.upperBound)
    for copy in 0..<4 {
      (masks + copy * stride).update(repeating: 0, count: words)
    }
    // Words below it keep their units; 2³² keeps all.
    let threshold = UInt64((probability * 0x1p32).rounded())
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: units) { chances in
      guard let chance = chances.baseAddress else { return }
      RandomStream(seed: seed, purpose: "unit contexts", index: sample, subindex: UInt32(draw))
        .firstWords(units, into: chance)
      for unit in 0..<units where UInt64(chance[unit]) < threshold {
        for copy in 0..<4 { masks[copy * stride + (unit >> 6)] |= 1 << UInt64(unit & 63) }
      }
    }
    let size = groupSize(units: units)
    withUnsafeTemporaryAllocation(of: Int.self, capacity: units) { order in
      for unit in 0..<units { order[unit] = unit }
      for place in 0..<2 * size {
        order.swapAt(place, place + stream.below(units - place))
        let (word, bit) = (order[place] >> 6, UInt64(1) << UInt64(order[place] & 63))
        // A is in the first and second, B in the first and third; neither is in S.
        for copy in 0..<4 {
          let isPresent = copy == 0 || copy == (place < size ? 1 : 2)
          if isPresent {
            masks[copy * stride + word] |= bit
          } else {
            masks[copy * stride + word] &= ~bit
          }
        }
      }
    }
  }
}

extension UnitInteractionTerm {
  /// Reads what `UnitInteractionLoss.value` wrote.
  init(stageValue value: Value) throws {
    guard let layer = value["layer"]?.text, let weight = value["weight"]?.number,
      let groups = value["groups"]?.number, let draws = value["draws"]?.integer,
      let keep = value["keep"]?.list?.compactMap(\.number), keep.count == 2, keep[0] <= keep[1],
      let after = value["after"]?.integer
    else { throw StageParameterError.unreadable("unit_interaction_loss", value) }
    self.init(
      layer: layer, weight: weight, groups: groups, draws: draws, keep: keep[0]...keep[1],
      after: after)
  }
}

/// A layer has too few units for two groups.
struct TooFewUnits: Error, Hashable, CustomStringConvertible {
  var layer: String
  var units: Int

  var description: String {
    "training.unit_interaction_loss: layer \(layer) has \(units) unit\(units == 1 ? "" : "s"), and"
      + " two groups need at least 2: name a wider layer"
  }
}
