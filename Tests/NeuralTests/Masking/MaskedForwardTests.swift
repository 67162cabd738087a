import Base
import TestSupport
import Testing

@testable import Neural

/// Masked evaluation of one network over one set of players.
struct MaskedCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let blueprint: NetworkBlueprint
  let playerCount: Int
  let playerOfElement: [Int32]

  init(_ name: String, _ blueprint: NetworkBlueprint, players: Int, kept: Int = 0) {
    testDescription = name
    self.blueprint = blueprint
    playerCount = players
    // The first elements are always kept, the others are dealt out in runs of three.
    playerOfElement = (0..<blueprint.inputElements).map { i in
      i < kept ? -1 : Int32((i / 3) % players)
    }
  }

  var runs: PlayerRuns { PlayerRuns(playerOfElement: playerOfElement, playerCount: playerCount) }

  static let dense: [MaskedCase] = [
    MaskedCase("one player", .mlp([5], [4, 3]), players: 1),
    MaskedCase("three players, kept elements", .mlp([12], [7, 3]), players: 3, kept: 2),
    MaskedCase("eight players", .mlp([30], [9, 6, 4]), players: 8),
    MaskedCase("ten players of a colour image", .mlp([6, 5, 3], [17, 5, 4]), players: 10),
    MaskedCase("a linear classifier", .mlp([40], [3]), players: 9, kept: 1),
  ]
  static let all =
    dense + [
      MaskedCase("a convolution network", .smallCNN([6, 6, 2]), players: 8, kept: 3)
    ]
}

@Suite("Masked evaluation")
struct MaskedForwardTests {
  private func make<Scalar: NetworkScalar>(
    _ example: MaskedCase, route: MaskedRoute? = nil, as scalar: Scalar.Type = Scalar.self
  ) throws -> (forward: MaskedForward<Scalar>, network: Network<Scalar>, x: [Scalar], b: [Scalar]) {
    let network = try makeNetwork(example.blueprint, as: Scalar.self)
    let x: [Scalar] = uniformNumbers(network.inputElements, seed: 1, "input")
    let b: [Scalar] = uniformNumbers(network.inputElements, seed: 2, "baseline")
    let forward = MaskedForward(network, players: example.runs, route: route)
    forward.load(input: x, baseline: b)
    return (forward, network, x, b)
  }

  /// The masked inputs, element by element.
  private func maskedInputs<Scalar>(
    _ example: MaskedCase, _ masks: [UInt64], _ x: [Scalar], _ b: [Scalar]
  ) -> [Scalar] {
    masks.flatMap { mask in
      example.playerOfElement.enumerated().map { i, player in
        player < 0 || mask >> UInt64(player) & 1 == 1 ? x[i] : b[i]
      }
    }
  }

  @Test("the plain route is inference on the masked inputs, bit for bit", arguments: MaskedCase.all)
  func plain(example: MaskedCase) throws {
    let (forward, network, x, b) = try make(example, route: .plain, as: Float.self)
    let masks = (0..<UInt64(1) << UInt64(example.playerCount)).map { $0 }
    #expect(forward.allMasks() == network.logits(of: maskedInputs(example, masks, x, b)))
  }

  @Test("subset sums agree with the plain route", arguments: MaskedCase.dense)
  func subsetSums(example: MaskedCase) throws {
    func check<Scalar: NetworkScalar>(as scalar: Scalar.Type, tolerance: Double) throws {
      let sums = try make(example, as: Scalar.self).forward
      let plain = try make(example, route: .plain, as: Scalar.self).forward
      #expect(sums.route == .subsetSums && plain.route == .plain)
      expectClose(
        sums.allMasks().map(\.asDouble), plain.allMasks().map(\.asDouble), absolute: tolerance)
    }
    // Logits below 1, sums of up to 90 products rounded in another order.
    try check(as: Float.self, tolerance: 1e-6)
    try check(as: Double.self, tolerance: 2e-15)
  }

