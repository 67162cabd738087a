/// The subsets of a given size in a fixed order.
enum Combination {
  /// The members of the `rank`-th of the C(count, size) subsets of 0..<count, ascending, in
  /// colexicographic order (the combinatorial number system).
  static func members(rank: Int, size: Int, of count: Int) -> [Int] {
    var members: [Int] = []
    var rest = Double(rank)
    var candidate = count - 1
    for left in stride(from: size, to: 0, by: -1) {
      // The largest element c with C(c, left) ≤ rest.
      while Binomial.coefficient(candidate, left) > rest { candidate -= 1 }
      members.append(candidate)
      rest -= Binomial.coefficient(candidate, left)
      candidate -= 1
    }
    return members.reversed()
  }
}

extension PlayerPair {
  /// The player of a label: the label-th, from 0, of those that are neither of the pair.
  func player(label: Int) -> Int {
    let player = label >= first ? label + 1 : label
    return player >= second ? player + 1 : player
  }
}
