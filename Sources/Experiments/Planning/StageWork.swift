import Interactions
import Neural
import Pipeline
import Spec

/// What a stage computes, counted from its spec before anything has run: what a plan is costed by
/// where nothing like it has run.
struct StageWork: Sendable, Hashable {
  /// Multiplications with additions of forward and backward passes in training.
  var training = 0.0
  /// The same of evaluations: of whole splits, attacks, masked inputs.
  var evaluation = 0.0
  /// Inputs that networks evaluate, each of which costs something beside its products, and the rows
  /// among them that are trained on.
  var forwardPasses = 0.0
  var trainedRows = 0.0
  /// Numbers passed over beside networks.
  var operations = 0.0
  /// Bytes of outputs.
  var bytes = 0.0

  /// The cost at the stated speed, on so many cores.
  func cost(cores: Int = 1) -> StageCost {
    let computing =
      training / StatedSpeed.training + evaluation / StatedSpeed.evaluation
      + forwardPasses * StatedSpeed.secondsOfPass + trainedRows * StatedSpeed.secondsOfTrainedRow
      + operations / StatedSpeed.operations
    return StageCost(
      seconds: StatedSpeed.secondsOfStage + computing / Double(max(1, cores)),
      bytes: Int(min(bytes, 0x1p62)), forwardPasses: Int(min(forwardPasses, 0x1p62)))
  }

  /// The work of both.
  static func + (left: StageWork, right: StageWork) -> StageWork {
    StageWork(
      training: left.training + right.training, evaluation: left.evaluation + right.evaluation,
      forwardPasses: left.forwardPasses + right.forwardPasses,
      trainedRows: left.trainedRows + right.trainedRows,
      operations: left.operations + right.operations, bytes: left.bytes + right.bytes)
  }

  /// The same so many times.
  static func * (work: StageWork, count: Int) -> StageWork {
    let count = Double(count)
    return StageWork(
      training: work.training * count, evaluation: work.evaluation * count,
      forwardPasses: work.forwardPasses * count, trainedRows: work.trainedRows * count,
      operations: work.operations * count,
      bytes: work.bytes * count)
  }
}

/// How fast one core is taken to be until something has run: one of an AMD EPYC with AVX2.
///
/// Benchmarks/RESULTS.md has 42 to 48 thousand million multiply-adds a second in training – MLPs,
/// convolutions, ResNet-20 – and 31 to 57 in evaluation. With what a row costs beside them, stages of
/// studies took 1.0 to 1.6 times what was predicted on a machine shared by many programs
/// (experiments/representation-bottleneck/estimator.md).
enum StatedSpeed {
  /// Multiplications with additions a second in training.
  static let training = 44e9
  /// The same in evaluation.
  static let evaluation = 50e9
  /// Seconds of one input beside its products: masks, scores.
  static let secondsOfPass = 0.25e-6
  /// Seconds more of one that is trained on: gathering, small layers, losses, the optimizer's share.
  static let secondsOfTrainedRow = 1.25e-6
  /// Numbers passed over in a second.
  static let operations = 1e9
  /// Seconds of any stage: reading its inputs, hashing, publishing.
  static let secondsOfStage = 0.005
}

extension StageWork {
  /// Making or reading a data set of so many numbers.
  init(ofMaking elements: Int) {
    operations = Double(elements) * Self.operationsPerElement
    bytes = Double(elements)
  }

  /// Unpacking an archive, or drawing a shape.
  private static let operationsPerElement = 40.0
}

extension SplitShares {
  /// The samples of each share of all there are.
  func sizes(of all: [String: Int]) -> [String: Int] {
    let count = Double(all.values.reduce(0, +))
    guard count > 0 else { return [:] }
    return Dictionary(shares.map { ($0.name, Int($0.fraction * count)) }) { first, _ in first }
  }
}

// MARK: - Training

extension StageWork {
  /// Training a network from one checkpoint to the next; nil where the sizes of splits are not known.
  init?(
    of training: Training, _ blueprint: NetworkBlueprint, epochs: Range<Int>, sizes: [String: Int]
  ) {
    guard let multiplyAdds = try? blueprint.multiplyAdds(),
      let weights = try? blueprint.weightCount(),
      let samples = sizes[training.data.split ?? "train"]
    else { return nil }
    let seen = Double(samples * epochs.count)
    let all = Double(sizes.values.reduce(0, +) * epochs.count)
    let each = Double(multiplyAdds)
    var copies = Double(1 + 2 * training.interactionLosses.count)
    if let adversarial = training.adversarial {
      copies += Double(adversarial.attack.steps * adversarial.attack.restarts)
      if adversarial.mix < 1 { copies += 1 }
    }
    trainedRows = copies * seen
    // A backward pass makes the gradients of weights and of inputs: two products for one.
    self.training = 3 * trainedRows * each
    evaluation = all * each
    if let units = training.unitInteractionLoss {
      // These pass the layers behind the units alone, which cost little beside what a row costs.
      let later = max(0, epochs.upperBound - max(units.after, epochs.lowerBound))
      trainedRows += Double(4 * units.draws * samples * later)
    }
    forwardPasses = trainedRows + all
    // Weights and what the optimizer keeps of each, as Float.
    bytes = Double(weights) * 4 * (training.optimizer.name == "sgd" ? 2 : 3)
  }
}

// MARK: - Measuring

extension StageWork {
  /// Measuring a network on so many inputs.
  init(of metric: any Metric, _ blueprint: NetworkBlueprint, count: Int) {
    forwardPasses = Double(count) * metric.passesPerSample
    evaluation =
      Double(count) * metric.productsPerSample * Double((try? blueprint.multiplyAdds()) ?? 0)
  }
}

/// What a measurement computes of each sample.
struct MeasuredWork: Sendable, Hashable {
  /// Evaluating the network.
  var evaluating = StageWork()
  /// What is made of it.
  var analysing = StageWork()
  /// Bytes of the table of one sample's values.
  var tableBytes = 0.0

  /// A metric of samples, with the masked inputs of its game if there is one.
  init(
    of metric: any SampleMetric, _ blueprint: NetworkBlueprint, layout: PlayerLayout?,
    masks: MaskedWork?
  ) {
    let each = Double((try? blueprint.multiplyAdds()) ?? 0)
    evaluating.evaluation = each * metric.productsPerSample
    evaluating.forwardPasses = metric.passesPerSample
    guard let layout, let masks else { return }
    let game = metric.work(players: layout)
    evaluating.evaluation +=
      masks.perInput + masks.perMask * game.masks + 3 * each * game.gradients
    evaluating.forwardPasses += game.masks + game.gradients
    analysing.operations = game.operations
    tableBytes = 8 * game.masks
  }
}
