/// Coalitions to be asked for one context order and round, and the second differences they make.
///
/// A function of the sampling's specification alone. The rows of a pair come after those of the
/// pairs (or windows) before it in the list and nothing else, so that asking for more pairs or
/// orders moves no coalition to another place.
struct DifferenceRequest {
  /// Δv of one pair in one context: which rows hold its four values.
  struct Difference {
    var pair: Int32
    /// Which of the pair's contexts this is.
    var slot: Int32
    /// What was drawn once: differences of one unit are dependent, others are not.
    var unit: Int32
    var neither: Int32
    var first: Int32
    var second: Int32
    var both: Int32
  }

  var rows: CoalitionRows
  var differences: [Difference] = []

  init(playerCount: Int) { rows = CoalitionRows(playerCount: playerCount) }

  /// Appends the four coalitions of one pair and context, which `fill` writes once.
  mutating func appendOwn(
    _ pair: PlayerPair, index: Int, slot: Int, unit: Int,
    fill: (UnsafeMutablePointer<UInt64>) -> Void
  ) {
    let start = Int32(rows.count)
    let width = rows.wordCount
    rows.append(4) { words in
      fill(words)
      for row in 1..<4 { (words + row * width).update(from: words, count: width) }
      Self.add(pair.first, to: words + width)
      Self.add(pair.second, to: words + 2 * width)
      Self.add(pair.first, to: words + 3 * width)
      Self.add(pair.second, to: words + 3 * width)
    }
    differences.append(
      Difference(
        pair: Int32(index), slot: Int32(slot), unit: Int32(unit), neither: start,
        first: start + 1, second: start + 2, both: start + 3))
  }

  /// Δv of each difference, from the values of the rows.
  ///
  /// The formula is its own mirror image: with every coalition replaced by its complement,
  /// v(S), v(S∪i), v(S∪j), v(S∪ij) appear in the opposite order, and Δv is the same.
  func secondDifferences(_ values: [Double]) -> [Double] {
    differences.map { difference in
      (values[Int(difference.both)] - values[Int(difference.first)])
        - (values[Int(difference.second)] - values[Int(difference.neither)])
    }
  }

  @inline(__always)
  static func add(_ player: Int, to words: UnsafeMutablePointer<UInt64>) {
    words[player >> 6] |= 1 << UInt64(player & 63)
  }
}
