/// Zeroed buffers of shape [coalition][lane] in one allocation, freed with the last reference.
final class LaneBuffers {
  /// The number of lanes.
  static let width = Lanes.scalarCount

  /// From the start of one buffer to that of the next: a few cache lines more than the length, for
  /// loops over buffers a power of two apart crowd into a few sets of the cache.
  let stride: Int
  private let start: UnsafeMutablePointer<Lanes>
  private let length: Int

  /// `count` buffers of `length` coalitions each.
  init(count: Int, length: Int) {
    stride = length + 22
    self.length = length
    start = .allocate(capacity: count * stride)
    start.initialize(repeating: .zero, count: count * stride)
  }

  deinit { start.deallocate() }

  /// The start of one buffer.
  subscript(buffer: Int) -> UnsafeMutablePointer<Lanes> { start + buffer * stride }

  /// Fills one lane of one buffer.
  func set(_ buffer: Int, lane: Int, to values: [Double]) {
    let target = self[buffer]
    for (index, value) in values.enumerated() { target[index][lane] = value }
  }

  /// One lane of one buffer.
  func lane(_ lane: Int, of buffer: Int) -> [Double] {
    let source = self[buffer]
    return (0..<length).map { source[$0][lane] }
  }
}

extension Lanes {
  /// The numbers given, then zeros.
  init(padding values: [Double]) {
    self = .zero
    for (lane, value) in values.enumerated() { self[lane] = value }
  }
}
