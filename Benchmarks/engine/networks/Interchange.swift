import Experiments
import Neural

/// Weights out, weights in: for the check against PyTorch.
struct Interchange {
  private let network: Network<Float>

  init(_ workload: Workload) throws {
    network = try Network<Float>(workload.blueprint)
  }

  func writeWeights(to path: String) throws {
    network.initialise(seed: 1)
    try Checkpoint.tensors(of: network).write(to: path)
  }

  /// The outputs of the `inputs` of a file, rows of the numbers of one input, by the weights of
  /// another.
  func writeOutputs(weights: String, inputs: String, to path: String) throws {
    try Checkpoint.restore(network, from: Safetensors(contentsOf: weights))
    let file = try Safetensors(contentsOf: inputs)
    guard let tensor = file.tensors["inputs"] else {
      throw WorkloadFault("\(inputs): no tensor inputs")
    }
    let count = tensor.shape.reduce(1, *) / network.inputElements
    let rows: [Float] = try file.numbers(of: "inputs", shape: [count, network.inputElements])
    let outputs = network.logits(of: rows)
    try Safetensors(
      tensors: ["outputs": SafetensorsTensor(outputs, shape: [count, network.classes])]
    ).write(to: path)
  }
}
