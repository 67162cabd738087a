/// The first, dense layer of a network under masks of one input, by sums over present players.
///
/// Players are taken in groups of eight; the sums over all subsets of a group are tabulated once
/// per input. A row is then, in this order for every mask, ((constant + group 1) + group 2) … +
/// group 0, and rectified where a ReLU follows. Masks that count up share all but group 0.
final class SubsetSums<Scalar: NetworkScalar>: TabulatedLayers {
  /// Players of a group: a table of 2⁸ rows fits the level-2 cache for layers up to 256 wide.
  static var groupPlayers: Int { 8 }

  let layerCount = 1
  private let layer: DenseLayer<Scalar>
  private let players: PlayerRuns
  private let width: Int
  /// Group 0 last.
  private let subsets: SubsetNumbers
  private let changedInputs = Buffer<Scalar>()
  /// The layer's outputs: row 0 with every player absent, row 1 + p what player p adds.
  private let contributions = Buffer<Scalar>()
  private let tables = Buffer<Scalar>()
  private let constant = Buffer<Scalar>()
  private let offsets = Buffer<Int>()
  private let block = Buffer<Scalar>()

  init(_ layer: DenseLayer<Scalar>, players: PlayerRuns) {
    self.layer = layer
    self.players = players
    width = layer.outputs
    let groups = stride(from: 0, to: players.playerCount, by: Self.groupPlayers).map {
      Array($0..<min($0 + Self.groupPlayers, players.playerCount))
    }
    subsets = SubsetNumbers(groups: Array(groups.dropFirst() + groups[..<1]))
  }

  func load(input: UnsafePointer<Scalar>, baseline: UnsafePointer<Scalar>) {
    let rowCount = 1 + players.playerCount
    let products = contributions.resize(rowCount * width)
    // Some rows at a time: of thousands of players the whole matrix would not fit.
    for first in stride(from: 0, to: rowCount, by: EvaluationBlock.rows) {
      let count = min(EvaluationBlock.rows, rowCount - first)
      Scalar.multiply(
        changes(first..<first + count, input, baseline), transposedA: false,
        layer.weight.values.pointer, transposedB: true, into: products + first * width,
        accumulating: false, rows: count, columns: width, inner: players.elements)
    }
    Scalar.addBias(
      layer.bias.values.pointer, to: products, rows: 1, width: width, rectifying: false)
    tables.resize(subsets.rows * width)
    constant.resize(width)
    for (number, group) in subsets.groups.enumerated() {
      Scalar.tabulateSubsetSums(
        of: products + (1 + group[0]) * width, count: group.count, width: width,
        into: tables.pointer + subsets.starts[number] * width)
    }
  }

  /// Some rows: the input with every player absent, or what player row − 1 changes in it.
  private func changes(
    _ rows: Range<Int>, _ input: UnsafePointer<Scalar>, _ baseline: UnsafePointer<Scalar>
  ) -> UnsafePointer<Scalar> {
    let elements = players.elements
    let matrix = changedInputs.resize(rows.count * elements)
    changedInputs.clear()
    for run in players.runs {
      if rows.lowerBound == 0 {
        let source = run.bit == .max ? input : baseline
        for i in run.start..<run.end { matrix[i] = source[i] }
      }
      guard run.bit != .max, run.bit != 0 else { continue }
      let row = 1 + 64 * run.word + run.bit.trailingZeroBitCount
      guard rows.contains(row) else { continue }
      let target = matrix + (row - rows.lowerBound) * elements
      for i in run.start..<run.end { target[i] = input[i] - baseline[i] }
    }
    return UnsafePointer(matrix)
  }

  func rows(_ masks: UnsafePointer<UInt64>, count: Int) -> UnsafePointer<Scalar> {
    let target = block.resize(EvaluationBlock.rows * width)
    let groups = subsets.groups.count
    let words = players.wordsPerMask
    let places = offsets.resize(EvaluationBlock.rows * groups)
    subsets.read(masks, wordsPerMask: words, count: count, width: width, into: places)
    var row = 0
    while row < count {
      let own = places + row * groups
      let run = words == 1 ? Self.countingUp(masks + row, count: count - row) : 1
      let output = target + row * width
      if run == 1 {
        Scalar.sumTableRows(
          tables.pointer, offsets: own, terms: groups, base: contributions.pointer, rows: 1,
          width: width, rectifying: layer.rectifying, into: output)
      } else {
        Scalar.sumTableRows(
          tables.pointer, offsets: own, terms: groups - 1, base: contributions.pointer, rows: 1,
          width: width, rectifying: false, into: constant.pointer)
        Scalar.addTable(
          tables.pointer + own[groups - 1], to: constant.pointer, rows: run, width: width,
          rectifying: layer.rectifying, into: output)
      }
      row += run
    }
    if count < EvaluationBlock.rows {
      Scalar.fill(target + count * width, count: (EvaluationBlock.rows - count) * width)
    }
    return UnsafePointer(target)
  }

  /// How many of `count` masks count up from the first with the same players outside group 0.
  private static func countingUp(_ masks: UnsafePointer<UInt64>, count: Int) -> Int {
    let low = masks[0] & 255
    var run = 1
    while run < count && masks[run] == masks[0] &+ UInt64(run) && low + UInt64(run) < 256 {
      run += 1
    }
    return run
  }
}
