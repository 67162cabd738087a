/// E_S|Δv(i,j,S)| for every pair and context order: the strength before contexts cancel.
///
/// A mean of absolute values is not linear in v, so no fold gives it; every one of the
/// n(n−1)/2·2ⁿ⁻² second differences is formed.
enum AbsoluteDifferences {
  /// The means, shape [order][pair] as in `PairsByOrder`.
  ///
  /// The table is rotated by one bit per step, so that the player i of the step always stands in
  /// the middle, its partners i+1, …, i+⌊n/2⌋ (cyclically: each pair once) above it and only
  /// context players below: then every inner loop runs over at least 2^⌈n/2−1⌉ neighbouring
  /// numbers, and D(S) = v(S∪i) − v(S) is formed once for all partners.
  static func means(of table: ValueTable) -> PairsByOrder {
    let n = table.playerCount
    let pairCount = PairsByOrder.pairCount(n)
    guard n >= 2 else { return PairsByOrder(playerCount: n, values: []) }
    let partners = n / 2
    let contextBits = n - partners - 1
    let tile = 1 << contextBits
    let classes = partners
    var result = [Double](repeating: 0, count: (n - 1) * pairCount)
    let scratch = UnsafeMutablePointer<Double>.allocate(
      capacity: (2 << n) + (1 << (n - 1)) + classes * tile)
    defer { scratch.deallocate() }
    var rotated = scratch
    var spare = scratch + (1 << n)
    let differences = scratch + (2 << n)
    let sums = differences + (1 << (n - 1))
    table.values.withUnsafeBufferPointer { values in
      for index in values.indices { rotated[index] = values[index] }
    }

    for rotation in 0..<n {
      let i = (contextBits + rotation) % n
      subtract(rotated, into: differences, tile: tile, blocks: 1 << partners)
      for distance in 1...partners {
        // With n even, the pair at distance n/2 is met from both of its players.
        if 2 * distance == n, rotation >= partners { continue }
        let j = (i + distance) % n
        sums.update(repeating: 0, count: classes * tile)
        accumulate(
          differences, bits: n - 1, partner: contextBits + distance - 1, tile: tile, into: sums)
        let pair = PairsByOrder.pairIndex(i, j, playerCount: n)
        for size in 0..<classes {
          for low in 0..<tile {
            result[(size + low.nonzeroBitCount) * pairCount + pair] += sums[size * tile + low]
          }
        }
      }
      rotate(rotated, into: spare, count: 1 << n)
      swap(&rotated, &spare)
    }
    for order in 0...n - 2 {
      let contexts = Binomial.coefficient(n - 2, order)
      for pair in 0..<pairCount { result[order * pairCount + pair] /= contexts }
    }
    return PairsByOrder(playerCount: n, values: result)
  }

  /// differences = v with the player of the bit above the tile, minus v without it.
  private static func subtract(
    _ values: UnsafePointer<Double>, into differences: UnsafeMutablePointer<Double>, tile: Int,
    blocks: Int
  ) {
    for block in 0..<blocks {
      let without = values + 2 * block * tile
      let with = without + tile
      let target = differences + block * tile
      for index in 0..<tile { target[index] = with[index] - without[index] }
    }
  }

  /// Adds |D(S∪j) − D(S)| to `sums`, shape [players of S above the tile][S within the tile].
  private static func accumulate(
    _ differences: UnsafePointer<Double>, bits: Int, partner: Int, tile: Int,
    into sums: UnsafeMutablePointer<Double>
  ) {
    let run = 1 << partner
    for upper in 0..<1 << (bits - 1 - partner) {
      for middle in 0..<run / tile {
        let without = differences + 2 * upper * run + middle * tile
        let with = without + run
        let sum = sums + (upper.nonzeroBitCount + middle.nonzeroBitCount) * tile
        for index in 0..<tile { sum[index] += abs(with[index] - without[index]) }
      }
    }
  }

  /// Bit k of the index becomes bit k−1, bit 0 the top bit.
  private static func rotate(
    _ values: UnsafePointer<Double>, into rotated: UnsafeMutablePointer<Double>, count: Int
  ) {
    let half = count / 2
    for index in 0..<half {
      rotated[index] = values[2 * index]
      rotated[half + index] = values[2 * index + 1]
    }
  }
}
