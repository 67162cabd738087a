import Neural
import Testing

@testable import Experiments

@Suite("tokens of samples")
struct TokenCheckTests {
  private static let blueprint = NetworkBlueprint(
    inputShape: [2],
    layers: [
      NamedLayer("tok_embed", .embedding(vocabulary: 5, dimensions: 2)),
      NamedLayer("flatten", .flatten), NamedLayer("head", .dense(outputs: 2)),
    ])

  @Test("are whole numbers the network knows")
  func known() throws {
    try TokenCheck(Self.blueprint).check([0, 4, 3, 3], ids: [7, 8], split: "train")
  }

  @Test("are not looked for where a network reads numbers")
  func numbers() throws {
    let blueprint = NetworkBlueprint(
      inputShape: [2], layers: [NamedLayer("fc", .dense(outputs: 2))])
    try TokenCheck(blueprint).check([0.5, -9], ids: [1], split: "train")
  }

  @Test(
    "that the network has no row for are refused with their sample",
    arguments: [
      (
        5,
        "split `train`: sample 8 has token 5, and the network knows tokens 0 to 4: set"
          + " architecture.vocabulary to at least 6"
      ),
      (
        -1,
        "split `train`: sample 8 has token -1, and the network knows tokens 0 to 4: tokens are whole"
          + " numbers from 0"
      ),
      (
        1.5,
        "split `train`: sample 8 has token 1.5, and the network knows tokens 0 to 4: tokens are whole"
          + " numbers from 0"
      ),
    ] as [(Float, String)])
  func unknown(token: Float, text: String) {
    let error = #expect(throws: UnknownToken.self) {
      try TokenCheck(Self.blueprint).check([0, 4, 3, token], ids: [7, 8], split: "train")
    }
    #expect(error?.description == text)
  }
}
