import Foundation
import Interactions
import TestSupport
import Testing

/// Golden values are exact rationals rounded once; values and weights are of size 1 to 10, and the
/// sums behind an index have at most 2⁸ of them.
private let tolerance = 1e-13

/// The indices of a golden file, by player lists such as `0,2`.
private struct GoldenIndices: Decodable {
  var orInteractions: [Double]
  var shapley: [Double]
  var banzhaf: [Double]
  var sii2, ksii2, bii2, stii2, fsii2, fbii2: [String: Double]
  var fbii2Empty: Double
  var sii3, stii3, fsii3: [String: Double]?

  enum CodingKeys: String, CodingKey {
    case shapley, banzhaf, sii2, ksii2, bii2, stii2, fsii2, fbii2, sii3, stii3, fsii3
    case orInteractions = "or_interactions"
    case fbii2Empty = "fbii2_empty"
  }

  static func load(_ name: String) throws -> GoldenIndices {
    try JSONDecoder().decode(GoldenIndices.self, from: Golden.data(name))
  }
}

private func key(_ set: Coalition) -> String {
  set.players.map(String.init).joined(separator: ",")
}

private func expect(
  _ values: InteractionList, _ golden: [String: Double], _ label: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(values.count == golden.count, "\(label)", sourceLocation: sourceLocation)
  for interaction in values {
    expectClose(
      interaction.value, golden[key(interaction.players)] ?? .nan, relative: tolerance,
      absolute: tolerance, "\(label) \(interaction.players)", sourceLocation: sourceLocation)
  }
}

@Suite struct GoldenIndexTests {
  @Test(arguments: Golden.names) func everyIndexOfPairs(name: String) throws {
    let golden = try GoldenIndices.load(name)
    let table = try Golden.load(name).table()
    expect(InteractionIndex.sii.interactions(of: table), golden.sii2, "SII")
    expect(InteractionIndex.kSII.interactions(of: table), golden.ksii2, "k-SII")
    expect(InteractionIndex.bii.interactions(of: table), golden.bii2, "BII")
    expect(InteractionIndex.stii.interactions(of: table), golden.stii2, "STII")
    expect(InteractionIndex.fsii.interactions(of: table), golden.fsii2, "FSII")
    var faithful = golden.fbii2
    faithful[""] = golden.fbii2Empty
    expect(InteractionIndex.fbii.interactions(of: table), faithful, "FBII")
  }

  @Test(arguments: Golden.names) func everyIndexOfTriples(name: String) throws {
    let golden = try GoldenIndices.load(name)
    guard let sii = golden.sii3, let stii = golden.stii3, let fsii = golden.fsii3 else { return }
    let table = try Golden.load(name).table()
    expect(InteractionIndex.sii.interactions(of: table, interactionOrder: 3), sii, "SII")
    expect(InteractionIndex.stii.interactions(of: table, interactionOrder: 3), stii, "STII")
    expect(InteractionIndex.fsii.interactions(of: table, interactionOrder: 3), fsii, "FSII")
  }

  @Test(arguments: Golden.names) func valuesOfSinglePlayersAndTransforms(name: String) throws {
    let golden = try GoldenIndices.load(name)
    let table = try Golden.load(name).table()
    func expect(_ index: InteractionIndex, _ values: [Double]) {
      expectClose(
        index.interactions(of: table).map(\.value), values, relative: tolerance,
        absolute: tolerance, index.rawValue)
    }
    expect(.shapley, golden.shapley)
    expect(.banzhaf, golden.banzhaf)
    expect(.or, golden.orInteractions)
    expect(.moebius, try Golden.load(name).moebius)
    expect(.multiOrder, try Golden.load(name).multiOrder.flatMap { $0 })
  }

  @Test func orInteractionsOfTenPlayers() throws {
    struct Table: Decodable {
      var values: [Double]
      var or: [Double]
      enum CodingKeys: String, CodingKey {
        case values
        case or = "or_interactions"
      }
    }
    let golden = try JSONDecoder().decode(Table.self, from: Golden.data("random_n10"))
    // Up to 2¹⁰ terms of size 1 are added, so the error is absolute.
    expectClose(
      OrInteractions(of: try ValueTable(values: golden.values)).values, golden.or,
      absolute: 1e-12)
  }
}

/// Digests of the transforms of tables of 12 to 20 players, made with NumPy in the same order of
/// subtractions.
@Suite struct LargeTableTests {
  struct Digest: Decodable, Sendable {
    var n: Int
    var seed: UInt64
    var firstValues: [Double]
    var lastValue: Double
    var largest: Double
    var place: Int
    var sum: Double
    var sumByOrder: [Double]
    var orSum: Double
    var selected: [String: [Double]]

    enum CodingKeys: String, CodingKey {
      case n, seed, selected
      case firstValues = "value_first8"
      case lastValue = "value_last"
      case largest = "moebius_max_abs"
      case place = "moebius_argmax"
      case sum = "moebius_l1"
      case sumByOrder = "moebius_l1_by_order"
      case orSum = "or_l1"
    }
  }

  /// Sums of 2²⁰ numbers, added in another order.
  private let sumTolerance = 1e-11

  @Test(arguments: 0..<5) func transformsHaveTheirDigests(entry: Int) throws {
    let digest = try JSONDecoder().decode([Digest].self, from: Golden.data("large_n_digests"))[
      entry]
    var generator = SplitMix(state: digest.seed)
    let values = (0..<1 << digest.n).map { _ in generator.next() }
    #expect(Array(values.prefix(8)) == digest.firstValues)
    #expect(values[values.count - 1] == digest.lastValue)
    let table = try ValueTable(values: values)
    let dividends = HarsanyiDividends(of: table).values
    let or = OrInteractions(of: table).values
    #expect(abs(dividends[digest.place]) == digest.largest)
    for (place, pair) in digest.selected {
      let place = try #require(Int(place))
      #expect([dividends[place], or[place]] == pair, "\(place)")
    }
    var sums = [Double](repeating: 0, count: digest.n + 1)
    for index in dividends.indices { sums[index.nonzeroBitCount] += abs(dividends[index]) }
    expectClose(sums, digest.sumByOrder, relative: sumTolerance)
    expectClose(sums.reduce(0, +), digest.sum, relative: sumTolerance)
    expectClose(or.reduce(0) { $0 + abs($1) }, digest.orSum, relative: sumTolerance)
  }

  /// Steele, Lea and Flood's SplitMix64, as numbers in [−1, 1).
  private struct SplitMix {
    var state: UInt64

    mutating func next() -> Double {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
      return Double((z ^ z >> 31) >> 11) * 0x1p-53 * 2 - 1
    }
  }
}
