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
    draw(numbers: size, largestBound: labels, from: stream)
    // Labels from here on are one player further, from `second` on two.
    let first = pair?.first ?? labels
    let second = pair.map { $0.second - 1 } ?? labels
    random.withUnsafeBufferPointer { random in
      var used = 0
      for last in labels &- size..<labels {
        let label = Self.below(last &+ 1, random, &used)
        var player = label &+ (label >= first ? 1 : 0) &+ (label >= second ? 1 : 0)
        if words[player >> 6] >> UInt64(player & 63) & 1 != 0 {
          player = last &+ (last >= first ? 1 : 0) &+ (last >= second ? 1 : 0)
        }
        words[player >> 6] |= 1 << UInt64(player & 63)
      }
    }
  }

  /// A uniformly random order of the labels 0..<count (Fisher–Yates).
  mutating func permutation(_ count: Int, stream: RandomStream) -> [Int] {
    var order = Array(0..<count)
    draw(numbers: count, largestBound: count, from: stream)
    random.withUnsafeBufferPointer { random in
      order.withUnsafeMutableBufferPointer { order in
        var used = 0
        for place in stride(from: count &- 1, to: 0, by: -1) {
          order.swapAt(place, Self.below(place &+ 1, random, &used))
        }
      }
    }
    return order
  }

  /// Draws the words for so many bounded numbers.
  ///
  /// And some beyond, for rejections: a word is rejected with probability below bound/2³², so these
  /// are four times their expected number and 16 more. Running out, which takes one number as it
  /// is, has a probability below 1e-50.
  private mutating func draw(numbers: Int, largestBound: Int, from stream: RandomStream) {
    let count = numbers + 16 + ((numbers * largestBound) >> 30)
    if random.count < count { random = [UInt32](repeating: 0, count: count) }
    random.withUnsafeMutableBufferPointer { random in
      if let start = random.baseAddress { stream.firstWords(count, into: start) }
    }
  }

  /// The next number uniform on 0..<bound, by Lemire's rejection: without it the first numbers
  /// would be likelier.
  @inline(__always)
  private static func below(
    _ bound: Int, _ random: UnsafeBufferPointer<UInt32>, _ used: inout Int
  ) -> Int {
    let range = UInt32(truncatingIfNeeded: bound)
    var product = UInt64(random[used]) &* UInt64(range)
    used &+= 1
    if UInt32(truncatingIfNeeded: product) < range {
      let threshold = (0 &- range) % range
      while UInt32(truncatingIfNeeded: product) < threshold && used < random.count {
        product = UInt64(random[used]) &* UInt64(range)
        used &+= 1
      }
    }
    return Int(truncatingIfNeeded: product >> 32)
  }
}
