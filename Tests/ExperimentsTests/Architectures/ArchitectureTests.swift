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
  }
}
