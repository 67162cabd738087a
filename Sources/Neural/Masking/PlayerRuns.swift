/// Neighbouring elements of an input that come and go together.
public struct PlayerRun: Sendable, Hashable, BitwiseCopyable {
  let start, end: Int
  /// The player's bit, or all bits for elements that are always kept.
  let bit: UInt64

  @inline(__always)
  func isPresent(in mask: UInt64) -> Bool { mask & bit != 0 || bit == .max }
}

/// Which player each element of an input belongs to, made ready for masking.
public struct PlayerRuns: Sendable, Hashable {
  /// Number of players, at most 64.
  public let playerCount: Int
  /// Elements of one input.
  public let elements: Int
  let runs: [PlayerRun]
  let playerOfElement: [Int32]

  /// Makes the runs; element i belongs to player `playerOfElement[i]`, or to nobody and is always
  /// kept when that is −1.
  public init(playerOfElement: [Int32], playerCount: Int) {
    precondition(
      playerCount >= 1 && playerCount <= 64, "PlayerRuns: \(playerCount) players, 1 to 64")
    precondition(
      playerOfElement.allSatisfy { $0 >= -1 && $0 < playerCount },
      "PlayerRuns: an element belongs to a player outside -1 ..< \(playerCount)")
    self.playerCount = playerCount
    self.playerOfElement = playerOfElement
    elements = playerOfElement.count
    var runs: [PlayerRun] = []
    var start = 0
    while start < playerOfElement.count {
      let player = playerOfElement[start]
      var end = start + 1
      while end < playerOfElement.count && playerOfElement[end] == player { end += 1 }
      // With 64 players the last bit alone is not all bits, so the mark stays free.
      runs.append(PlayerRun(start: start, end: end, bit: player < 0 ? .max : 1 << UInt64(player)))
      start = end
    }
    self.runs = runs
  }

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
        masks: masks, count: count, elements: elements, into: output)
    }
  }
}
