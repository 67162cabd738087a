import Testing

@testable import Neural

@Suite("Checkpoints of networks with batch normalisation")
struct StatisticsCheckpointTests {
  static let blueprint = NetworkBlueprint(
    inputShape: [3],
    layers: [
      NamedLayer("fc1", .dense(outputs: 2)), NamedLayer("bn1", .batchNorm()),
      NamedLayer("relu1", .relu), NamedLayer("fc2", .dense(outputs: 2)),
    ])

  /// A network that has seen batches.
  private func trained<Scalar: NetworkScalar>(as scalar: Scalar.Type) throws -> Network<Scalar> {
    let network = try makeNetwork(Self.blueprint, as: Scalar.self)
    let inputs: [Scalar] = uniformNumbers(12, seed: 3, "inputs")
    inputs.withUnsafeBufferPointer { inputs in
      guard let base = inputs.baseAddress else { return }
      for parts in [1, 2] { _ = network.forward(base, count: 4, .training(parts: parts)) }
    }
    return network
  }

  @Test("hold what PyTorch's state_dict holds, the count of batches as a whole number")
  func names() throws {
    let content = Checkpoint.tensors(of: try trained(as: Float.self))
    #expect(
      content.tensors.keys.sorted() == [
        "bn1.bias", "bn1.num_batches_tracked", "bn1.running_mean", "bn1.running_var",
        "bn1.weight", "fc1.bias", "fc1.weight", "fc2.bias", "fc2.weight",
      ])
    #expect(
      content.tensors["bn1.num_batches_tracked"] == SafetensorsTensor([3] as [Int64], shape: []))
    #expect(content.tensors["bn1.running_var"]?.shape == [2])
  }

  @Test("give the same network again, statistics and all")
  func roundTrip() throws {
    try roundTrip(as: Float.self)
    try roundTrip(as: Double.self)
  }

  private func roundTrip<Scalar: NetworkScalar & SafetensorsNumber>(as scalar: Scalar.Type) throws {
    let network = try trained(as: Scalar.self)
    let bytes = Checkpoint.tensors(of: network).bytes
    let copy = try Network<Scalar>(Self.blueprint)
    try Checkpoint.restore(copy, from: Safetensors(bytes: bytes))
    #expect(Checkpoint.tensors(of: copy).bytes == bytes)
    let inputs: [Scalar] = uniformNumbers(6, seed: 4, "inputs")
    #expect(copy.logits(of: inputs) == network.logits(of: inputs))
  }

  @Test("may lack the count, as files of old versions of PyTorch do")
  func withoutCount() throws {
    var content = Checkpoint.tensors(of: try trained(as: Float.self))
    content.tensors["bn1.num_batches_tracked"] = nil
    let copy = try Network<Float>(Self.blueprint)
    try Checkpoint.restore(copy, from: content)
    content.tensors["bn1.num_batches_tracked"] = SafetensorsTensor([0] as [Int64], shape: [])
    #expect(Checkpoint.tensors(of: copy).tensors == content.tensors)
  }

  @Test("give single layers with their statistics, and the mean of several")
  func layersAndMeans() throws {
    let content = Checkpoint.tensors(of: try trained(as: Float.self))
    let copy = try Network<Float>(Self.blueprint)
    try Checkpoint.restore(layers: ["bn1"], of: copy, from: content)
    let names = content.tensors.keys.filter { $0.hasPrefix("bn1.") }
    #expect(names.count == 5)
    for name in names {
      #expect(Checkpoint.tensors(of: copy).tensors[name] == content.tensors[name])
    }
    try Checkpoint.restore(meanOf: [content, content], in: copy)
    #expect(Checkpoint.tensors(of: copy).tensors == content.tensors)
  }

  @Test("are refused when a statistic cannot be one")
  func refusals() throws {
    let network = try trained(as: Float.self)
    let good = Checkpoint.tensors(of: network)
    func text(_ name: String, _ tensor: SafetensorsTensor?) -> String? {
      var content = good
      content.tensors[name] = tensor
      let error = #expect(throws: CheckpointError.self) {
        try Checkpoint.restore(network, from: content)
      }
      #expect(Checkpoint.tensors(of: network) == good)
      return error?.description
    }
    #expect(
      text("bn1.running_var", SafetensorsTensor([1, -1] as [Float], shape: [2]))
        == "tensor bn1.running_var: number 1 is below zero, which no variance and no count can be")
    #expect(
      text("bn1.running_mean", SafetensorsTensor([.infinity, 0] as [Float], shape: [2]))
        == "tensor bn1.running_mean: number 0 is NaN or infinite")
    #expect(
      text("bn1.running_mean", nil)
        == "tensor bn1.running_mean is missing; there is bn1.running_var")
    let count = "bn1.num_batches_tracked"
    #expect(
      text(count, SafetensorsTensor([-1] as [Int64], shape: []))
        == "tensor \(count): number 0 is below zero, which no variance and no count can be")
    #expect(
      text(count, SafetensorsTensor([1] as [Float], shape: []))
        == "tensor \(count): dtype F32, not I64")
    #expect(
      text(count, SafetensorsTensor([1] as [Int64], shape: [1]))
        == "tensor \(count): shape [1], not []")
  }
}
