import Base
import Neural
import Spec
import Testing

@testable import Experiments

@Suite("architectures")
struct ArchitectureTests {
  private func shapes(_ parameters: Value, _ input: [Int]) throws -> [String: [Int]] {
    let made = try Vocabulary.runexp.architectures.made(parameters, as: (any Architecture).self)
    let network = try Network<Float>(made.blueprint(inputShape: input, classes: 10))
    return Dictionary(uniqueKeysWithValues: network.parameters.map { ($0.name, $0.shape) })
  }

  @Test("depth counts the dense layers, the last included; width is that of the hidden ones")
  func depthAndWidth() throws {
    #expect(
      try shapes(["name": "mlp", "depth": 3, "width": 7], [4, 5, 1])
        == [
          "fc1.weight": [7, 20], "fc1.bias": [7], "fc2.weight": [7, 7], "fc2.bias": [7],
          "fc3.weight": [10, 7], "fc3.bias": [10],
        ])
    // MLP-5 of the bottleneck papers.
    #expect(
      try shapes(["name": "mlp", "depth": 5], [28, 28, 1])
        == shapes(["name": "mlp", "hidden": [100, 100, 100, 100]], [28, 28, 1]))
    #expect(
      try shapes(["name": "mlp", "depth": 1], [12]) == ["fc1.weight": [10, 12], "fc1.bias": [10]])
  }

  @Test("a cnn halves the image after each convolution")
  func convolutions() throws {
    #expect(
      try shapes(
        ["name": "cnn", "filters": [4, 6], "kernel": 5, "hidden": [9]], [28, 28, 3])
        == [
          "conv1.weight": [4, 3, 5, 5], "conv1.bias": [4], "conv2.weight": [6, 4, 5, 5],
          "conv2.bias": [6], "fc1.weight": [9, 6 * 7 * 7], "fc1.bias": [9],
          "fc2.weight": [10, 9], "fc2.bias": [10],
        ])
  }

  @Test("residual blocks of dense layers keep their width")
  func residualMLP() throws {
    #expect(
      try shapes(["name": "residual-mlp", "width": 6, "blocks": 2], [12])
        == [
          "fc_in.weight": [6, 12], "fc_in.bias": [6], "blocks.0.fc1.weight": [6, 6],
          "blocks.0.fc1.bias": [6], "blocks.0.fc2.weight": [6, 6], "blocks.0.fc2.bias": [6],
          "blocks.1.fc1.weight": [6, 6], "blocks.1.fc1.bias": [6], "blocks.1.fc2.weight": [6, 6],
          "blocks.1.fc2.bias": [6], "fc_out.weight": [10, 6], "fc_out.bias": [10],
        ])
  }

  @Test("lenet of width 6 has the sizes of LeNet-5")
  func lenet() throws {
    #expect(
      try shapes(["name": "lenet"], [28, 28, 1]).filter { $0.key.hasSuffix("weight") }
        == [
          "conv1.weight": [6, 1, 5, 5], "conv2.weight": [16, 6, 5, 5], "fc1.weight": [120, 400],
          "fc2.weight": [84, 120], "fc3.weight": [10, 84],
        ])
  }

  @Test(
    "residual networks have 6n + 2 layers with weights",
    arguments: [("20", 20), ("32", 32), ("44", 44), ("56", 56)])
  func residualNetworks(depth: String, layers: Int) throws {
    let shapes = try shapes(["name": "resnet", "depth": .text(depth), "width": 2], [8, 8, 3])
    let weights = shapes.filter { $0.value.count > 1 }
    #expect(weights.count == layers)
    #expect(weights["layer3.0.conv1.weight"] == [8, 4, 3, 3])
    #expect(weights["linear.weight"] == [10, 8])
    #expect(shapes["conv1.bias"] == nil)
  }

  @Test("a projection shortcut adds a convolution and a normalisation where the shape changes")
  func projection() throws {
    let shapes = try shapes(
      ["name": "resnet", "width": 2, "shortcut": "projection"], [8, 8, 3])
    #expect(shapes["layer1.0.shortcut.0.weight"] == nil)
    #expect(shapes["layer2.0.shortcut.0.weight"] == [4, 2, 1, 1])
    #expect(shapes["layer2.0.shortcut.1.weight"] == [4])
  }

  @Test("alexnet and vgg have torchvision's names, and the papers' sizes on 32×32")
  func imageNetFamilies() throws {
    let alexnet = try shapes(["name": "alexnet"], [32, 32, 3])
    #expect(alexnet["features.3.weight"] == [192, 64, 5, 5])
    #expect(alexnet["classifier.1.weight"] == [512, 256 * 4 * 4])
    #expect(alexnet["classifier.6.weight"] == [10, 512])
    let narrow = try shapes(["name": "alexnet", "width": 8], [28, 28, 1])
    #expect(narrow["features.0.weight"] == [8, 1, 7, 7])
    #expect(narrow["features.3.weight"] == [24, 8, 5, 5])
    #expect(narrow["features.10.weight"] == [32, 32, 3, 3])
    let narrowVGG = try shapes(
      ["name": "vgg", "depth": "11", "width": 2, "hidden": 4], [32, 32, 3])
    #expect(narrowVGG["features.0.weight"] == [2, 3, 3, 3])
    #expect(narrowVGG["classifier.0.weight"] == [4, 16])
    let vgg = try shapes(
      ["name": "vgg", "depth": "11", "batch_norm": true, "hidden": 16], [32, 32, 3])
    #expect(vgg["features.25.weight"] == [512, 512, 3, 3])
    #expect(vgg["features.26.weight"] == [512])
    #expect(vgg["classifier.0.weight"] == [16, 512])
    #expect(vgg["classifier.6.weight"] == [10, 16])
  }

  @Test("an autoencoder gives images of its input's shape")
  func autoencoder() throws {
    let made = try Vocabulary.runexp.architectures.made(
      ["name": "autoencoder", "width": 2, "code": 3], as: (any Architecture).self)
    let blueprint = made.blueprint(inputShape: [8, 12, 3], classes: 10)
    #expect(try blueprint.outputShapes().last == [8, 12, 3])
  }

  @Test("a cnn normalises its batches when asked")
  func normalisedConvolutions() throws {
    let shapes = try shapes(
      ["name": "cnn", "filters": [2], "hidden": [3], "batch_norm": true], [8, 8, 1])
    #expect(shapes["bn1.weight"] == [2])
  }

  @Test("a vision transformer has timm's names and shapes")
  func visionTransformer() throws {
    let shapes = try shapes(
      ["name": "vit", "width": 8, "depth": 2, "heads": 2, "patch": 7], [28, 28, 1])
    #expect(shapes.count == 4 + 2 * 12 + 4)
    #expect(shapes["cls_token"] == [1, 1, 8])
    #expect(shapes["pos_embed"] == [1, 17, 8])
    #expect(shapes["patch_embed.proj.weight"] == [8, 1, 7, 7])
    #expect(shapes["blocks.1.attn.qkv.weight"] == [24, 8])
    #expect(shapes["blocks.1.mlp.fc1.weight"] == [16, 8])
    #expect(shapes["head.weight"] == [10, 8])
  }

  @Test("a sequence transformer reads token numbers and sees no later token")
  func sequenceTransformer() throws {
    let made = try Vocabulary.runexp.architectures.made(
      ["name": "transformer", "vocabulary": 5, "width": 4, "heads": 2, "depth": 1],
      as: (any Architecture).self)
    let network = try Network<Float>(made.blueprint(inputShape: [3], classes: 5))
    network.initialise(seed: 1)
    #expect(network.parameters.first { $0.name == "tok_embed.weight" }?.shape == [5, 4])
    #expect(network.logits(of: [1, 2, 3]) != network.logits(of: [1, 4, 3]))
  }

  @Test("the function between dense layers is a choice, and units can be dropped")
  func activations() throws {
    let made = try Vocabulary.runexp.architectures.made(
      ["name": "mlp", "hidden": [3], "activation": "tanh", "dropout": 0.5],
      as: (any Architecture).self)
    #expect(
      made.blueprint(inputShape: [2], classes: 2).layers
        == [
          NamedLayer("fc1", .dense(outputs: 3)), NamedLayer("tanh1", .tanh),
          NamedLayer("dropout1", .dropout(rate: 0.5)), NamedLayer("fc2", .dense(outputs: 2)),
        ])
  }

  @Test("two ways to say how large, and even kernels, are faults")
  func faults() throws {
    func text(_ architecture: String) throws -> String {
      let error = #expect(throws: DiagnosticList.self) {
        try StudyRunner.plan(
          StudyRunner.tiny().replacing("{name: mlp, hidden: [8]}", with: architecture))
      }
      return error?.text ?? ""
    }
    #expect(
      try text("{name: mlp, hidden: [8], depth: 3}")
        .contains("`hidden` and `depth`/`width` both say how large the layers are"))
    #expect(
      try text("{name: cnn, kernel: 4}")
        .contains("`kernel` must be odd, so that padding keeps the image's size, not 4"))
    let heads = try text("{name: vit, width: 12, heads: 5}")
    #expect(heads.contains("`heads` must divide `width` (12), not 5"))
    #expect(heads.contains("legal values: 1, 2, 3, 4, 6, 12"))
    #expect(
      try text("{name: resnet, width: 5}")
        .contains("`width` must be even, so that half of the new channels lie on each side, not 5"))
    #expect(
      try text("{name: resnet, depth: 21}").contains("legal values: 20, 32, 44, 56"))
  }
}
