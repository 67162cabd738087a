extension RandomStream {
  /// The first `count` words of the stream, as `nextWord` gives them one by one.
  ///
  /// Blocks are independent of each other, so this costs a fraction of as many calls.
  public func firstWords(_ count: Int, into words: UnsafeMutablePointer<UInt32>) {
    let (key0, key1) = (key.x, key.y)
    let (y, z, w) = (start.y, start.z, start.w)
    let blocks = count / 4
    for block in 0..<blocks {
      let four = Self.words(UInt32(truncatingIfNeeded: block), y, z, w, key0, key1)
      let i = 4 &* block
      words[i] = four.0
      words[i &+ 1] = four.1
      words[i &+ 2] = four.2
      words[i &+ 3] = four.3
    }
    let last = Self.words(UInt32(truncatingIfNeeded: blocks), y, z, w, key0, key1)
    let rest = count &- 4 &* blocks
    if rest > 0 { words[4 &* blocks] = last.0 }
    if rest > 1 { words[4 &* blocks &+ 1] = last.1 }
    if rest > 2 { words[4 &* blocks &+ 2] = last.2 }
  }

  /// Philox4x32-10 in plain words, which vectorise over the blocks of a loop.
  @inline(__always)
  private static func words(
    _ x: UInt32, _ y: UInt32, _ z: UInt32, _ w: UInt32, _ key0: UInt32, _ key1: UInt32
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var (c0, c1, c2, c3) = (x, y, z, w)
    var (k0, k1) = (key0, key1)
    for _ in 0..<10 {
      let a = UInt64(c0) &* 0xD251_1F53
      let b = UInt64(c2) &* 0xCD9E_8D57
      let next0 = UInt32(truncatingIfNeeded: b >> 32) ^ c1 ^ k0
      let next2 = UInt32(truncatingIfNeeded: a >> 32) ^ c3 ^ k1
      c1 = UInt32(truncatingIfNeeded: b)
      c3 = UInt32(truncatingIfNeeded: a)
      c0 = next0
      c2 = next2
      k0 = k0 &+ 0x9E37_79B9
      k1 = k1 &+ 0xBB67_AE85
    }
    return (c0, c1, c2, c3)
  }
}
