/// Neighbouring elements of an input that come and go together.
public struct PlayerRun: Sendable, Hashable, BitwiseCopyable {
  let start, end: Int
  /// The word of a mask that holds the player's bit.
  let word: Int
  /// The player's bit; all bits for elements that are always kept, none for those that never are.
  let bit: UInt64

  @inline(__always)
  func isPresent(in mask: UnsafePointer<UInt64>) -> Bool { mask[word] & bit != 0 || bit == .max }
}

/// Which player each element of an input belongs to, made ready for masking.
///
/// A mask of n players is ⌈n/64⌉ words, one mask after the other; player p is bit p mod 64 of word
/// p / 64.
public struct PlayerRuns: Sendable, Hashable {
  /// The player of elements that nobody owns and that are always the input's.
  public static let kept: Int32 = -1
  /// The player of elements that nobody owns and that are always the baseline's.
  public static let masked: Int32 = -2

  /// Number of players.
  public let playerCount: Int
  /// Elements of one input.
  public let elements: Int
  let runs: [PlayerRun]
  let playerOfElement: [Int32]

  /// Makes the runs; element i belongs to player `playerOfElement[i]`, or to nobody: `kept` or
  /// `masked`.
  public init(playerOfElement: [Int32], playerCount: Int) {
    precondition(playerCount >= 1, "PlayerRuns: \(playerCount) players, at least 1")
    precondition(
      playerOfElement.allSatisfy { $0 >= Self.masked && $0 < playerCount },
      "PlayerRuns: an element belongs to a player outside \(Self.masked) ..< \(playerCount)")
    self.playerCount = playerCount
    self.playerOfElement = playerOfElement
    elements = playerOfElement.count
    var runs: [PlayerRun] = []
    var start = 0
    while start < playerOfElement.count {
      let player = playerOfElement[start]
      var end = start + 1
      while end < playerOfElement.count && playerOfElement[end] == player { end += 1 }
      runs.append(Self.run(start..<end, of: player))
      start = end
    }
    self.runs = runs
  }

  /// One bit alone is never all bits, so the mark of kept elements stays free.
  private static func run(_ elements: Range<Int>, of player: Int32) -> PlayerRun {
    let (word, bit): (Int, UInt64) =
      switch player {
      case kept: (0, .max)
      case masked: (0, 0)
      default: (Int(player) >> 6, 1 << UInt64(player & 63))
      }
    return PlayerRun(start: elements.lowerBound, end: elements.upperBound, word: word, bit: bit)
  }

  /// Words of one mask: ⌈n/64⌉.
  public var wordsPerMask: Int { (playerCount + 63) / 64 }

  /// Writes `count` masked inputs: row r is row r of `inputs` where the player is present in mask
  /// r, the baseline elsewhere.
  public func mask<Scalar: NetworkScalar>(
    _ inputs: UnsafePointer<Scalar>, baseline: UnsafePointer<Scalar>,
    masks: UnsafePointer<UInt64>, count: Int, into output: UnsafeMutablePointer<Scalar>
  ) {
    write(
      inputs, stride: elements, baseline: baseline, masks: masks, count: count, into: output)
  }

  /// The same for `count` masks of one input.
  func maskOne<Scalar: NetworkScalar>(
    _ input: UnsafePointer<Scalar>, baseline: UnsafePointer<Scalar>,
    masks: UnsafePointer<UInt64>, count: Int, into output: UnsafeMutablePointer<Scalar>
  ) {
    write(input, stride: 0, baseline: baseline, masks: masks, count: count, into: output)
  }

  private func write<Scalar: NetworkScalar>(
    _ inputs: UnsafePointer<Scalar>, stride: Int, baseline: UnsafePointer<Scalar>,
    masks: UnsafePointer<UInt64>, count: Int, into output: UnsafeMutablePointer<Scalar>
  ) {
    runs.withUnsafeBufferPointer { runs in
      guard let base = runs.baseAddress else { return }
      Scalar.maskRows(
        inputs, inputStride: stride, baseline: baseline, runs: base, runCount: runs.count,
        masks: masks, wordsPerMask: wordsPerMask, count: count, elements: elements, into: output)
    }
  }
}
