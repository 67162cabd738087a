import Interactions

/// The Möbius transform of a table of float64 values, in place.
struct MoebiusRow: InteractionRow {
  private let table: [Double]
  private var values: [Double]

  init(_ folder: ExchangeFolder, players: Int) throws {
    table = try folder.numbers("table-\(players)")
    values = table
  }

  mutating func prepare() {
    values.withUnsafeMutableBufferPointer { target in
      for index in target.indices { target[index] = table[index] }
    }
  }

  mutating func work() { SubsetTransform.moebius.apply(to: &values) }

  var results: [String: [Double]] { ["dividends": values] }
}
