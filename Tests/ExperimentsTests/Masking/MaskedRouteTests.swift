import Base
import Neural
import Spec
import TestSupport
import Testing

@testable import Experiments

/// An architecture of the catalog, small, over the players of a study.
struct RoutedCase: Sendable, CustomTestStringConvertible {
  var architecture: Value
  var shape: [Int]
  var players: PlayersChoice.Definition
  var route: MaskedRoute
  var classes = 3

  var name: String { architecture["name"]?.text ?? "" }
  var testDescription: String { "\(name) over \(players)" }

  private static let cells = PlayersChoice.Definition.grid(rows: 4, columns: 4)

  static let all = [
    RoutedCase(
      architecture: ["name": "mlp", "hidden": [12]], shape: [16, 15, 2], players: cells,
      route: .subsetSums),
    RoutedCase(
      architecture: ["name": "residual-mlp", "width": 10], shape: [12], players: .features,
      route: .subsetSums),
    RoutedCase(
      architecture: ["name": "cnn", "filters": [3, 5], "hidden": [9]], shape: [16, 16, 1],
      players: cells, route: .memoised),
    // Cells of 4 and 5 pixels, and the sixth of a row for nobody.
    RoutedCase(
      architecture: ["name": "cnn", "filters": [4], "hidden": [9], "batch_norm": true],
      shape: [14, 19, 2],
      players: .cells(
        Array(0..<17), rows: 3, columns: 6, others: PlayersChoice.Background.kept),
      route: .memoised),
    RoutedCase(
      architecture: ["name": "cnn", "filters": [3, 5], "hidden": [9]], shape: [28, 28, 1],
      players: .cells(
        [16, 17, 18, 23, 24, 25, 30, 31, 32, 33], rows: 7, columns: 7, others: .masked),
      route: .plain),
    RoutedCase(
      architecture: ["name": "lenet", "width": 2], shape: [28, 28, 1], players: cells,
      route: .plain),
    RoutedCase(
      architecture: ["name": "alexnet", "hidden": 8], shape: [12, 12, 3], players: cells,
      route: .plain),
    RoutedCase(
      architecture: ["name": "vgg", "depth": "11", "hidden": 8], shape: [32, 32, 1],
      players: cells, route: .plain),
    RoutedCase(
      architecture: ["name": "resnet", "width": 2], shape: [12, 12, 1], players: cells,
      route: .plain),
    RoutedCase(
      architecture: ["name": "vit", "patch": 4, "width": 8, "depth": 1, "heads": 2],
      shape: [16, 16, 1], players: cells, route: .plain),
    RoutedCase(
      architecture: ["name": "autoencoder", "width": 2, "code": 2], shape: [8, 8, 1],
      players: cells, route: .plain, classes: 64),
    RoutedCase(
      architecture: ["name": "transformer", "vocabulary": 9, "width": 8, "depth": 1, "heads": 2],
      shape: [6], players: .tokens, route: .plain),
  ]
}

@Suite("routes of masked evaluation, by architecture")
struct MaskedRouteTests {
  /// Logits of a few units; sums of thousands of products behind several layers, in another order.
  static let roundingOfFloats = 2e-5
  static let roundingOfDoubles = 5e-14

  @Test("every architecture of the catalog is here")
  func complete() {
    #expect(Set(RoutedCase.all.map(\.name)) == Set(ArchitectureCatalog.built.map { $0.name }))
  }

  @Test("each route gives the logits of the masked inputs", arguments: RoutedCase.all)
  func logits(example: RoutedCase) throws {
    try check(example, as: Float.self, tolerance: Self.roundingOfFloats)
    try check(example, as: Double.self, tolerance: Self.roundingOfDoubles)
  }

  private func check<Scalar: NetworkScalar>(
    _ example: RoutedCase, as scalar: Scalar.Type, tolerance: Double
  ) throws {
    let network = try Network<Scalar>(
      .architecture(
        example.architecture, inputShape: example.shape, classes: example.classes))
    network.initialise(seed: 4)
    let players = try example.players.players(over: example.shape)
    let forward = MaskedForward(network, players: players.runs)
    #expect(forward.route == example.route)
    #expect(
      try MaskedRoute.route(for: network.blueprint, players: players.runs) == example.route)
    var stream = RandomStream(seed: 8, purpose: "inputs")
    let hasTokens = example.players == .tokens
    func input() -> [Scalar] {
      (0..<network.inputElements).map { _ in
        hasTokens ? Scalar(stream.below(9)) : Scalar(stream.uniform(-1, 1))
      }
    }
    let (x, b) = (input(), input())
    forward.load(input: x, baseline: b)
    let all: UInt64 = 1 << UInt64(players.count) - 1
    let masks: [UInt64] = [0, all] + (0..<40).map { _ in stream.next() & all }
    let inputs = masks.flatMap { (mask: UInt64) -> [Scalar] in
      players.playerOfElement.enumerated().map { element, player in
        switch player {
        case PlayerRuns.kept: x[element]
        case PlayerRuns.masked: b[element]
        default: mask >> UInt64(player) & 1 == 1 ? x[element] : b[element]
        }
      }
    }
    let wanted = network.logits(of: inputs).map(\.asDouble)
    let found = forward.masks(masks).map(\.asDouble)
    if example.route == .plain {
      #expect(found == wanted)
    } else {
      expectClose(found, wanted, absolute: tolerance)
      #expect((wanted.max() ?? 0) - (wanted.min() ?? 0) > 1e3 * tolerance)
    }
  }
}
