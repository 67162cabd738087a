import Interactions

/// Every index of players and pairs of a table, and I⁽ᵐ⁾ of every pair and context order.
struct PairIndicesRow: InteractionRow {
  private let table: ValueTable
  private var found: [String: InteractionValues] = [:]
  private var byOrder: PairsByOrder?

  init(_ folder: ExchangeFolder, players: Int) throws {
    table = try ValueTable(values: folder.numbers("table-\(players)"), playerCount: players)
  }

  mutating func work() {
    let sums = CoalitionSums(of: table)
    let differences = MeanDifferences(sums)
    found = [
      "shapley": differences.shapleyValues, "banzhaf": differences.banzhafValues,
      "sii": differences.shapleyInteractions(upTo: 2),
      "k-sii": differences.nShapleyValues(upTo: 2),
      "stii": differences.shapleyTaylorInteractions(upTo: 2),
      "bii": differences.banzhafInteractions(upTo: 2),
    ]
    byOrder = sums.interactions
  }

  /// Players, then pairs in lexicographic order; by context order, then pair.
  var results: [String: [Double]] {
    var results = found.mapValues(\.playersAndPairs)
    results["by-order"] = byOrder?.values
    return results
  }
}
