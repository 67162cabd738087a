/// Sums of v over the coalitions of each size: all, those with player i, those with i and j.
///
/// Every index of order one or two that weighs coalitions by their size alone (Shapley values,
/// multi-order interactions, …) is linear in these sums. v is centred on its mean first, which
/// changes no difference of v and limits cancellation.
public struct CoalitionSums: Sendable {
  /// The number of players n.
  public let playerCount: Int
  /// Σ of centred v over the coalitions of size s; shape [s = 0...n].
  let all: [Double]
  /// The same over coalitions with player i; shape [s][i].
  let withPlayer: [Double]
  /// The same over coalitions with both players of a pair; shape [s][pair].
  let withPair: [Double]

  /// Computes the sums in one pass over the table, about 10·2ⁿ additions.
  ///
  /// The order of the additions is fixed by n alone.
  public init(of table: ValueTable) {
    let n = table.playerCount
    let pairCount = PairsByOrder.pairCount(n)
    var all = [Double](repeating: 0, count: n + 1)
    var withPlayer = [Double](repeating: 0, count: (n + 1) * n)
    var withPair = [Double](repeating: 0, count: (n + 1) * pairCount)
    PopcountFold(table).run(
      all: { size, sum in all[size] = sum },
      withPlayer: { i, size, sum in withPlayer[size * n + i] = sum },
      withPair: { i, j, size, sum in
        withPair[size * pairCount + PairsByOrder.pairIndex(i, j, playerCount: n)] = sum
      })
    playerCount = n
    self.all = all
    self.withPlayer = withPlayer
    self.withPair = withPair
  }
}

/// Folds a table bit by bit from the top, keeping apart the sizes of what was folded away.
///
/// A state of k bits and c classes holds, for class s and low bits L, the sum of v over all
/// coalitions whose low bits are L and which contain s of the players folded away. Folding bit
/// k−1 adds the upper half of class s−1 to the lower half of class s. The upper half before the
/// fold is the state of the coalitions with player k−1, so folding it in the same way (once
/// below, twice below) gives the sums with one and with two given players. The work at each level
/// is halved by the bit and grows by one class, hence ~10·2ⁿ additions in all instead of
/// n²/4·2ⁿ.
private struct PopcountFold {
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

  private let table: ValueTable

  init(_ table: ValueTable) { self.table = table }

  /// Reports each sum once, with its size.
  func run(
    all: (_ size: Int, _ sum: Double) -> Void,
    withPlayer: (_ i: Int, _ size: Int, _ sum: Double) -> Void,
    withPair: (_ i: Int, _ j: Int, _ size: Int, _ sum: Double) -> Void
  ) {
    // A fold never enlarges a state, so 2^bits of the first is room enough; + n for the classes
    // that remain when no bit is left.
    let n = table.playerCount
    let room = table.values.count + n + 2
    let scratch = UnsafeMutablePointer<Double>.allocate(capacity: 6 * room)
    defer { scratch.deallocate() }
    let centred = scratch
    let mean = table.values.withUnsafeBufferPointer(Self.mean)
    table.values.withUnsafeBufferPointer { values in
      for index in values.indices { centred[index] = values[index] - mean }
    }

    var state = State(start: centred, stride: table.values.count, classes: 1, bits: n)
    var outer = Spare(scratch + room, scratch)
    while state.bits > 0 {
      let i = state.bits - 1
      var inner = state.withTopPlayer
      var middle = Spare(scratch + 2 * room, scratch + 3 * room)
      while inner.bits > 0 {
        let j = inner.bits - 1
        var innermost = inner.withTopPlayer
        var last = Spare(scratch + 4 * room, scratch + 5 * room)
        while innermost.bits > 0 { innermost = Self.fold(innermost, into: &last) }
        for size in 0..<innermost.classes {
          withPair(i, j, size + 2, innermost.start[size * innermost.stride])
        }
        inner = Self.fold(inner, into: &middle)
      }
      for size in 0..<inner.classes {
        withPlayer(i, size + 1, inner.start[size * inner.stride])
      }
      state = Self.fold(state, into: &outer)
    }
    for size in 0..<state.classes { all(size, state.start[size * state.stride]) }
  }

  /// Two buffers written by turns.
  private struct Spare {
    private var next: UnsafeMutablePointer<Double>
    private var other: UnsafeMutablePointer<Double>

    init(_ next: UnsafeMutablePointer<Double>, _ other: UnsafeMutablePointer<Double>) {
      self.next = next
      self.other = other
    }

    mutating func take() -> UnsafeMutablePointer<Double> {
      defer { swap(&next, &other) }
      return next
    }
  }

  private static func fold(_ state: State, into spare: inout Spare) -> State {
    let half = 1 << (state.bits - 1)
    let target = spare.take()
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
