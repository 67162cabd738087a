/// A network's parameters, what it has recorded and what continues its training, as tensors.
///
/// **Tensors.** Parameters and statistics carry PyTorch's names, shapes and order of numbers, F32
/// (F64 of a Float64 network); the count `….num_batches_tracked` of a batch normalisation is I64,
/// as PyTorch has it. Without an optimizer the file is a `state_dict` that `load_state_dict` takes
/// as it is. What an optimizer remembers is beside them, in the same order of numbers, as
/// `optimizer.<memory>.<parameter>`; leave those out in Python, or load with `strict=False`.
///
/// **Metadata**, version 1, texts by key:
///
/// | key | value |
/// |---|---|
/// | `format` | `runexp-checkpoint` |
/// | `version` | `1`; another version is refused |
/// | `optimizer` | the rule's name, such as `sgd`; absent without an optimizer |
/// | `step` | its updates so far, a whole number from 0; absent without an optimizer |
///
/// Whoever writes the file adds keys of its own, which are passed over here: a training stage puts
/// the `epoch` and the whole `curve`, a JSON list. A new key or a new optimizer is no new version; a
/// tensor that means something else is. Reading back gives the same bits.
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
      content.tensors[parameter.name] = tensor(of: parameter)
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

  private static func tensor<Scalar: NetworkScalar & SafetensorsNumber>(
    of parameter: Parameter<Scalar>
  ) -> SafetensorsTensor {
    let numbers = parameter.fileOrder(of: parameter.values)
    guard parameter.isCount else { return SafetensorsTensor(numbers, shape: parameter.shape) }
    return SafetensorsTensor(
      numbers.map { Int64($0.asDouble.rounded()) }, shape: parameter.shape)
  }

  /// Sets a network's parameters and statistics, and what `optimizer` remembers when it is given.
  ///
  /// Refuses a missing, unknown or misshapen tensor, another kind of numbers, numbers that are not
  /// finite and variances below zero; then nothing is changed. Tensors of an optimizer are passed
  /// over when none is given. Files of other programs need no metadata of ours (their `format` is
  /// `pt` and the like), and no counts: those of PyTorch before 0.4.1 have none.
  public static func restore<Scalar: NetworkScalar & SafetensorsNumber>(
    _ network: Network<Scalar>, optimizer: (any Optimizer<Scalar>)? = nil, from content: Safetensors
  ) throws(CheckpointError) {
    if content.metadata["format"] == format, content.metadata["version"] != version {
      throw .format("\(format) \(content.metadata["version"] ?? "without version")")
    }
    var updates: [(parameter: Parameter<Scalar>, buffer: Buffer<Scalar>, numbers: [Scalar])] = []
    let kept = network.parameters + network.statistics
    for parameter in kept {
      let numbers = try numbers(of: parameter.name, parameter, in: content)
      updates.append((parameter, parameter.values, numbers))
    }
    let known = Set(kept.map(\.name))
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

  /// The numbers of a tensor that belongs to `parameter`, checked.
  static func numbers<Scalar: NetworkScalar & SafetensorsNumber>(
    of name: String, _ parameter: Parameter<Scalar>, in content: Safetensors
  ) throws(CheckpointError) -> [Scalar] {
    if parameter.isCount { return try count(parameter, in: content) }
    do throws(SafetensorsError) {
      let numbers: [Scalar] = try content.numbers(of: name, shape: parameter.shape)
      if let index = numbers.firstIndex(where: { !$0.isFinite }) {
        throw SafetensorsError.notFinite(tensor: name, index: index)
      }
      if parameter.isVariance, let index = numbers.firstIndex(where: { $0 < 0 }) {
        throw SafetensorsError.negative(tensor: name, index: index)
      }
      return numbers
    } catch { throw .tensor(error) }
  }

  private static func count<Scalar: NetworkScalar>(
    _ parameter: Parameter<Scalar>, in content: Safetensors
  ) throws(CheckpointError) -> [Scalar] {
    guard content.tensors[parameter.name] != nil else { return [0] }
    do throws(SafetensorsError) {
      let counts = try content.numbers(
        of: parameter.name, shape: parameter.shape, as: Int64.self)
      if let index = counts.firstIndex(where: { $0 < 0 }) {
        throw SafetensorsError.negative(tensor: parameter.name, index: index)
      }
      return counts.map { Scalar(Double($0)) }
    } catch { throw .tensor(error) }
  }
}

extension Parameter {
  /// The batches a batch normalisation has seen: a whole number in files.
  fileprivate var isCount: Bool { shape.isEmpty && name.hasSuffix(".num_batches_tracked") }
  fileprivate var isVariance: Bool { name.hasSuffix(".running_var") }
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
