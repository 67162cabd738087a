import Testing

@testable import Neural

@Suite("Blueprints")
struct BlueprintTests {
  @Test("infer the shape behind each layer")
  func shapes() throws {
    let blueprint = NetworkBlueprint.smallCNN([9, 8, 2])
    #expect(
      try blueprint.outputShapes() == [
        [9, 8, 3], [9, 8, 3], [4, 4, 3], [3, 3, 4], [3, 3, 4], [36], [6], [6], [4],
      ])
    #expect(try blueprint.outputElements() == 4)
    #expect(blueprint.inputElements == 144)
  }

  @Test("let the layer before do each ReLU, behind the pooling")
  func plan() throws {
    let plan = try NetworkBlueprint.smallCNN([9, 8, 2]).executionPlan()
    #expect(plan.map(\.name) == ["conv1", "pool1", "conv2", "fc1", "fc2"])
    #expect(plan.map(\.rectifying) == [false, true, true, true, false])
  }

  @Test("are equal when layers and parameters are")
  func equality() {
    #expect(LayerKind.dense(outputs: 3) == .dense(outputs: 3))
    #expect(LayerKind.dense(outputs: 3) != .dense(outputs: 4))
    #expect(LayerKind.relu != .flatten)
    #expect(LayerKind.maxPool(size: 2) == .maxPool(size: 2, stride: 2))
    #expect(Set([LayerKind.relu, .relu, .flatten]).count == 2)
  }

  static let faults: [(NetworkBlueprint, String)] = [
    (
      NetworkBlueprint(
        inputShape: [3, 4], layers: [NamedLayer("e", .embedding(vocabulary: 9, dimensions: 2))]),
      "layer e: embedding works on features and gets [3, 4]; put a flatten layer before it"
    ),
    (
      NetworkBlueprint(inputShape: [0], layers: [NamedLayer("fc", .dense(outputs: 1))]),
      "input shape [0]: it is [height, width, channels], [tokens, features] or [features], each at least 1"
    ),
    (
      NetworkBlueprint(inputShape: [3], layers: []), "no layers: a network needs at least one"
    ),
    (
      NetworkBlueprint(
        inputShape: [3], layers: [NamedLayer("a", .dense(outputs: 1)), NamedLayer("a", .relu)]),
      "layer a: the name is used twice; parameters in files are told apart by it"
    ),
    (
      NetworkBlueprint(inputShape: [3], layers: [NamedLayer("fc", .dense(outputs: 0))]),
      "layer fc: outputs is 0; it must be at least 1"
    ),
    (
      NetworkBlueprint(
        inputShape: [3, 3, 1],
        layers: [NamedLayer("c", .convolution(filters: 1, kernel: 1, padding: -1))]),
      "layer c: padding is -1; it must be at least 0"
    ),
    (
      NetworkBlueprint(inputShape: [3, 3, 1], layers: [NamedLayer("p", .maxPool(size: 0))]),
      "layer p: size is 0; it must be at least 1"
    ),
    (
      NetworkBlueprint(inputShape: [3], layers: [NamedLayer("p", .maxPool(size: 2))]),
      "layer p: max pooling works on images [height, width, channels] and gets [3]"
    ),
    (
      NetworkBlueprint(inputShape: [3, 3, 1], layers: [NamedLayer("fc", .dense(outputs: 1))]),
      "layer fc: dense works on features and gets [3, 3, 1]; put a flatten layer before it"
    ),
    (
      NetworkBlueprint(
        inputShape: [3, 9, 1],
        layers: [NamedLayer("c", .convolution(filters: 1, kernel: 6, padding: 1))]),
      "layer c: a window of 6×6 does not fit into images [3, 9, 1] padded by 1"
    ),
    (
      NetworkBlueprint(
        inputShape: [4],
        layers: [NamedLayer("r", .residual(main: [NamedLayer("fc", .dense(outputs: 3))]))]),
      "layer r: the main path ends in [3] and the shortcut in [4]; they are added, so they must be"
        + " the same"
    ),
    (
      NetworkBlueprint(
        inputShape: [4],
        layers: [
          NamedLayer("fc", .dense(outputs: 4)),
          NamedLayer("r", .residual(main: [NamedLayer("fc", .dense(outputs: 4))])),
        ]),
      "layer fc: the name is used twice; parameters in files are told apart by it"
    ),
  ]

  @Test("refuse layers that do not fit together", arguments: faults)
  func refusals(blueprint: NetworkBlueprint, text: String) {
    let error = #expect(throws: BlueprintError.self) { try Network<Float>(blueprint) }
    #expect(error?.description == text)
  }
}
