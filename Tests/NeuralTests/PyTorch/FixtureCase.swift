import Testing

@testable import Neural

/// A network of the fixtures: the file's name and the blueprint of the module in make_fixtures.py.
struct FixtureCase: Sendable, CustomTestStringConvertible {
  let name: String
  let inputShape: [Int]
  let layers: [NamedLayer]

  var testDescription: String { name }
  var blueprint: NetworkBlueprint { NetworkBlueprint(inputShape: inputShape, layers: layers) }
  var isTraining: Bool { !name.hasSuffix("evaluation") }
  var readsTokens: Bool { inputShape.count == 1 && name == "transformer" }

  /// Layers without parameters may be given without names.
  init(_ name: String, _ inputShape: [Int], _ layers: [Step]) {
    self.name = name
    self.inputShape = inputShape
    self.layers = layers.enumerated().map { index, step in
      NamedLayer(step.name ?? "step\(index)", step.kind)
    }
  }

  struct Step {
    let name: String?
    let kind: LayerKind

    static func named(_ name: String, _ kind: LayerKind) -> Step { Step(name: name, kind: kind) }
    static func plain(_ kind: LayerKind) -> Step { Step(name: nil, kind: kind) }
  }

  static let all = dense + images + sequences

  private static let dense: [FixtureCase] = [
    FixtureCase(
      "dense", [5],
      [
        .named("fc1", .dense(outputs: 7)), .plain(.relu), .named("fc2", .dense(outputs: 6)),
        .plain(.relu), .named("fc3", .dense(outputs: 3)),
      ]),
    FixtureCase(
      "flattened-image", [3, 3, 2],
      [
        .plain(.flatten), .named("fc1", .dense(outputs: 7)), .plain(.relu),
        .named("fc2", .dense(outputs: 3)),
      ]),
  ]
}
