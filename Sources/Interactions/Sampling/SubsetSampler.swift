import Base

/// Draws uniformly random sets of players, straight into the words of a coalition.
struct SubsetSampler {
  private var random: [UInt32] = []

  /// Adds a uniformly random set of `size` of the first `labels` players, the pair's two left out
  /// of the count: with a pair, label t is the t-th player that is neither of them.
  ///
  /// Floyd's algorithm (Bentley, "Programming pearls: a sample of brilliance", 1987): one random
  /// number per member, no array to shuffle. The words must be 0.
  mutating func add(
    size: Int, of labels: Int, without pair: PlayerPair?, stream: RandomStream,
    to words: UnsafeMutablePointer<UInt64>
  ) {
    guard size > 0 else { return }
    // Words beyond one per member, for rejections: a word is rejected with probability below
    // labels/2³², so this is four times their expected number and 16 more; running out, which
    // takes one number as it is, has a probability below 1e-50.
    let available = size + 16 + size * labels >> 30
    if random.count < available { random = [UInt32](repeating: 0, count: available) }
    // Labels from here on are one player further, from `second` on two.
    let first = pair?.first ?? labels
    let second = pair.map { $0.second - 1 } ?? labels
    random.withUnsafeMutableBufferPointer { buffer in
      guard let random = buffer.baseAddress else { return }
      stream.firstWords(available, into: random)
      var used = 0
      for last in labels &- size..<labels {
        let range = UInt64(last &+ 1)
        var product = UInt64(random[used]) &* range
        used &+= 1
        if UInt32(truncatingIfNeeded: product) < UInt32(truncatingIfNeeded: range) {
          // Lemire's rejection: without it the first numbers would be likelier.
          let bound = UInt32(truncatingIfNeeded: range)
          let threshold = (0 &- bound) % bound
          while UInt32(truncatingIfNeeded: product) < threshold && used < available {
            product = UInt64(random[used]) &* range
            used &+= 1
          }
        }
        let label = Int(truncatingIfNeeded: product >> 32)
        var player = label &+ (label >= first ? 1 : 0) &+ (label >= second ? 1 : 0)
        if words[player >> 6] >> UInt64(player & 63) & 1 != 0 {
          player = last &+ (last >= first ? 1 : 0) &+ (last >= second ? 1 : 0)
        }
        words[player >> 6] |= 1 << UInt64(player & 63)
      }
    }
  }
}
