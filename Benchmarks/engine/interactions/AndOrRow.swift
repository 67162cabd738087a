import Interactions

/// The split of games of ten players into AND and OR interactions.
struct AndOrRow: InteractionRow {
  private let tables: [ValueTable]
  private let isOptimal: Bool
  private var found: [AndOrExtraction] = []

  /// One game `copies` times: what is measured does not depend on the numbers.
  init(_ folder: ExchangeFolder, game: String, copies: Int, isOptimal: Bool) throws {
    let table = try ValueTable(values: folder.numbers("table-\(game)"))
    tables = [ValueTable](repeating: table, count: copies)
    self.isOptimal = isOptimal
  }

  mutating func work() throws {
    found = try AndOrExtraction.all(
      of: tables, noise: .ofGrandEffect(0.04),
      method: isOptimal
        ? .optimal(OptimalSearch())
        : .subgradient(SubgradientSchedule(learningRate: .absolute(1e-5))),
      recordingPath: !isOptimal)
  }

  /// Of the first game: the l1 at each iteration, or the interactions with the proven bound.
  var results: [String: [Double]] {
    guard let first = found.first else { return [:] }
    return [
      "path": first.path, "and": first.interactions.and, "or": first.interactions.or,
      "bound": [first.noiseBound, first.lowerBound ?? 0, Double(first.iterations)],
    ]
  }
}
