/// Sums of v over the coalitions of each size: all, those with player i, with i and j, with three.
///
/// Every index that weighs coalitions by their size alone (Shapley values, Banzhaf values, their
/// interaction indices, multi-order interactions, …) is linear in these sums. v is shifted by a
/// constant first, the mean of its first values, which changes no difference of v and limits
/// cancellation.
public struct CoalitionSums: Sendable {
  /// The number of players n.
  public let playerCount: Int
  /// The largest sets of players whose sums are held, 1 to 3 players.
  public let interactionOrder: Int
  /// The constant that was taken off every value of v.
  let shift: Double
  /// Σ of shifted v by the number of players that are given; each of shape [size 0...n][set].
  private var sums: [[Double]]

  /// Computes the sums in one pass over the table: about 10·2ⁿ additions for pairs, twice as many
  /// for triples (`interactionOrder` 3).
  ///
  /// The order of the additions is fixed by n alone, and the same as of a `CoalitionSumsStream`.
  public init(of table: ValueTable, interactionOrder: Int = 2) {
    let stream = CoalitionSumsStream(
      playerCount: table.playerCount, interactionOrder: interactionOrder)
    stream.append(table.values)
    self = stream.finish()
  }

  /// Sums that are still 0.
  init(playerCount: Int, interactionOrder: Int, shift: Double) {
    self.playerCount = playerCount
    self.interactionOrder = interactionOrder
    self.shift = shift
    sums = (0...interactionOrder).map {
      let sets = PlayerSets.count(size: $0, playerCount: playerCount)
      return [Double](repeating: 0, count: (playerCount + 1) * sets)
    }
  }

  /// Adds sums over the coalitions of sizes `first`, `first` + 1, … that contain `set`.
  mutating func add(_ values: some Collection<Double>, at first: Int, for set: Coalition) {
    let setSize = set.count
    let place = PlayerSets.index(of: set, playerCount: playerCount)
    let sets = sums[setSize].count / (playerCount + 1)
    for (size, value) in values.enumerated() {
      sums[setSize][(first + size) * sets + place] += value
    }
  }

  /// Σ of shifted v over the coalitions of each size; shape [size].
  var all: [Double] { sums[0] }
  /// The same over coalitions with player i; shape [size][i].
  var withPlayer: [Double] { sums[1] }
  /// The same over coalitions with both players of a pair; shape [size][pair].
  var withPair: [Double] { interactionOrder > 1 ? sums[2] : [] }
  /// The same over coalitions with all three players; shape [size][triple].
  var withTriple: [Double] { interactionOrder > 2 ? sums[3] : [] }
}
