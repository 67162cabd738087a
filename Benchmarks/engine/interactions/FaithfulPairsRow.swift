import Interactions

/// The Faith-Shapley interaction index of players and pairs of a table.
struct FaithfulPairsRow: InteractionRow {
  private let table: ValueTable
  private var index: InteractionValues?

  init(_ folder: ExchangeFolder, players: Int) throws {
    table = try ValueTable(values: folder.numbers("table-\(players)"), playerCount: players)
  }

  mutating func work() {
    index = MeanDifferences(of: table).faithfulShapleyInteractions(upTo: 2)
  }

  /// Players, then pairs in lexicographic order.
  var results: [String: [Double]] { ["fsii": index?.playersAndPairs ?? []] }
}

extension InteractionValues {
  /// The values of players, then those of pairs in lexicographic order.
  var playersAndPairs: [Double] { bySetSize.dropFirst().prefix(2).flatMap(\.self) }
}
