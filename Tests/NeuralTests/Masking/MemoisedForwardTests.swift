import Base
import TestSupport
import Testing

@testable import Neural

/// A network of local layers before its first dense one, over the cells of a grid.
struct MemoisedCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let blueprint: NetworkBlueprint
  let players: PlayerRuns

  /// `owner` may take an element from the player of its cell.
  init(
    _ name: String, _ shape: [Int], grid: (rows: Int, columns: Int), _ layers: [LayerKind],
    owner: (Int, Int32) -> Int32 = { $1 }
  ) {
    testDescription = name
    blueprint = NetworkBlueprint(
      inputShape: shape, layers: layers.enumerated().map { NamedLayer("layer\($0)", $1) })
    let cells = (0..<shape[0] * shape[1] * shape[2]).map { element in
      let (y, x) = (element / shape[2] / shape[1], element / shape[2] % shape[1])
      let cell = y * grid.rows / shape[0] * grid.columns + x * grid.columns / shape[1]
      return owner(element, Int32(cell))
    }
    players = PlayerRuns(playerOfElement: cells, playerCount: grid.rows * grid.columns)
  }

  static let all = [
    MemoisedCase(
      "two stages, all 16 players", [16, 16, 1], grid: (4, 4),
      [
        .convolution(filters: 3, kernel: 3, padding: 1), .relu, .maxPool(size: 2),
        .convolution(filters: 5, kernel: 3, padding: 1), .relu, .maxPool(size: 2), .flatten,
        .dense(outputs: 11), .relu, .dense(outputs: 4),
      ]),
    MemoisedCase(
      "unequal cells, colours, every local layer", [13, 18, 2], grid: (3, 5),
      [
        .convolution(filters: 4, kernel: 3, stride: 2), .batchNorm(), .tanh,
        .averagePool(size: 3, stride: 2, padding: 1), .batchNorm(),
        .convolution(filters: 2, kernel: 1, bias: false), .flatten, .dropout(rate: 0.5), .gelu,
        .batchNorm(), .dense(outputs: 7), .softplus, .dense(outputs: 3), .relu,
        .dense(outputs: 3),
      ]),
    MemoisedCase(
      "kept and masked elements, a dilated convolution", [12, 12, 1], grid: (4, 3),
      [.convolution(filters: 3, kernel: 2, dilation: 2), .relu, .flatten, .dense(outputs: 3)],
      owner: { $0 % 5 == 1 ? PlayerRuns.kept : $0 % 7 == 3 ? PlayerRuns.masked : $1 }),
    MemoisedCase(
      "a hundred players in two words", [40, 40, 1], grid: (10, 10),
      [
        .convolution(filters: 2, kernel: 3, padding: 1), .relu, .maxPool(size: 2), .flatten,
        .dense(outputs: 40), .relu, .dense(outputs: 3),
      ]),
  ]

  /// All masks, or some of many.
  var masks: [UInt64] {
    let words = players.wordsPerMask
    if players.playerCount <= 12 { return (0..<1 << UInt64(players.playerCount)).map { $0 } }
    var stream = RandomStream(seed: 3, purpose: "masks")
    let all: [UInt64] = (0..<words).map { word in
      let bits = min(64, players.playerCount - 64 * word)
      return bits == 64 ? .max : 1 << UInt64(bits) - 1
    }
    let drawn = (0..<700).flatMap { _ in all.map { $0 & stream.next() } }
    return [UInt64](repeating: 0, count: words) + all + drawn
  }
}

@Suite("Memoised masked evaluation")
struct MemoisedForwardTests {
  private func make<Scalar: NetworkScalar>(
    _ example: MemoisedCase, route: MaskedRoute? = nil, as scalar: Scalar.Type = Scalar.self
  ) throws -> MaskedForward<Scalar> {
    let network = try makeNetwork(example.blueprint, as: Scalar.self)
    for statistic in network.statistics {
      statistic.values.array = uniformNumbers(statistic.count, seed: 5, statistic.name).map {
        1 + $0 / 2
      }
    }
    let forward = MaskedForward(network, players: example.players, route: route)
    forward.load(
      input: uniformNumbers(network.inputElements, seed: 1, "input"),
      baseline: uniformNumbers(network.inputElements, seed: 2, "baseline"))
    return forward
  }

  @Test("agrees with the plain route", arguments: MemoisedCase.all)
  func plain(example: MemoisedCase) throws {
    func check<Scalar: NetworkScalar>(as scalar: Scalar.Type, tolerance: Double) throws {
      let memoised = try make(example, as: Scalar.self)
      #expect(memoised.route == .memoised)
      let plain = try make(example, route: .plain, as: Scalar.self)
      let masks = example.masks
      let wanted = plain.masks(masks).map(\.asDouble)
      expectClose(memoised.masks(masks).map(\.asDouble), wanted, absolute: tolerance)
      // Logits that hardly differ between masks would agree by any route.
      #expect((wanted.max() ?? 0) - (wanted.min() ?? 0) > 1e4 * tolerance)
    }
    // Logits of a few units, sums of up to 800 products rounded in another order.
    try check(as: Float.self, tolerance: 4e-6)
    try check(as: Double.self, tolerance: 1e-14)
  }

