import Base
import Interactions

/// The sums behind every index of players and pairs, from a table read in blocks and never held.
struct StreamingRow: InteractionRow {
  /// Values read at once.
  private static let block = 1 << 16

  private let path: String
  private let players: Int
  private var byOrder: PairsByOrder?

  init(_ folder: ExchangeFolder, players: Int) {
    path = folder.file("table-\(players).npy")
    self.players = players
  }

  mutating func work() throws {
    let file = try NumPyFile(reading: path)
    let stream = CoalitionSumsStream(playerCount: players)
    let block = UnsafeMutableBufferPointer<Double>.allocate(capacity: Self.block)
    defer { block.deallocate() }
    while stream.count < file.count {
      try file.read(into: block)
      stream.append(UnsafeBufferPointer(block))
    }
    byOrder = stream.finish().interactions
  }

  var results: [String: [Double]] { ["by-order": byOrder?.values ?? []] }
}
