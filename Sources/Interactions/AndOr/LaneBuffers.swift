/// Zeroed buffers of shape [coalition][lane] in one allocation, freed with the last reference.
final class LaneBuffers {
  /// The number of lanes.
  static let width = Lanes.scalarCount

  private let start: UnsafeMutablePointer<Lanes>
  private let length: Int
  private let total: Int

  /// `count` buffers of `length` coalitions each.
  init(count: Int, length: Int) {
    total = count * length
    self.length = length
    start = .allocate(capacity: total)
    start.initialize(repeating: .zero, count: total)
  }

  deinit { start.deallocate() }

  /// The start of one buffer.
  subscript(buffer: Int) -> UnsafeMutablePointer<Lanes> { start + buffer * length }

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
