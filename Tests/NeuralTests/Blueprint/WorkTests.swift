import Testing

@testable import Neural

/// What networks cost, counted from their layers.
@Suite("Work of blueprints")
struct WorkTests {
  static let networks: [(String, NetworkBlueprint)] = [
    (
      "mlp",
      NetworkBlueprint(
        inputShape: [12],
        layers: [
          NamedLayer("fc1", .dense(outputs: 7)), NamedLayer("relu", .relu),
          NamedLayer("fc2", .dense(outputs: 3)),
        ])
    ),
    ("cnn", .smallCNN([9, 8, 2])),
    (
      "residual",
      NetworkBlueprint(
        inputShape: [6, 6, 4],
        layers: [
          NamedLayer(
            "block",
            .residual(
              main: [
                NamedLayer(
                  "a", .convolution(filters: 8, kernel: 3, stride: 2, padding: 1, bias: false)),
                NamedLayer("n", .batchNorm()),
              ],
              shortcut: [
                NamedLayer("s", .convolution(filters: 8, kernel: 1, stride: 2, bias: false))
              ])
          ), NamedLayer("pool", .globalAveragePool), NamedLayer("fc", .dense(outputs: 5)),
        ])
    ),
    (
      "transformer",
      NetworkBlueprint(
        inputShape: [8, 8, 3],
        layers: [
          NamedLayer("patches", .patchEmbedding(patch: 4, dimensions: 6)),
          NamedLayer("attention", .selfAttention(heads: 2)), NamedLayer("flatten", .flatten),
          NamedLayer("fc", .dense(outputs: 2)),
        ])
    ),
    (
      "decoder",
      NetworkBlueprint(
        inputShape: [3, 3, 2],
        layers: [
          NamedLayer("up", .transposedConvolution(filters: 4, kernel: 2, stride: 2)),
          NamedLayer("flatten", .flatten), NamedLayer("fc", .dense(outputs: 2)),
        ])
    ),
  ]

  @Test("weights are those of the network made, without biases and statistics", arguments: networks)
  func weights(_ name: String, _ blueprint: NetworkBlueprint) throws {
    let network = try Network<Float>(blueprint)
    let matrices = network.parameters.filter { $0.shape.count > 1 }
    #expect(
      try blueprint.weightCount() == matrices.reduce(0) { $0 + $1.shape.reduce(1, *) }, "\(name)")
  }

  @Test("products by hand: every weight as often as it is used")
  func products() throws {
    let byHand = [
      "mlp": 12 * 7 + 7 * 3,
      // 4·3·3 outputs of 3×3×8 numbers through a stride of 2, twice: 3×3 and 1×1 kernels; 8·5.
      "residual": 9 * 8 * 4 * 9 + 9 * 8 * 4 + 8 * 5,
      // 4 tokens of 48 numbers to 6; queries, keys, values, projection; two products of 4×4 by 6.
      "transformer": 4 * 48 * 6 + 4 * 4 * 36 + 2 * 16 * 6 + 24 * 2,
      // Each of 9 pixels with 2 channels meets 2×2 kernels of 4 filters.
      "decoder": 9 * 2 * 4 * 4 + 6 * 6 * 4 * 2,
    ]
    for (name, blueprint) in Self.networks {
      guard let wanted = byHand[name] else { continue }
      #expect(try blueprint.multiplyAdds() == wanted, "\(name)")
    }
    // Weights of a convolution are used at each pixel of its output.
    let grouped = NetworkBlueprint(
      inputShape: [5, 4, 6],
      layers: [NamedLayer("c", .convolution(filters: 4, kernel: 3, padding: 1, groups: 2))])
    #expect(try grouped.multiplyAdds() == 20 * (try grouped.weightCount()))
  }

  @Test("a mask costs all layers by the plain route, and less by the others")
  func masks() throws {
    let mlp = Self.networks[0].1
    let features = MaskedWorkPlayers.features(12)
    // Sums of one row of each of two tables of eight and four players, and the second layer.
    let sums = try MaskedWork(of: mlp, players: features)
    #expect(sums.perMask == Double(2 * 7 + 7 * 3))
    #expect(sums.perInput == Double(13 * 12 * 7 + (2 * 7 << 8)))
    let cnn = NetworkBlueprint.smallCNN([9, 8, 2])
    let halves = MaskedWorkPlayers.halves(144)
    #expect(try MaskedRoute.route(for: cnn, players: halves) == .plain)
    let plain = try MaskedWork(of: cnn, players: halves)
    #expect(plain.perMask == Double(try cnn.multiplyAdds()) && plain.perInput == 0)
  }

  @Test("memoised layers are paid for once an input, in as many inputs as colours have sets")
  func memoised() throws {
    let blueprint = NetworkBlueprint(
      inputShape: [16, 16, 1],
      layers: [
        NamedLayer("conv", .convolution(filters: 2, kernel: 3, padding: 1)),
        NamedLayer("relu", .relu), NamedLayer("flatten", .flatten),
        NamedLayer("fc1", .dense(outputs: 5)), NamedLayer("fc2", .dense(outputs: 3)),
      ])
    let players = MaskedWorkPlayers.grid(4, of: 16)
    #expect(try MaskedRoute.route(for: blueprint, players: players) == .memoised)
    let work = try MaskedWork(of: blueprint, players: players)
    let plan = try #require(MemoisationPlan(try blueprint.executionPlan(), players: players))
    #expect(work.perMask == Double(plan.groups.count * 5 + 15))
    let first = 256 * 9 * 2 + 512 * 5
    #expect(work.perInput == Double(first << plan.colourCount))
  }
}

/// Players for these tests.
private enum MaskedWorkPlayers {
  static func features(_ count: Int) -> PlayerRuns {
    PlayerRuns(playerOfElement: (0..<count).map(Int32.init), playerCount: count)
  }

  static func halves(_ elements: Int) -> PlayerRuns {
    PlayerRuns(
      playerOfElement: (0..<elements).map { Int32($0 < elements / 2 ? 0 : 1) }, playerCount: 2)
  }

  static func grid(_ side: Int, of pixels: Int) -> PlayerRuns {
    PlayerRuns(
      playerOfElement: (0..<pixels * pixels).map { pixel in
        Int32(pixel / pixels * side / pixels * side + pixel % pixels * side / pixels)
      }, playerCount: side * side)
  }
}