  @Test("a mask's bits depend on its place modulo the block alone")
  func placeInBlock() throws {
    let forward = try make(MemoisedCase.all[0], as: Float.self)
    let block = EvaluationBlock.rows
    let all = forward.allMasks()
    let classes = 4
    // Some whole blocks in another order, the last cut short.
    let masks = [400, 7, 0, 511].flatMap { number in (0..<block).map { UInt64(number * block + $0) }
    }
    .dropLast(5)
    let found = forward.masks(Array(masks))
    for (row, mask) in masks.enumerated() {
      let start = Int(mask) * classes
      #expect(
        found[row * classes..<(row + 1) * classes]
          .elementsEqual(all[start..<start + classes]), "mask \(mask) in row \(row)")
    }
  }

  @Test("loading another input forgets the last one, and weights are read anew")
  func reload() throws {
    let example = MemoisedCase.all[2]
    let network = try makeNetwork(example.blueprint, as: Double.self)
    let forward = MaskedForward(network, players: example.players)
    let plain = MaskedForward(network, players: example.players, route: .plain)
    for seed in 1...3 as ClosedRange<UInt64> {
      network.initialise(seed: seed)
      let x: [Double] = uniformNumbers(network.inputElements, seed: seed, "input")
      let b: [Double] = uniformNumbers(network.inputElements, seed: seed, "baseline")
      forward.load(input: x, baseline: b)
      plain.load(input: x, baseline: b)
      // Logits below 2, sums of some hundred products.
      expectClose(forward.allMasks(), plain.allMasks(), absolute: 1e-14)
    }
  }
}

@Suite("Routes of masked evaluation")
struct MaskedRouteTests {
  /// The benchmark network of the issue, over a square grid of players.
  private func route(grid: Int, kernel: Int = 3, hidden: Int = 64) throws -> MaskedRoute {
    let example = MemoisedCase(
      "", [28, 28, 1], grid: (grid, grid),
      [
        .convolution(filters: 8, kernel: kernel, padding: kernel / 2), .relu, .maxPool(size: 2),
        .convolution(filters: 16, kernel: kernel, padding: kernel / 2), .relu, .maxPool(size: 2),
        .flatten, .dense(outputs: hidden), .relu, .dense(outputs: 10),
      ])
    return try MaskedRoute.route(for: example.blueprint, players: example.players)
  }

  @Test("networks of local layers are memoised where a pixel sees few players")
  func convolutions() throws {
    #expect(try route(grid: 4) == .memoised)
    #expect(try route(grid: 7) == .memoised)
    // Filling the tables would take all 16 masks.
    #expect(try route(grid: 2) == .plain)
    // A pixel sees up to 7 × 7 players.
    #expect(try route(grid: 16) == .plain)
    // A pixel sees all 16.
    #expect(try route(grid: 4, kernel: 7) == .plain)
    // 4 tables of 2⁹ rows of 2048 numbers are as large as they may be.
    #expect(try route(grid: 4, hidden: 2048) == .memoised)
    #expect(try route(grid: 4, hidden: 2049) == .plain)
  }

  @Test("networks whose first layer is dense take subset sums, others with far sight the plain way")
  func others() throws {
    let players = PlayerRuns(playerOfElement: [0, 0, 1, 1, 2, 2, 3, 3], playerCount: 4)
    #expect(try MaskedRoute.route(for: .mlp([8], [3]), players: players) == .subsetSums)
    #expect(try MaskedRoute.route(for: .mlp([2, 2, 2], [3]), players: players) == .subsetSums)
    for layers: [LayerKind] in [
      [.layerNorm(), .dense(outputs: 2)], [.selfAttention(heads: 1), .flatten, .dense(outputs: 2)],
    ] {
      let blueprint = NetworkBlueprint(
        inputShape: [4, 2], layers: layers.enumerated().map { NamedLayer("layer\($0)", $1) })
      #expect(try MaskedRoute.route(for: blueprint, players: players) == .plain)
    }
  }

  @Test("layers that do not fit together have no route")
  func fault() {
    let players = PlayerRuns(playerOfElement: [0, 1], playerCount: 2)
    #expect(throws: BlueprintError.noLayers) {
      try MaskedRoute.route(
        for: NetworkBlueprint(inputShape: [2], layers: []), players: players)
    }
  }
}
