import Base
import Testing

@testable import Neural

@Suite("Checkpoints")
struct CheckpointTests {
  static let blueprint = NetworkBlueprint.smallCNN([6, 6, 2])

  /// Makes steps `range` of a training whose batches follow from the step's number alone.
  private func train<Scalar: NetworkScalar>(
    _ network: Network<Scalar>, _ rule: SGD<Scalar>, steps range: Range<Int>
  ) {
    let count = 5
    var gradient = [Scalar](repeating: 0, count: count * network.classes)
    for step in range {
      let inputs: [Scalar] = uniformNumbers(
        count * network.inputElements, seed: UInt64(step), "batch")
      let labels = (0..<count).map { Int32(($0 + step) % network.classes) }
      inputs.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress else { return }
        let logits = network.forward(base, count: count, .training())
        _ = Loss.softmaxCrossEntropy(
          logits, labels: labels, count: count, classes: network.classes, gradient: &gradient)
        network.zeroGradients()
        network.backward(gradient)
        rule.step(learningRate: 0.1)
      }
    }
  }

  private func resumes<Scalar: NetworkScalar & SafetensorsNumber>(as scalar: Scalar.Type) throws {
    let straight = try makeNetwork(Self.blueprint, as: Scalar.self)
    train(straight, SGD(straight.parameters, momentum: 0.9, weightDecay: 1e-3), steps: 0..<7)

    let first = try makeNetwork(Self.blueprint, as: Scalar.self)
    let firstRule = SGD(first.parameters, momentum: 0.9, weightDecay: 1e-3)
    train(first, firstRule, steps: 0..<3)
    let bytes = Checkpoint.tensors(of: first, optimizer: firstRule).bytes

    let second = try Network<Scalar>(Self.blueprint)
    let secondRule = SGD(second.parameters, momentum: 0.9, weightDecay: 1e-3)
    try Checkpoint.restore(second, optimizer: secondRule, from: Safetensors(bytes: bytes))
    #expect(secondRule.stepCount == 3)
    #expect(Checkpoint.tensors(of: second, optimizer: secondRule).bytes == bytes)
    train(second, secondRule, steps: 3..<7)
    #expect(
      Checkpoint.tensors(of: second).bytes == Checkpoint.tensors(of: straight).bytes)
  }

  @Test("continue a training with the bits of one that was not interrupted")
  func resume() throws {
    try resumes(as: Float.self)
    try resumes(as: Double.self)
  }

  @Test("carry PyTorch's names and shapes, the optimizer's beside them")
  func names() throws {
    let network = try makeNetwork(.mlp([3], [4, 2]), as: Float.self)
    let rule = SGD(network.parameters, momentum: 0.9)
    let content = Checkpoint.tensors(of: network, optimizer: rule, metadata: ["epoch": "5"])
    #expect(
      content.tensors.keys.sorted() == [
        "fc1.bias", "fc1.weight", "fc2.bias", "fc2.weight", "optimizer.momentum.fc1.bias",
        "optimizer.momentum.fc1.weight", "optimizer.momentum.fc2.bias",
        "optimizer.momentum.fc2.weight",
      ])
    #expect(content.tensors["fc1.weight"]?.shape == [4, 3])
    #expect(
      content.metadata == [
        "format": "runexp-checkpoint", "version": "1", "optimizer": "sgd", "step": "0",
        "epoch": "5",
      ])
  }

  @Test("give the logits of the network they were made from, optimizer or not")
  func logits() throws {
    let network = try makeNetwork(Self.blueprint, as: Float.self)
    let content = Checkpoint.tensors(of: network, optimizer: SGD(network.parameters, momentum: 1))
    let copy = try Network<Float>(Self.blueprint)
    try Checkpoint.restore(copy, from: content)
    let inputs: [Float] = uniformNumbers(9 * 72, seed: 1, "inputs")
    #expect(copy.logits(of: inputs) == network.logits(of: inputs))
  }

  @Test("need no metadata, and none of another program's is ours")
  func otherPrograms() throws {
    let network = try makeNetwork(.mlp([3], [4, 2]), as: Float.self)
    for metadata in [[:], ["format": "pt"], ["format": "np", "version": "7"]] {
      var content = Checkpoint.tensors(of: network)
      content.metadata = metadata
      let copy = try Network<Float>(network.blueprint)
      try Checkpoint.restore(copy, from: content)
      #expect(Checkpoint.tensors(of: copy).tensors == content.tensors)
    }
  }

  @Test("are refused when they do not fit, and then change nothing")
  func refusals() throws {
    let network = try makeNetwork(.mlp([3], [4, 2]), as: Float.self)
    let rule = SGD(network.parameters, momentum: 0.9)
    let good = Checkpoint.tensors(of: network, optimizer: rule)
    let before = good.bytes
    func text(_ change: (inout Safetensors) -> Void) -> String? {
      var content = good
      content.tensors["fc1.weight"] = SafetensorsTensor(
        [Float](repeating: 1, count: 12), shape: [4, 3])
      change(&content)
      let error = #expect(throws: CheckpointError.self) {
        try Checkpoint.restore(network, optimizer: rule, from: content)
      }
      #expect(Checkpoint.tensors(of: network, optimizer: rule).bytes == before)
      return error?.description
    }
    #expect(
      text { $0.tensors["fc2.bias"] = nil } == "tensor fc2.bias is missing; there is fc1.bias")
    #expect(
      text { $0.tensors["fc2.bias"] = SafetensorsTensor([Float](arrayLiteral: 1), shape: [1]) }
        == "tensor fc2.bias: shape [1], not [2]")
    #expect(
      text { $0.tensors["fc2.bias"] = SafetensorsTensor([Double](arrayLiteral: 1, 2), shape: [2]) }
        == "tensor fc2.bias: dtype F64, not F32")
    #expect(
      text {
        $0.tensors["fc2.bias"] = SafetensorsTensor([Float](arrayLiteral: 1, .nan), shape: [2])
      }
        == "tensor fc2.bias: number 1 is NaN or infinite")
    #expect(
      text { $0.tensors["fc3.bias"] = SafetensorsTensor([Float](), shape: [0]) }
        == "tensor fc3.bias: the network has no such parameter")
    #expect(
      text { $0.tensors["optimizer.momentum.fc2.bias"] = nil }?
        .hasPrefix("tensor optimizer.momentum.fc2.bias is missing") == true)
    #expect(
      text { $0.metadata["optimizer"] = "adam" } == "the checkpoint continues adam, not sgd")
    #expect(
      text { $0.metadata["optimizer"] = nil } == "the checkpoint continues no optimizer, not sgd")
    #expect(
      text { $0.metadata["step"] = "-1" }
        == "the checkpoint's step is -1, not a whole number from 0")
    #expect(
      text { $0.metadata["version"] = "2" }
        == "the checkpoint has format runexp-checkpoint 2, not runexp-checkpoint 1")
    #expect(
      text { $0.metadata["version"] = nil }
        == "the checkpoint has format runexp-checkpoint without version, not runexp-checkpoint 1")
  }
}
