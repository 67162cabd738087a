import Base
import Neural

/// Masks of a grid's cells, drawn for each sample.
struct CellMasks {
  let ranking: CellRanking
  let players: PlayerRuns
  let seed: UInt64

  /// The cells of a sample in the order masked: a function of the seed, its id and the draw.
  func order(_ rule: CellRanking.Rule, id: Int64, draw: Int) -> [Int] {
    var stream = RandomStream(
      seed: seed, purpose: "masked cells", index: UInt64(bitPattern: id), subindex: UInt32(draw))
    return ranking.cells(rule, stream.permutation(players.playerCount))
  }

  /// The samples with the first `count` cells of their orders masked; one baseline, or one each.
  func inputs(_ samples: [Float], _ baselines: [[Float]], masking count: Int, of orders: [[Int]])
    -> [Float]
  {
    let (words, elements) = (players.wordsPerMask, players.elements)
    var masks = [UInt64](repeating: 0, count: orders.count * words)
    for (row, order) in orders.enumerated() {
      for cell in order.dropFirst(count) {
        masks[row * words + cell >> 6] |= 1 << UInt64(cell & 63)
      }
    }
    // One baseline serves all rows, else each row has its own.
    let rowsAtOnce = baselines.count == 1 ? orders.count : 1
    return [Float](unsafeUninitializedCapacity: samples.count) { result, filled in
      samples.withUnsafeBufferPointer { samples in
        masks.withUnsafeBufferPointer { masks in
          guard let source = samples.baseAddress, let mask = masks.baseAddress,
            let target = result.baseAddress
          else { return }
          for (row, baseline) in baselines.enumerated() {
            players.mask(
              source + row * elements, baseline: baseline, masks: mask + row * words,
              count: rowsAtOnce, into: target + row * elements)
          }
        }
      }
      filled = samples.count
    }
  }
}
