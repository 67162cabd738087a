/// Which subset of each of some groups of players is present in a mask, as the place of a row in
/// tables: the row of subset s of a group lies s rows from the beginning of the group's table.
///
/// Bit r of a subset is the group's player of rank r, ascending.
struct SubsetNumbers: Sendable {
  /// Players of one group whose bits are neighbours in masks and in subsets.
  private struct Piece: BitwiseCopyable, Sendable {
    /// The word of a mask.
    var word: Int
    /// The first bit within the word, and the bits from there on that are the piece's.
    var shift: UInt64
    var bits: UInt64
    /// The first bit's place in the subset.
    var place: UInt64
  }

  /// The groups.
  let groups: [[Int]]
  /// Where each group's table begins, in rows; behind the last, the rows of all.
  let starts: [Int]
  private let pieces: [Piece]
  /// Behind each group's last piece.
  private let ends: [Int]

  /// Groups of players in the order their rows are added.
  init(groups: [[Int]]) {
    self.groups = groups
    var starts = [0]
    var pieces: [Piece] = []
    var ends: [Int] = []
    for group in groups {
      starts.append((starts.last ?? 0) + 1 << group.count)
      let first = pieces.count
      for (rank, player) in group.enumerated() {
        let (word, bit) = (player >> 6, UInt64(player & 63))
        if pieces.count > first, let last = pieces.last, last.word == word,
          last.shift + UInt64(last.bits.nonzeroBitCount) == bit
        {
          pieces[pieces.count - 1].bits = last.bits << 1 | 1
        } else {
          pieces.append(Piece(word: word, shift: bit, bits: 1, place: UInt64(rank)))
        }
      }
      ends.append(pieces.count)
    }
    self.starts = starts
    self.pieces = pieces
    self.ends = ends
  }

  /// Rows of all tables.
  var rows: Int { starts.last ?? 0 }

  /// Writes for each of `count` masks and each group where its row begins, rows being `width` wide.
  func read(
    _ masks: UnsafePointer<UInt64>, wordsPerMask: Int, count: Int, width: Int,
    into offsets: UnsafeMutablePointer<Int>
  ) {
    pieces.withUnsafeBufferPointer { pieces in
      ends.withUnsafeBufferPointer { ends in
        starts.withUnsafeBufferPointer { starts in
          var target = offsets
          for row in 0..<count {
            let mask = masks + row &* wordsPerMask
            var piece = 0
            for group in 0..<ends.count {
              var subset: UInt64 = 0
              while piece < ends[group] {
                let part = pieces[piece]
                subset |= (mask[part.word] &>> part.shift & part.bits) &<< part.place
                piece &+= 1
              }
              target[group] = (starts[group] &+ Int(truncatingIfNeeded: subset)) &* width
            }
            target += ends.count
          }
        }
      }
    }
  }
}
