/// Coalitions to be asked, one after the other, as a growing buffer of words.
struct CoalitionRows {
  /// Coalitions handed to a game at once: a multiple of every evaluation block in use, so that
  /// cutting a request moves no coalition to another place in its block.
  static let batch = 4096

  let playerCount: Int
  let wordCount: Int
  private(set) var words: [UInt64] = []
  private(set) var count = 0

  init(playerCount: Int) {
    self.playerCount = playerCount
    wordCount = max(1, (playerCount + 63) / 64)
  }

  /// Appends `count` empty coalitions and has them filled.
  mutating func append(_ count: Int, fill: (UnsafeMutablePointer<UInt64>) -> Void) {
    let start = words.count
    words.append(contentsOf: repeatElement(0, count: count * wordCount))
    words.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { fill(base + start) }
    }
    self.count += count
  }

  /// Appends the coalition of all players.
  mutating func appendGrand() {
    let start = count
    append(1) { _ in }
    complement(from: start)
  }

  /// Replaces every coalition from `start` on by the players that are not in it.
  mutating func complement(from start: Int = 0) {
    let (wordCount, count) = (wordCount, count)
    let rest = playerCount - 64 * (wordCount - 1)
    let last: UInt64 = rest == 64 ? .max : (1 << UInt64(rest)) - 1
    words.withUnsafeMutableBufferPointer { words in
      for place in start * wordCount..<count * wordCount { words[place] = ~words[place] }
      for row in start..<count { words[row &* wordCount &+ wordCount &- 1] &= last }
    }
  }

  /// v of every coalition, asked in requests of `batch`.
  func values(of game: some Game, batch: Int = Self.batch) throws -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(count)
    for start in stride(from: 0, to: count, by: batch) {
      let end = min(start + batch, count)
      let answers = try game.values(
        of: CoalitionBlock(
          words: Array(words[start * wordCount..<end * wordCount]), playerCount: playerCount))
      guard answers.count == end - start else {
        throw SamplingError.answers(answers.count, asked: end - start)
      }
      if let wrong = answers.first(where: { !$0.isFinite }) { throw SamplingError.notFinite(wrong) }
      values += answers
    }
    return values
  }
}
