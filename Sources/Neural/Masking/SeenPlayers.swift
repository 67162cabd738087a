/// Sets of players, each with a number: pixels that see the same players share one.
final class PlayerSets {
  /// The words of each set.
  private(set) var words: [[UInt64]] = []
  private var numbers: [[UInt64]: Int32] = [:]
  private var unions: [UInt64: Int32] = [:]

  /// The number of a set.
  func number(of set: [UInt64]) -> Int32 {
    if let known = numbers[set] { return known }
    let made = Int32(words.count)
    words.append(set)
    numbers[set] = made
    return made
  }

  /// The number of the players in either set.
  func union(_ a: Int32, _ b: Int32) -> Int32 {
    if a == b { return a }
    let pair = UInt64(UInt32(bitPattern: min(a, b))) << 32 | UInt64(UInt32(bitPattern: max(a, b)))
    if let known = unions[pair] { return known }
    let made = number(of: zip(words[Int(a)], words[Int(b)]).map { $0 | $1 })
    unions[pair] = made
    return made
  }

  /// How many players are in a set.
  func count(_ set: Int32) -> Int { words[Int(set)].reduce(0) { $0 + $1.nonzeroBitCount } }

  /// The players of a set, ascending.
  func players(_ set: Int32) -> [Int] {
    words[Int(set)].enumerated().flatMap { place, word in
      (0..<64).filter { word >> UInt64($0) & 1 == 1 }.map { 64 * place + $0 }
    }
  }

  /// Whether all players of `a` are in `b`.
  func isSubset(_ a: Int32, of b: Int32) -> Bool {
    zip(words[Int(a)], words[Int(b)]).allSatisfy { $0 & ~$1 == 0 }
  }
}

/// The players that each pixel of an activation depends on: those in its receptive field.
struct SeenPlayers {
  /// The set of each pixel, row by row.
  var pixels: [Int32]
  let sets: PlayerSets

  /// Those of the pixels of an input image.
  init(_ players: PlayerRuns, channels: Int) {
    let sets = PlayerSets()
    self.sets = sets
    pixels = stride(from: 0, to: players.elements, by: channels).map { first in
      var words = [UInt64](repeating: 0, count: players.wordsPerMask)
      for player in players.playerOfElement[first..<first + channels] where player >= 0 {
        words[Int(player) >> 6] |= 1 << UInt64(player & 63)
      }
      return sets.number(of: words)
    }
  }

  /// Those under each window.
  func under(_ window: WindowGeometry) -> SeenPlayers {
    var seen = self
    let nobody = sets.number(of: sets.words[0].map { _ in 0 })
    let taps = (0..<window.size).map { $0 * window.dilation - window.padding }
    seen.pixels = (0..<window.outputPixels).map { pixel in
      let top = pixel / window.outputWidth * window.stride
      let left = pixel % window.outputWidth * window.stride
      var set = nobody
      for y in taps.map({ top + $0 }) where y >= 0 && y < window.height {
        for x in taps.map({ left + $0 }) where x >= 0 && x < window.width {
          set = sets.union(set, pixels[y * window.width + x])
        }
      }
      return set
    }
    return seen
  }
}
