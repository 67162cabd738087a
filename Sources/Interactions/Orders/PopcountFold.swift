/// Sums of a table over the coalitions of each size that contain a given set of few players.
///
/// Folds the table bit by bit from the top, keeping apart the sizes of what was folded away. A state
/// of k bits and c classes holds, for class s and low bits L, the sum of v over all coalitions whose
/// low bits are L and which contain s of the players folded away. Folding bit k−1 adds the upper
/// half of class s−1 to the lower half of class s. The upper half before the fold is the state of
/// the coalitions with player k−1, so folding it in the same way gives the sums with that player,
/// and so on for pairs and triples. The work at each level is halved by the bit and grows by one
/// class: ~10·2ⁿ additions for all pairs instead of n²/4·2ⁿ.
final class PopcountFold {
  /// A state: class s starts at `start + s * stride`, 2^bits values each.
  private struct State {
    var start: UnsafePointer<Double>
    var stride: Int
    var classes: Int
    var bits: Int

    /// The coalitions with the player of the top bit, as a state of the bits below.
    var withTopPlayer: State {
      State(start: start + (1 << (bits - 1)), stride: stride, classes: classes, bits: bits - 1)
    }
  }

  /// The number of players of a table.
  let bits: Int
  /// The largest sets whose sums are kept, 0 to 3 players.
  let depth: Int
  /// The sums, shape [set][size 0...bits]; sizes below a set's own stay 0.
  ///
  /// Sets are the empty one, single players, pairs, triples, each in lexicographic order.
  let sums: UnsafeMutablePointer<Double>
  /// Where the sets of each size begin.
  let firstSet: [Int]
  /// Two buffers for each level, written by turns.
  private let scratch: UnsafeMutablePointer<Double>
  private let room: Int

  init(bits: Int, depth: Int) {
    self.bits = bits
    self.depth = depth
    var firstSet = [0]
    for size in 0...depth {
      firstSet.append(firstSet[size] + PlayerSets.count(size: size, playerCount: bits))
    }
    self.firstSet = firstSet
    let count = firstSet[depth + 1] * (bits + 1)
    sums = .allocate(capacity: count)
    sums.initialize(repeating: 0, count: count)
    // A fold never enlarges a state, so 2^bits of the first is room enough; + bits for the classes
    // that remain when no bit is left.
    room = 1 << bits + bits + 2
    scratch = .allocate(capacity: 2 * (depth + 1) * room)
  }

  deinit {
    sums.deallocate()
    scratch.deallocate()
  }

  /// Fills `sums` from a table of 2^bits values.
  func run(_ values: UnsafePointer<Double>) {
    descend(State(start: values, stride: 1 << bits, classes: 1, bits: bits), .empty)
  }

  /// Reports the sums over coalitions with the players of `set`, and of it with each further one.
  private func descend(_ top: State, _ set: Coalition) {
    let level = set.count
    var state = top
    var target = scratch + 2 * level * room
    var spare = target + room
    while state.bits > 0 {
      if level < depth { descend(state.withTopPlayer, set.adding(state.bits - 1)) }
      state = Self.fold(state, into: target)
      swap(&target, &spare)
    }
    let place = firstSet[level] + PlayerSets.index(of: set, playerCount: bits)
    let result = sums + place * (bits + 1) + level
    for size in 0..<state.classes { result[size] = state.start[size * state.stride] }
  }

  private static func fold(_ state: State, into target: UnsafeMutablePointer<Double>) -> State {
    let half = 1 << (state.bits - 1)
    let lastClass = state.start + (state.classes - 1) * state.stride
    target.update(from: state.start, count: half)
    for size in 1..<max(1, state.classes) {
      let low = state.start + size * state.stride
      let high = state.start + (size - 1) * state.stride + half
      let sum = target + size * half
      for index in 0..<half { sum[index] = low[index] + high[index] }
    }
    (target + state.classes * half).update(from: lastClass + half, count: half)
    return State(start: target, stride: half, classes: state.classes + 1, bits: state.bits - 1)
  }
}
