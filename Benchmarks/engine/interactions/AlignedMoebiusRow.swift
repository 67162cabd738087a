import Interactions

/// The Möbius transform as `MoebiusRow` does it, in a buffer that starts on a cache line.
///
/// A Swift array's values start 16 bytes behind one, so that every second vector lies across two.
final class AlignedMoebiusRow: InteractionRow {
  private let values: UnsafeMutablePointer<Double>
  private let players: Int
  private var isTransformed = false

  init(_ folder: ExchangeFolder, players: Int) throws {
    let numbers = try folder.numbers("table-\(players)")
    self.players = players
    values = UnsafeMutableRawPointer.allocate(
      byteCount: numbers.count * MemoryLayout<Double>.stride, alignment: 64
    ).bindMemory(to: Double.self, capacity: numbers.count)
    values.initialize(from: numbers, count: numbers.count)
  }

  deinit { values.deallocate() }

  func prepare() {
    if isTransformed { SubsetTransform.zeta.apply(to: values, playerCount: players) }
  }

  func work() {
    SubsetTransform.moebius.apply(to: values, playerCount: players)
    isTransformed = true
  }

  var results: [String: [Double]] {
    ["dividends": Array(UnsafeBufferPointer(start: values, count: 1 << players))]
  }
}
