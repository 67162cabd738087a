/// The first, dense layer of a network under masks of one input, by sums over present players.
///
/// Players are taken in groups of eight; the sums over all subsets of a group are tabulated once
/// per input. A row is then, in this order for every mask, ((constant + group 1) + group 2) … +
/// group 0, and rectified where a ReLU follows. Masks that count up share all but group 0.
final class SubsetSums<Scalar: NetworkScalar> {
  /// Players of a group: a table of 2⁸ rows fits the level-2 cache for layers up to 256 wide.
  private static var groupPlayers: Int { 8 }

  private let layer: DenseLayer<Scalar>
  private let players: PlayerRuns
  private let width: Int
  private let groups: Int
  /// Row 0: the input with every player absent, row 1 + p: what player p changes in it.
  private let changes = Buffer<Scalar>()
  private let contributions = Buffer<Scalar>()
  private let tables = Buffer<Scalar>()
  private let constant = Buffer<Scalar>()
  private let block = Buffer<Scalar>()

  init(_ layer: DenseLayer<Scalar>, players: PlayerRuns) {
    self.layer = layer
    self.players = players
    width = layer.outputs
    groups = (players.playerCount + Self.groupPlayers - 1) / Self.groupPlayers
  }

  private func playersOfGroup(_ group: Int) -> Int {
    min(Self.groupPlayers, players.playerCount - group * Self.groupPlayers)
  }

  private func table(_ group: Int) -> UnsafeMutablePointer<Scalar> {
    tables.pointer + group * (width << Self.groupPlayers)
  }

  func load(input: UnsafePointer<Scalar>, baseline: UnsafePointer<Scalar>) {
    let elements = players.elements
    let rowCount = 1 + players.playerCount
    let matrix = changes.resize(rowCount * elements)
    changes.clear()
    for run in players.runs {
      if run.bit == .max {
        for i in run.start..<run.end { matrix[i] = input[i] }
      } else {
        let row = matrix + (1 + run.bit.trailingZeroBitCount) * elements
        for i in run.start..<run.end {
          matrix[i] = baseline[i]
          row[i] = input[i] - baseline[i]
        }
      }
    }
    let products = contributions.resize(rowCount * width)
    Scalar.multiply(
      matrix, transposedA: false, layer.weight.values.pointer, transposedB: true, into: products,
      accumulating: false, rows: rowCount, columns: width, inner: elements)
    Scalar.addBias(
      layer.bias.values.pointer, to: products, rows: 1, width: width, rectifying: false)
    tables.resize(groups * (width << Self.groupPlayers))
    constant.resize(width)
    for group in 0..<groups {
      Scalar.tabulateSubsetSums(
        of: products + (1 + group * Self.groupPlayers) * width, count: playersOfGroup(group),
        width: width, into: table(group))
    }
  }

  /// The layer's outputs for one block of masks, padded with rows of zeros; they stand until the
  /// next call.
  func rows(_ masks: UnsafePointer<UInt64>, count: Int) -> UnsafePointer<Scalar> {
    let target = block.resize(EvaluationBlock.rows * width)
    var row = 0
    while row < count {
      let mask = masks[row]
      // Masks that count up from here with the same players outside group 0.
      var run = 1
      let low = mask & 255
      while row + run < count && masks[row + run] == mask &+ UInt64(run)
        && low + UInt64(run) < 256
      {
        run += 1
      }
      setConstant(mask)
      Scalar.addTable(
        UnsafePointer(table(0) + Int(low) * width), to: UnsafePointer(constant.pointer),
        rows: run, width: width, rectifying: layer.rectifying, into: target + row * width)
      row += run
    }
    if count < EvaluationBlock.rows {
      Scalar.fill(target + count * width, count: (EvaluationBlock.rows - count) * width)
    }
    return UnsafePointer(target)
  }

  /// The sum of everything but group 0.
  private func setConstant(_ mask: UInt64) {
    constant.pointer.update(from: contributions.pointer, count: width)
    for group in 1..<max(1, groups) {
      let subset = Int((mask >> UInt64(group * Self.groupPlayers)) & 255)
      Scalar.addTable(
        UnsafePointer(table(group) + subset * width), to: UnsafePointer(constant.pointer), rows: 1,
        width: width, rectifying: false, into: constant.pointer)
    }
  }
}