  @Test("a mask's bits depend on its place modulo the block alone", arguments: MaskedCase.all)
  func placeInBlock(example: MaskedCase) throws {
    let (forward, network, _, _) = try make(example, as: Float.self)
    let total = 1 << example.playerCount
    let all = forward.allMasks()
    let block = EvaluationBlock.rows
    // Every mask at its own place, blocks in reverse, and a short last block.
    let blocks = max(1, total / block)
    let masks = (0..<blocks).reversed().flatMap { number in
      (0..<min(block, total)).map { UInt64(number * block + $0) }
    }
    let some = Array(masks.prefix(max(1, total - 3)))
    let found = forward.masks(some)
    let classes = network.classes
    for (row, mask) in some.enumerated() {
      let start = Int(mask) * classes
      #expect(
        found[row * classes..<(row + 1) * classes]
          .elementsEqual(all[start..<start + classes]), "mask \(mask) in row \(row)")
    }
  }

  @Test("neighbours that are not natural numbers in a row change nothing")
  func scatteredMasks() throws {
    let example = MaskedCase("seventeen players", .mlp([51], [19, 4]), players: 17)
    let (forward, network, x, b) = try make(example, as: Double.self)
    var stream = RandomStream(seed: 4, purpose: "masks")
    let masks = (0..<300).map { _ in stream.next() & (1 << 17 - 1) }
    let found = forward.masks(masks)
    expectClose(
      found, network.logits(of: maskedInputs(example, masks, x, b)), absolute: 2e-15)
    // The same places, other neighbours.
    let others = masks.enumerated().map { $0 % 7 == 3 ? $1 : UInt64($0) }
    let again = forward.masks(others)
    for row in stride(from: 3, to: 300, by: 7) {
      #expect(found[row * 4..<row * 4 + 4].elementsEqual(again[row * 4..<row * 4 + 4]))
    }
  }

  @Test("any number of players can be masked", arguments: [64, 65, 128, 256, 300])
  func manyPlayers(count: Int) throws {
    let example = MaskedCase("many players", .mlp([3 * count], [5, 3]), players: count, kept: 4)
    let words = example.runs.wordsPerMask
    #expect(words == (count + 63) / 64)
    var stream = RandomStream(seed: 6, purpose: "masks")
    let used: [UInt64] = (0..<words).map { word in
      count - 64 * word >= 64 ? .max : 1 << UInt64(count - 64 * word) - 1
    }
    // Nobody, all, one player of each word, and 150 drawn: more than a block.
    var masks = [[UInt64](repeating: 0, count: words), used]
    for word in 0..<words {
      masks.append((0..<words).map { $0 == word ? 1 << UInt64((count - 1) & 63) & used[$0] : 0 })
    }
    masks += (0..<150).map { _ in used.map { $0 & stream.next() } }
    for route in [MaskedRoute.plain, .subsetSums] {
      let (forward, network, x, b) = try make(example, route: route, as: Double.self)
      let inputs = masks.flatMap { mask in
        example.playerOfElement.enumerated().map { i, player in
          player < 0 || mask[Int(player) / 64] >> UInt64(player % 64) & 1 == 1 ? x[i] : b[i]
        }
      }
      // Logits below 1, sums of up to 900 products rounded in another order.
      expectClose(forward.masks(Array(masks.joined())), network.logits(of: inputs), absolute: 4e-15)
    }
  }

  @Test("elements that nobody owns are always the input's or always the baseline's")
  func nobody() throws {
    let owners: [Int32] = [PlayerRuns.masked, 0, 0, PlayerRuns.kept, 1, PlayerRuns.masked]
    let players = PlayerRuns(playerOfElement: owners, playerCount: 2)
    let network = try makeNetwork(.mlp([6], [4, 3]), as: Double.self)
    let x: [Double] = uniformNumbers(6, seed: 1, "input")
    let b: [Double] = uniformNumbers(6, seed: 2, "baseline")
    let inputs = [
      [b[0], b[1], b[2], x[3], b[4], b[5]], [b[0], x[1], x[2], x[3], b[4], b[5]],
      [b[0], b[1], b[2], x[3], x[4], b[5]], [b[0], x[1], x[2], x[3], x[4], b[5]],
    ]
    for route in [MaskedRoute.plain, .subsetSums] {
      let forward = MaskedForward(network, players: players, route: route)
      forward.load(input: x, baseline: b)
      // Sums of six products.
      expectClose(
        forward.allMasks(), network.logits(of: Array(inputs.joined())), absolute: 1e-15)
    }
  }

  @Test("loading another input forgets the last one")
  func reload() throws {
    let (forward, _, x, b) = try make(MaskedCase.dense[3], as: Float.self)
    let first = forward.allMasks()
    forward.load(input: b, baseline: x)
    let swapped = forward.allMasks()
    forward.load(input: x, baseline: b)
    #expect(forward.allMasks() == first && swapped != first)
  }

  @Test("a batch of inputs is masked row by row")
  func batch() {
    let players = PlayerRuns(playerOfElement: [0, 0, 1, -1, 0], playerCount: 2)
    let inputs: [Float] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    var output = [Float](repeating: .nan, count: 10)
    players.mask(
      inputs, baseline: [-1, -2, -3, -4, -5], masks: [0b01, 0b10], count: 2, into: &output)
    #expect(output == [1, 2, -3, 4, 5, -1, -2, 8, 9, -5])
  }
}
