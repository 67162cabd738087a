/// Makes `CoalitionSums` of values that arrive in the order of the coalitions' bits, without ever
/// holding the table.
///
/// Values are folded in blocks of 2¹⁶, the coalitions that agree in the players from 16 on. What is
/// kept of a block are its sums by size; those are tables over the upper players, and are folded in
/// turn at the end.
public final class CoalitionSumsStream {
  /// The players whose bits vary within a block.
  static let blockBits = 16

  /// The number of players n.
  public let playerCount: Int
  /// The largest sets of players whose sums are kept.
  public let interactionOrder: Int
  /// The values taken so far.
  public private(set) var count = 0

  private let lowerBits: Int
  private let upperBits: Int
  private let fold: PopcountFold
  private var block: [Double]
  private var filled = 0
  private var blocks = 0
  /// What is taken off every value: the mean of the first block.
  private var shift = 0.0
  /// Shape [set of fewer than `interactionOrder` lower players][size][upper coalition].
  private var tables: [Double]
  /// Shape [size of upper coalition][set of `interactionOrder` lower players][size].
  private var largest: [Double]

  /// A stream of 2ⁿ values, n = `playerCount` ≤ 28; `interactionOrder` is 1, 2 or 3.
  public init(playerCount: Int, interactionOrder: Int = 2) {
    precondition((0...ValueTable.mostPlayers).contains(playerCount), "\(playerCount) players")
    precondition((1...3).contains(interactionOrder), "interaction order \(interactionOrder)")
    self.playerCount = playerCount
    self.interactionOrder = interactionOrder
    let lowerBits = min(playerCount, Self.blockBits)
    self.lowerBits = lowerBits
    upperBits = playerCount - lowerBits
    fold = PopcountFold(bits: lowerBits, depth: interactionOrder)
    block = [Double](repeating: 0, count: 1 << lowerBits)
    let rows = fold.firstSet.map { $0 * (lowerBits + 1) }
    tables = [Double](repeating: 0, count: rows[interactionOrder] << upperBits)
    largest = [Double](
      repeating: 0,
      count: (rows[interactionOrder + 1] - rows[interactionOrder]) * (upperBits + 1))
  }

  /// Takes the next values, any number of them up to what is left of 2ⁿ.
  public func append(_ values: UnsafeBufferPointer<Double>) {
    precondition(values.count <= 1 << playerCount - count, "more than 2^\(playerCount) values")
    guard let start = values.baseAddress else { return }
    count += values.count
    var taken = 0
    while taken < values.count {
      let part = min(values.count - taken, block.count - filled)
      block.withUnsafeMutableBufferPointer { block in
        guard let target = block.baseAddress else { return }
        (target + filled).update(from: start + taken, count: part)
      }
      filled += part
      taken += part
      if filled == block.count { foldBlock() }
    }
  }

  /// Takes the next values.
  public func append(_ values: [Double]) { values.withUnsafeBufferPointer { append($0) } }

  private func foldBlock() {
    if blocks == 0 { shift = block.withUnsafeBufferPointer(Self.mean) }
    block.withUnsafeMutableBufferPointer { block in
      guard let start = block.baseAddress else { return }
      for index in 0..<block.count { start[index] -= shift }
      fold.run(start)
    }
    let upper = blocks
    let rows = fold.firstSet[interactionOrder] * (lowerBits + 1)
    tables.withUnsafeMutableBufferPointer { tables in
      for row in 0..<rows { tables[row << upperBits + upper] = fold.sums[row] }
    }
    let count = largest.count / (upperBits + 1)
    let first = upper.nonzeroBitCount * count
    largest.withUnsafeMutableBufferPointer { largest in
      for place in 0..<count { largest[first + place] += fold.sums[rows + place] }
    }
    blocks += 1
    filled = 0
  }

  /// The sums, once all 2ⁿ values are there.
  public func finish() -> CoalitionSums {
    precondition(count == 1 << playerCount, "\(count) of 2^\(playerCount) values")
    var sums = CoalitionSums(
      playerCount: playerCount, interactionOrder: interactionOrder, shift: shift)
    for size in 0..<interactionOrder { addTables(ofSetsOf: size, to: &sums) }
    let sets = PlayerSets.all(size: interactionOrder, playerCount: lowerBits)
    for upperSize in 0...upperBits {
      for (place, set) in sets.enumerated() {
        let first = (upperSize * sets.count + place) * (lowerBits + 1)
        sums.add(largest[first...first + lowerBits], at: upperSize, for: set)
      }
    }
    return sums
  }

  /// Folds the tables over the upper players of each set of `setSize` lower players.
  private func addTables(ofSetsOf setSize: Int, to sums: inout CoalitionSums) {
    let upperFold = PopcountFold(bits: upperBits, depth: interactionOrder - setSize)
    let upperSets = (0...upperFold.depth).map { size in
      PlayerSets.all(size: size, playerCount: upperBits).map {
        Coalition(bits: $0.bits << UInt64(lowerBits))
      }
    }
    for (place, set) in PlayerSets.all(size: setSize, playerCount: lowerBits).enumerated() {
      for size in setSize...lowerBits {
        let row = (fold.firstSet[setSize] + place) * (lowerBits + 1) + size
        tables.withUnsafeBufferPointer { tables in
          guard let start = tables.baseAddress else { return }
          upperFold.run(start + row << upperBits)
        }
        var source = UnsafeBufferPointer(start: upperFold.sums, count: upperBits + 1)
        for upperSet in upperSets.joined() {
          sums.add(source, at: size, for: set.union(upperSet))
          source = UnsafeBufferPointer(
            start: source.baseAddress.map { $0 + upperBits + 1 }, count: upperBits + 1)
        }
      }
    }
  }

  /// The mean, from eight interleaved sums; its rounding does not matter, only that it is fixed.
  private static func mean(_ values: UnsafeBufferPointer<Double>) -> Double {
    var lanes = SIMD8<Double>(repeating: 0)
    for start in stride(from: 0, to: values.count & ~7, by: 8) {
      for lane in 0..<8 { lanes[lane] += values[start + lane] }
    }
    var sum = lanes.sum()
    for index in values.count & ~7..<values.count { sum += values[index] }
    return sum / Double(values.count)
  }
}
