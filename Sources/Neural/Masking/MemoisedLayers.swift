/// The layers of a network up to its first dense one under masks of one input, from tables of what
/// each group of pixels adds.
///
/// A row is, in this order for every mask, bias + group 0 + group 1 …, and rectified where a ReLU
/// follows.
final class MemoisedLayers<Scalar: NetworkScalar>: TabulatedLayers {
  private let network: Network<Scalar>
  private let layer: DenseLayer<Scalar>
  private let players: PlayerRuns
  private let plan: MemoisationPlan
  private let subsets: SubsetNumbers
  private let tables = Buffer<Scalar>()
  private let offsets = Buffer<Int>()
  private let block = Buffer<Scalar>()
  // While tables are made: masked inputs, the numbers of one group and its rows.
  private let patterns = Buffer<UInt64>()
  private let inputs = Buffer<Scalar>()
  private let weights = Buffer<Scalar>()
  private let numbers = Buffer<Scalar>()
  private let sums = Buffer<Scalar>()
  private let chosen = Buffer<Int>()

  /// Nil where the layer of the plan is not dense, which no plan says.
  init?(_ network: Network<Scalar>, players: PlayerRuns, plan: MemoisationPlan) {
    guard let layer = network.chain.layers[plan.dense] as? DenseLayer<Scalar> else { return nil }
    self.network = network
    self.layer = layer
    self.players = players
    self.plan = plan
    subsets = SubsetNumbers(groups: plan.groups.map(\.players))
  }

  var layerCount: Int { plan.dense + 1 }
  private var width: Int { layer.outputs }

  func load(input: UnsafePointer<Scalar>, baseline: UnsafePointer<Scalar>) {
    tables.resize(subsets.rows * width)
    gatherWeights()
    let all = 1 << plan.colourCount
    for first in stride(from: 0, to: all, by: EvaluationBlock.rows) {
      let count = min(EvaluationBlock.rows, all - first)
      let activations = evaluate(first..<first + count, input, baseline)
      var place = 0
      for number in plan.groups.indices {
        place += tabulate(number, first..<first + count, activations, weights.pointer + place)
      }
    }
  }

  /// The activations before the dense layer of a block of inputs: in number c the players of the
  /// colours whose bits are set in c are present.
  private func evaluate(
    _ range: Range<Int>, _ input: UnsafePointer<Scalar>, _ baseline: UnsafePointer<Scalar>
  ) -> UnsafePointer<Scalar> {
    let words = players.wordsPerMask
    let masks = patterns.resize(range.count * words)
    patterns.clear()
    for (row, pattern) in range.enumerated() {
      for (player, colour) in plan.colours.enumerated() where pattern >> colour & 1 == 1 {
        masks[row * words + player >> 6] |= 1 << UInt64(player & 63)
      }
    }
    let block = inputs.resize(EvaluationBlock.rows * players.elements)
    players.maskOne(input, baseline: baseline, masks: masks, count: range.count, into: block)
    Scalar.fill(
      block + range.count * players.elements,
      count: (EvaluationBlock.rows - range.count) * players.elements)
    return network.inferBlock(UnsafePointer(block), before: plan.dense)
  }

  /// The weights of each group's elements side by side, group after group.
  private func gatherWeights() {
    let rows = chosen.resize(width)
    for row in 0..<width { rows[row] = row }
    var target = weights.resize(width * layer.inputs)
    for group in plan.groups {
      Self.gather(
        group, layer.weight.values.pointer, stride: layer.inputs, rows, width, into: target)
      target += width * group.width
    }
  }

  /// Fills those rows of a group's table that a block of inputs shows first: of the group's subsets
  /// in the inputs without players of other colours.
  ///
  /// Returns how many weights the group has.
  private func tabulate(
    _ number: Int, _ range: Range<Int>, _ activations: UnsafePointer<Scalar>,
    _ weights: UnsafePointer<Scalar>
  ) -> Int {
    let group = plan.groups[number]
    let colours = group.players.map { plan.colours[$0] }
    let own = colours.reduce(0) { $0 | 1 << $1 }
    let patterns = range.filter { $0 & ~own == 0 }
    guard !patterns.isEmpty else { return width * group.width }
    let rows = chosen.resize(patterns.count)
    for (place, pattern) in patterns.enumerated() { rows[place] = pattern - range.lowerBound }
    let gathered = numbers.resize(patterns.count * group.width)
    Self.gather(
      group, activations, stride: layer.inputs, rows, patterns.count, into: gathered)
    let products = sums.resize(patterns.count * width)
    Scalar.multiply(
      gathered, transposedA: false, weights, transposedB: true, into: products,
      accumulating: false, rows: patterns.count, columns: width, inner: group.width)
    let table = tables.pointer + subsets.starts[number] * width
    for (place, pattern) in patterns.enumerated() {
      var subset = 0
      for (rank, colour) in colours.enumerated() { subset |= (pattern >> colour & 1) << rank }
      (table + subset * width).update(from: products + place * width, count: width)
    }
    return width * group.width
  }

  private static func gather(
    _ group: MemoisationPlan.Group, _ matrix: UnsafePointer<Scalar>, stride: Int,
    _ rows: UnsafePointer<Int>, _ count: Int, into target: UnsafeMutablePointer<Scalar>
  ) {
    group.elements.withUnsafeBufferPointer { runs in
      guard let first = runs.baseAddress else { return }
      Scalar.gatherRuns(
        matrix, stride: stride, numbers: rows, count: count, runs: first, runCount: runs.count,
        into: target)
    }
  }

  func rows(_ masks: UnsafePointer<UInt64>, count: Int) -> UnsafePointer<Scalar> {
    let target = block.resize(EvaluationBlock.rows * width)
    let groups = plan.groups.count
    let places = offsets.resize(EvaluationBlock.rows * groups)
    subsets.read(
      masks, wordsPerMask: players.wordsPerMask, count: count, width: width, into: places)
    Scalar.sumTableRows(
      tables.pointer, offsets: places, terms: groups, base: layer.bias.values.pointer,
      rows: count, width: width, rectifying: layer.rectifying, into: target)
    Scalar.fill(target + count * width, count: (EvaluationBlock.rows - count) * width)
    return UnsafePointer(target)
  }
}

extension MemoisationPlan.Group {
  /// Numbers of the group's pixels.
  var width: Int { elements.reduce(0) { $0 + $1.count } }
}
