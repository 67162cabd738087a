import Base
import Experiments
import Neural

/// What is measured: `{"work": "train", "architecture": {…}, "input": [28, 28, 1], "classes": 10,
/// "batch": 128, "optimizer": "sgd"}`; `work` may be `forward`: masked inputs of one image.
struct Workload {
  enum Work: String {
    case train, forward
  }
  enum Rule: String {
    case sgd, adam
  }

  let work: Work
  let rule: Rule
  let blueprint: NetworkBlueprint
  let batch: Int

  init(json: String) throws {
    let value = try Value(json: Array(json.utf8))
    guard let architecture = value["architecture"], let input = value["input"]?.list,
      let classes = value["classes"]?.integer
    else { throw WorkloadFault("a work needs architecture, input and classes: \(json)") }
    blueprint = try NetworkBlueprint.architecture(
      architecture, inputShape: input.compactMap(\.integer), classes: classes)
    work = Work(rawValue: value["work"]?.text ?? "train") ?? .train
    rule = Rule(rawValue: value["optimizer"]?.text ?? "sgd") ?? .sgd
    batch = value["batch"]?.integer ?? 128
  }
}

/// Some work that can be repeated; one repetition handles `samples` inputs.
protocol RepeatedWork {
  var samples: Int { get }
  mutating func repeatOnce()
}

/// Training steps over eight batches in turn, as a study makes them: zeroed gradients, forward,
/// cross-entropy, backward, update.
struct TrainingWork: RepeatedWork {
  private static let batches = 8
  private static let rate = 0.01
  private static let momentum = 0.9
  private static let weightDecay = 5e-4

  let samples: Int
  private let network: Network<Float>
  private let rule: any Optimizer<Float>
  private let inputs = Buffer<Float>()
  private let labels = Buffer<Int32>()
  private let gradient = Buffer<Float>()
  private let draws = Buffer<UInt64>()
  private var step = 0

  init(_ workload: Workload) throws {
    samples = workload.batch
    network = try Network<Float>(workload.blueprint)
    network.initialise(seed: 1)
    switch workload.rule {
    case .sgd:
      rule = SGD(network.parameters, momentum: Self.momentum, weightDecay: Self.weightDecay)
    case .adam: rule = Adam(network.parameters)
    }
    let count = Self.batches * samples
    Random.fill(inputs, count: count * network.inputElements, "inputs")
    labels.resize(count)
    for row in 0..<count { labels[row] = Int32(row * 7 % network.classes) }
    gradient.resize(samples * network.classes)
    draws.resize(samples)
    for row in 0..<samples { draws[row] = UInt64(row) }
  }

  mutating func repeatOnce() {
    let first = step % Self.batches * samples
    step += 1
    network.zeroGradients()
    let outputs = network.forward(
      inputs.pointer + first * network.inputElements, count: samples,
      .training(dropoutSeed: UInt64(step), draws: draws.pointer))
    _ = Loss.softmaxCrossEntropy(
      outputs, labels: labels.pointer + first, count: samples, classes: network.classes,
      gradient: gradient.pointer)
    network.backward(gradient.pointer)
    rule.step(learningRate: Self.rate)
  }
}

/// The outputs of one image under random masks of 4 × 4 players.
struct MaskedWork: RepeatedWork {
  private static let side = 4

  let samples: Int
  private let forward: MaskedForward<Float>
  private let masks: [UInt64]
  private let input: [Float]
  private let baseline: [Float]
  private let outputs = Buffer<Float>()

  init(_ workload: Workload) throws {
    let shape = workload.blueprint.inputShape
    guard shape.count == 3 else { throw WorkloadFault("masked work needs images, not \(shape)") }
    let network = try Network<Float>(workload.blueprint)
    network.initialise(seed: 1)
    var players: [Int32] = []
    for y in 0..<shape[0] {
      for x in 0..<shape[1] {
        let player = y * Self.side / shape[0] * Self.side + x * Self.side / shape[1]
        for _ in 0..<shape[2] { players.append(Int32(player)) }
      }
    }
    let runs = PlayerRuns(playerOfElement: players, playerCount: Self.side * Self.side)
    // Each repeat loads an image anew, and a batch of masks is too few for tables to pay.
    let route = try MaskedRoute.route(for: workload.blueprint, players: runs)
    forward = MaskedForward(network, players: runs, route: route == .memoised ? .plain : route)
    samples = workload.batch
    var stream = RandomStream(seed: 1, purpose: "masks")
    masks = (0..<samples).map { _ in UInt64(stream.uniform(0, 65_536)) }
    let numbers = Buffer<Float>()
    Random.fill(numbers, count: network.inputElements, "image")
    input = numbers.array
    baseline = [Float](repeating: 0, count: network.inputElements)
    outputs.resize(samples * network.classes)
  }

  func repeatOnce() {
    forward.load(input: input, baseline: baseline)
    forward.masks(masks, into: outputs.pointer)
  }
}

enum Random {
  /// Numbers uniform on ±√3, so of variance 1.
  static func fill(_ buffer: Buffer<Float>, count: Int, _ purpose: String) {
    let pointer = buffer.resize(count)
    var stream = RandomStream(seed: 1, purpose: purpose)
    let bound = 3.0.squareRoot()
    for i in 0..<count { pointer[i] = Float(stream.uniform(-bound, bound)) }
  }
}
