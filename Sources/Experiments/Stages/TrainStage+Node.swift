import Base
import Pipeline
import Spec

extension TrainStage {
  /// The stage that has trained `model` for `epoch` epochs on the data set with key `data`.
  ///
  /// Its key is the training prefix: what decided the weights so far, and nothing that comes
  /// later or that this training does not use. So the untrained network of all variants is one
  /// stage, and a longer training continues a shorter one where their learning rates agree.
  ///
  /// `composition` names the layers of the model's own, `loads` the checkpoints they come from.
  static func node(
    _ model: ModelNode, epoch: Int, data: ContentHash, composition: NetworkComposition = .init(),
    loads: [ContentHash] = [], label: String
  ) -> StageNode {
    guard let architecture = model.architecture, let training = model.training else {
      preconditionFailure("\(label): a model without training is planned as blocked")
    }
    var parameters: [String: Value] = [
      "architecture": architecture.parameters, "epochs": .integer(epoch),
      "seed_init": .text("\(model.seeds.initialisation)"),
    ]
    parameters.merge(composition.parameters(epoch: epoch)) { _, new in new }
    var inputs = ["data": [data]]
    if !loads.isEmpty { inputs["load"] = loads }
    var weight = 0.2
    if epoch > 0 {
      let schedule = training.learningRate
      parameters["split"] = .text(training.data.split ?? "train")
      parameters["batch"] = .integer(training.batch)
      parameters["optimizer"] = training.optimizer.value
      parameters["learning_rates"] = .list(
        (0..<epoch).map { .number(schedule.rate(epoch: $0)) })
      parameters["seed_order"] = .text("\(model.seeds.order)")
      if !training.interactionLosses.isEmpty {
        parameters["interaction_losses"] = .list(training.interactionLosses.map(\.value))
        parameters["seed_contexts"] = .text("\(model.seeds.contexts)")
      }
      weight += Double(epoch) * (training.interactionLosses.isEmpty ? 1 : 3) / 4
    }
    return StageNode(
      kind: name, version: version, parameters: .map(parameters), inputs: inputs,
      label: label, weight: weight)
  }
}

extension Spec.Optimizer {
  /// What keys are hashed from.
  var value: Value {
    switch self {
    case .sgd(let momentum, let weightDecay, let nesterov):
      .map([
        "name": "sgd", "momentum": .number(momentum), "weight_decay": .number(weightDecay),
        "nesterov": .boolean(nesterov),
      ])
    }
  }
}

extension InteractionLoss {
  /// What keys are hashed from.
  var value: Value {
    .map([
      "kind": .text(kind.rawValue), "between": .list([.number(lower), .number(upper)]),
      "weight": .number(weight), "players": players.value, "baseline": baseline.value,
      "alignment": .text(alignment.rawValue),
    ])
  }
}
