import Base
import Neural
import Pipeline

/// Trains a network epoch by epoch; what it is after an epoch depends on the recipe and the data
/// alone, not on where the training was cut.
final class Trainer {
  let network: Network<Float>
  let optimizer: any Neural.Optimizer<Float>
  private(set) var curve = TrainingCurve()
  /// Passes over the data made so far.
  private(set) var epoch = 0

  private let recipe: TrainingRecipe
  /// Every split by name; empty where nothing is trained.
  private let splits: [String: LabelledInputs]
  /// The split trained on.
  private let training: LabelledInputs
  private let step: ShardedStep

  /// A trainer at epoch 0, its weights initialised.
  ///
  /// `sources` are the checkpoints whose layers the recipe loads, in its order; `threads` bounds
  /// what runs at once and changes no bit.
  init(
    _ recipe: TrainingRecipe, data: DataTable, sources: [Safetensors] = [],
    teacher: TeacherModel? = nil, threads: Int = 1
  ) throws {
    self.recipe = recipe
    let network = try Network<Float>(
      recipe.composition.blueprint(
        recipe.architecture, inputShape: data.shape, classes: data.classes))
    try recipe.composition.prepare(network, seed: recipe.seedInit, sources: sources)
    self.network = network
    optimizer = recipe.rule?.optimizer(of: network.parameters) ?? SGD(network.parameters)
    if recipe.epochs > 0 {
      var training = try data.labelledInputs(of: recipe.split)
      try TrainingObjective.check(
        recipe.losses, terms: recipe.interactionLosses.count, hasUnits: recipe.units != nil,
        outputs: network.classes, inputs: network.inputElements,
        data: TargetsOfData(isRegression: data.isRegression, width: data.classes))
      if let teacher {
        training.teacherOutputs = try teacher.outputs(
          for: try data.split(recipe.split), like: network)
      }
      self.training = training
      var splits = [recipe.split: training]
      for name in data.splits.keys where name != recipe.split {
        splits[name] = try data.labelledInputs(of: name)
      }
      let tokens = TokenCheck(network.blueprint)
      for (name, inputs) in splits {
        try tokens.check(inputs.inputs, ids: try data.split(name).ids, split: name)
      }
      self.splits = splits
    } else {
      training = LabelledInputs(inputs: [], labels: [])
      splits = [:]
    }
    let objective = TrainingObjective(
      losses: recipe.losses,
      terms: try recipe.interactionLosses.map { try Self.term($0, data: data) },
      units: recipe.units,
      imitation: recipe.imitation,
      augmentation: recipe.augment.isEmpty
        ? nil : try Augmentation(recipe.augment, of: data, seed: recipe.seedOrder),
      adversarial: try recipe.adversarial.map {
        try AdversarialCopies(recipe, $0, outputs: network.classes, data: data)
      })
    step = try ShardedStep(
      network, objective, seeds: recipe.seeds, shards: recipe.shards, threads: threads)
    curve.unit = recipe.losses.allSatisfy { type(of: $0).unit == "nat" } ? "nat" : nil
  }

  private static func term(_ loss: TrainingRecipe.LossSettings, data: DataTable) throws
    -> TrainingObjective.Term
  {
    let players = try loss.players.players(over: data.shape, features: data.features)
    let term = InteractionLossTerm(loss, playerCount: players.count)
    guard term.innerCount < term.outerCount else {
      throw ConstantLoss(
        between: loss.between, contextSize: term.innerCount, playerCount: players.count)
    }
    return TrainingObjective.Term(
      loss: term,
      players: players.runs,
      baseline: try data.baseline(loss.baseline))
  }

  /// Continues from a state reached earlier by the same recipe.
  func resume(at epoch: Int, points: [TrainingCurve.Point]) {
    self.epoch = epoch
    curve.points = points
  }

  /// Trains up to the recipe's epoch.
  ///
  /// `report` hears the fraction done. Throws `TrainingFailure` when the loss is not finite, and
  /// what `check` throws between batches.
  func run(report: (Double, String) -> Void, check: () throws -> Void) throws {
    let first = epoch
    while epoch < recipe.epochs {
      try trainOneEpoch(check)
      epoch += 1
      for (split, inputs) in splits.sorted(by: { $0.key < $1.key }) {
        let result = Evaluation(of: network, on: inputs, losses: recipe.losses)
        // The step that goes wrong can be the last of an epoch: the next loss would tell too late.
        guard result.loss.isFinite else {
          throw TrainingFailure(
            loss: result.loss, step: optimizer.stepCount, epoch: epoch, batch: nil)
        }
        curve.points.append(
          TrainingCurve.Point(
            epoch: epoch, split: split, loss: result.loss, accuracy: result.accuracy,
            count: result.count))
      }
      report(Double(epoch - first) / Double(recipe.epochs - first), "epoch \(epoch)")
    }
  }

  private func trainOneEpoch(_ check: () throws -> Void) throws {
    var stream = RandomStream(
      seed: recipe.seedOrder, purpose: "batch order", index: UInt64(epoch))
    let order = stream.permutation(training.labels.count)
    let rate = recipe.learningRates[epoch]
    let stepsPerEpoch = (order.count + recipe.batch - 1) / recipe.batch
    for index in 0..<stepsPerEpoch {
      try check()
      let start = index * recipe.batch
      let rows = order[start..<min(start + recipe.batch, order.count)]
      let loss = step.differentiate(
        rows: rows, firstDraw: UInt64(epoch * order.count + start), epoch: epoch, of: training)
      guard loss.isFinite else {
        throw TrainingFailure(
          loss: loss, step: epoch * stepsPerEpoch + index + 1, epoch: epoch + 1, batch: index + 1)
      }
      recipe.clip?.apply(to: network.parameters)
      optimizer.step(learningRate: rate * warmUp(step: optimizer.stepCount))
    }
  }

  /// The share of its rate that a step has, counted from 0.
  private func warmUp(step: Int) -> Double {
    step + 1 < recipe.warmUpSteps ? Double(step + 1) / Double(recipe.warmUpSteps) : 1
  }
}

/// The loss stopped being a number.
struct TrainingFailure: StageError, CustomStringConvertible {
  var loss: Double
  /// Counted from 1 over the whole training.
  var step: Int
  /// Counted from 1.
  var epoch: Int
  /// Counted from 1 in its epoch; nil when the last step of the epoch left such weights.
  var batch: Int?

  /// The same numbers come again.
  var isPermanent: Bool { true }

  var description: String {
    let value = loss.isNaN ? "NaN" : "\(loss)"
    let place = batch.map { "epoch \(epoch), batch \($0)" } ?? "the end of epoch \(epoch)"
    return "the loss is \(value) at step \(step) (\(place)): lower training.learning_rate, or the"
      + " weight of the interaction loss"
  }
}

/// Both contexts of an interaction loss hold the same players, so it would teach nothing.
struct ConstantLoss: Error, CustomStringConvertible {
  var between: (Double, Double)
  /// Players in both contexts.
  var contextSize: Int
  var playerCount: Int

  var description: String {
    "training.interaction_loss: between [\(between.0), \(between.1)] both contexts have"
      + " \(contextSize) of \(playerCount) players, so the loss is constant: take ratios at least"
      + " 1/\(playerCount) apart, or more players"
  }
}
