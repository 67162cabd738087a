/// A network's parameters, and what continues its training, as tensors.
///
/// Parameters carry PyTorch's names, shapes and order of numbers, so `load_state_dict` takes them;
/// what an optimizer remembers is beside them as `optimizer.<memory>.<parameter>`, in the same
/// order (leave those out, or load with `strict=False`). Metadata: `format` and `version` tell the
/// layout, `optimizer` the rule's name, `step` its updates so far. Reading back gives the same bits.
public enum Checkpoint {
  private static let format = "runexp-checkpoint"
  private static let version = "1"
  private static let memoryPrefix = "optimizer."

  /// The tensors of a checkpoint; `metadata` is added to its own.
  public static func tensors<Scalar: NetworkScalar & SafetensorsNumber>(
    of network: Network<Scalar>, optimizer: (any Optimizer<Scalar>)? = nil,
    metadata: [String: String] = [:]
  ) -> Safetensors {
    var content = Safetensors(metadata: metadata)
    content.metadata["format"] = format
    content.metadata["version"] = version
    for parameter in network.parameters + network.statistics {
      content.tensors[parameter.name] = SafetensorsTensor(
        parameter.fileOrder(of: parameter.values), shape: parameter.shape)
    }
    guard let optimizer else { return content }
    content.metadata["optimizer"] = optimizer.name
    content.metadata["step"] = String(optimizer.stepCount)
    for memory in optimizer.memory {
      content.tensors[memoryName(memory)] = SafetensorsTensor(
        memory.parameter.fileOrder(of: memory.buffer), shape: memory.parameter.shape)
    }
    return content
  }

  /// Sets a network's parameters, and what `optimizer` remembers when it is given.
  ///
  /// Refuses a missing, unknown or misshapen tensor, another kind of numbers and numbers that are
  /// not finite; then nothing is changed. Tensors of an optimizer are passed over when none is
  /// given, and files of other programs need no metadata.
  public static func restore<Scalar: NetworkScalar & SafetensorsNumber>(
    _ network: Network<Scalar>, optimizer: (any Optimizer<Scalar>)? = nil, from content: Safetensors
  ) throws(CheckpointError) {
    if let found = content.metadata["format"] {
      guard found == format, content.metadata["version"] == version else {
        throw .format("\(found) \(content.metadata["version"] ?? "")")
      }
    }
    var updates: [(parameter: Parameter<Scalar>, buffer: Buffer<Scalar>, numbers: [Scalar])] = []
    for parameter in network.parameters + network.statistics {
      let numbers = try numbers(of: parameter.name, parameter, in: content)
      updates.append((parameter, parameter.values, numbers))
    }
    let known = Set((network.parameters + network.statistics).map(\.name))
    for name in content.tensors.keys.sorted()
    where !name.hasPrefix(memoryPrefix) && !known.contains(name) {
      throw .unknownTensor(name)
    }
    var steps = 0
    if let optimizer {
      let found = content.metadata["optimizer"]
      guard found == optimizer.name else { throw .optimizer(found, wanted: optimizer.name) }
      guard let step = content.metadata["step"].flatMap({ Int($0) }), step >= 0 else {
        throw .step(content.metadata["step"])
      }
      steps = step
      for memory in optimizer.memory {
        let numbers = try numbers(of: memoryName(memory), memory.parameter, in: content)
        updates.append((memory.parameter, memory.buffer, numbers))
      }
    }
    for update in updates { update.parameter.assign(update.numbers, to: update.buffer) }
    optimizer?.stepCount = steps
  }

  private static func memoryName<Scalar>(_ memory: OptimizerMemory<Scalar>) -> String {
    memoryPrefix + memory.name + "." + memory.parameter.name
  }

  private static func numbers<Scalar: NetworkScalar & SafetensorsNumber>(
    of name: String, _ parameter: Parameter<Scalar>, in content: Safetensors
  ) throws(CheckpointError) -> [Scalar] {
    do throws(SafetensorsError) {
      let numbers: [Scalar] = try content.numbers(of: name, shape: parameter.shape)
      if let index = numbers.firstIndex(where: { !$0.isFinite }) {
        throw SafetensorsError.notFinite(tensor: name, index: index)
      }
      return numbers
    } catch { throw .tensor(error) }
  }
}

/// Why a file does not fit a network.
public enum CheckpointError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file says it has another layout.
  case format(String)
  /// A tensor is not what the network needs.
  case tensor(SafetensorsError)
  /// The network has no such parameter.
  case unknownTensor(String)
  /// The file continues another optimizer, or none.
  case optimizer(String?, wanted: String)
  /// The number of updates cannot be read.
  case step(String?)

  /// The fault, one line.
  public var description: String {
    switch self {
    case .format(let found):
      "the checkpoint has format \(found), not runexp-checkpoint 1"
    case .tensor(let fault): fault.description
    case .unknownTensor(let name): "tensor \(name): the network has no such parameter"
    case .optimizer(let found, let wanted):
      "the checkpoint continues \(found ?? "no optimizer"), not \(wanted)"
    case .step(let text):
      "the checkpoint's step is \(text ?? "missing"), not a whole number from 0"
    }
  }
}
