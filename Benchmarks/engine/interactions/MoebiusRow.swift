import Interactions

/// The Möbius transform of a table of float64 values, in place.
struct MoebiusRow: InteractionRow {
  private var values: [Double]
  private var isTransformed = false

  init(_ folder: ExchangeFolder, players: Int) throws {
    values = try folder.numbers("table-\(players)")
  }

  /// Transforms back, so that the values are in the caches as after any other use of them.
  mutating func prepare() {
    if isTransformed { SubsetTransform.zeta.apply(to: &values) }
  }

  mutating func work() {
    SubsetTransform.moebius.apply(to: &values)
    isTransformed = true
  }

  var results: [String: [Double]] { ["dividends": values] }
}
