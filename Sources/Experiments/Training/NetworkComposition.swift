import Base
import Neural
import Pipeline
import Spec

/// What a training begins with besides random numbers, layers named one by one, as its stage's
/// parameters carry it.
struct NetworkComposition: Sendable, Hashable {
  /// The layers taken from each checkpoint of the role `load`, in the order of the inputs.
  var loads: [[String]] = []
  /// Layers drawn again after loading.
  var reset: [String] = []
  /// Layers that training leaves as they are.
  var frozen: [String] = []
  /// The layer a linear probe reads, if the network is one.
  var probe: String?

  /// A network of its own.
  init() {}

  /// Reads what `parameters` wrote.
  init(_ value: Value) throws {
    func names(_ value: Value?) throws -> [String] {
      guard let value else { return [] }
      guard let list = value.list else { throw StageParameterError.unreadable("layers", value) }
      return list.compactMap(\.text)
    }
    loads = try value["loads"]?.list.map { try $0.map(names) } ?? []
    reset = try names(value["reset"])
    frozen = try names(value["frozen"])
    probe = value["probe"]?.text
  }

  /// What keys are hashed from: only what there is, and freezing only once something is trained.
  func parameters(epoch: Int) -> [String: Value] {
    var parameters: [String: Value] = [:]
    func list(_ names: [String]) -> Value { .list(names.map { .text($0) }) }
    if !loads.isEmpty { parameters["loads"] = .list(loads.map(list)) }
    if !reset.isEmpty { parameters["reset"] = list(reset) }
    if !frozen.isEmpty, epoch > 0 { parameters["frozen"] = list(frozen) }
    if let probe { parameters["probe"] = .text(probe) }
    return parameters
  }

  /// The network's layers: the architecture's, or a probe on one of them.
  func blueprint(_ architecture: any Architecture, inputShape: [Int], classes: Int)
    throws(BlueprintError) -> NetworkBlueprint
  {
    let whole = architecture.blueprint(inputShape: inputShape, classes: classes)
    guard let probe else { return whole }
    return try whole.probing(probe, outputs: classes)
  }

  /// Draws, loads and draws again, then freezes; `sources` are the checkpoints of the role `load`.
  func prepare(_ network: Network<Float>, seed: UInt64, sources: [Safetensors]) throws {
    guard sources.count == loads.count else {
      throw StageFailure("\(sources.count) checkpoints to load for \(loads.count) lists of layers")
    }
    network.initialise(seed: seed)
    for (layers, source) in zip(loads, sources) {
      do {
        try Checkpoint.restore(layers: layers, of: network, from: source)
      } catch { throw StageFailure("load: \(error)") }
    }
    network.initialise(layers: reset, seed: seed)
    for parameter in network.tensors(ofLayers: frozen) { parameter.isFrozen = true }
  }
}
