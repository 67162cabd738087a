import Base
import Neural
import Pipeline
import Spec

extension TrainStage {
  /// The stage that has trained `model` for `epoch` epochs on the data set `data`.
  ///
  /// Its key is the training prefix: what decided the weights so far, and nothing that comes
  /// later or that this training does not use. So the untrained network of all variants is one
  /// stage, and a longer training continues a shorter one where their learning rates agree.
  ///
  /// `composition` names the layers of the model's own, `loads` the checkpoints they come from. What
  /// was added later to what a spec can say is among the parameters only where it differs from what
  /// was done before, so that keys stay.
  static func node(
    _ model: ModelNode, epoch: Int, data: DataOfTraining, composition: NetworkComposition = .init(),
    loads: [ContentHash] = [], teacher: TeacherStages? = nil, label: String
  ) -> StageNode {
    guard let architecture = model.architecture, let training = model.training else {
      preconditionFailure("\(label): a model without training is planned as blocked")
    }
    var parameters: [String: Value] = [
      "architecture": architecture.parameters, "epochs": .integer(epoch),
      "seed_init": .text("\(model.seeds.initialisation)"),
    ]
    parameters.merge(composition.parameters(epoch: epoch)) { _, new in new }
    var inputs = ["data": [data.key]]
    if !loads.isEmpty { inputs["load"] = loads }
    var weight = 0.2
    if epoch > 0 {
      parameters["split"] = .text(training.data.split ?? "train")
      parameters["batch"] = .integer(training.batch)
      parameters["optimizer"] = training.optimizer.parameters
      parameters["learning_rates"] = .list(
        training.learningRates(epochs: epoch).map { .number($0) })
      parameters["seed_order"] = .text("\(model.seeds.order)")
      if case .steps(let steps) = training.warmUp, steps > 1 {
        parameters["warmup_steps"] = .integer(steps)
      }
      if let clip = training.clip { parameters["clip"] = clip.value }
      if training.shards > 1 { parameters["shards"] = .integer(training.shards) }
      let losses = training.losses.map(\.parameters)
      if losses != [["name": .text(CrossEntropyLoss.name)]] { parameters["losses"] = .list(losses) }
      if !training.augment.isEmpty {
        parameters["augment"] = .list(training.augment.map(\.parameters))
      }
      if let teacher, let settings = training.teacher {
        parameters["teacher"] = settings.value
        inputs["teacher"] = [teacher.model]
        if teacher.data != data.key { inputs["teacher_data"] = [teacher.data] }
      }
      if let adversarial = training.adversarial {
        parameters["adversarial"] = adversarial.parameters
      }
      if data.draws(architecture) || training.adversarial?.draws == true {
        parameters["seed_dropout"] = .text("\(model.seeds.dropout)")
      }
      if !training.interactionLosses.isEmpty {
        parameters["interaction_losses"] = .list(training.interactionLosses.map(\.value))
        parameters["seed_contexts"] = .text("\(model.seeds.contexts)")
      }
      // Before it begins, the loss of units has changed nothing.
      var unitPasses = 0.0
      if let units = training.unitInteractionLoss, epoch > units.after {
        parameters["unit_interaction_loss"] = units.value
        parameters["seed_contexts"] = .text("\(model.seeds.contexts)")
        unitPasses = Double(units.draws)
      }
      let attack = training.adversarial?.attack
      let passes = (training.interactionLosses.isEmpty ? 1 : 3) + (attack?.passes ?? 0)
      weight += Double(epoch) * (Double(passes) + unitPasses) / 4
    }
    return StageNode(
      kind: name, version: version, parameters: .map(parameters), inputs: inputs, label: label,
      weight: weight, cores: epoch > 0 ? training.shards : 1)
  }
}

/// The data set of a training: its stage, and what is known of its samples before they are loaded.
struct DataOfTraining {
  var key: ContentHash
  /// Empty where only the data tells.
  var shape: [Int] = []
  /// 0 where only the data tells.
  var classes = 0

  /// Whether training `architecture` on the data draws dropped units.
  ///
  /// Where the shape is not known, that of a small image stands for it: what layers there are does
  /// not depend on it.
  func draws(_ architecture: Plugin) -> Bool {
    guard let family = architecture.made as? any Architecture else { return false }
    return family.blueprint(
      inputShape: shape.isEmpty ? [32, 32, 3] : shape, classes: max(classes, 2)
    ).drawsInTraining
  }
}

/// The stages of a teacher.
struct TeacherStages {
  /// Its checkpoint.
  var model: ContentHash
  /// The data set it was trained on, which says how its inputs are normalised.
  var data: ContentHash
}

extension GradientBound {
  /// What keys are hashed from.
  var value: Value {
    switch self {
    case .norm(let bound): ["norm": .number(bound)]
    case .value(let bound): ["value": .number(bound)]
    }
  }
}

extension Teacher {
  /// What keys are hashed from, beside the teacher's own key.
  var value: Value {
    .map([
      "distance": .text(distance.rawValue), "temperature": .number(temperature),
      "label_weight": .number(labelWeight),
    ])
  }
}

extension UnitInteractionLoss {
  /// What keys are hashed from.
  var value: Value {
    .map([
      "layer": .text(layer), "weight": .number(weight), "groups": .number(groups),
      "draws": .integer(draws),
      "keep": .list([.number(keep.lowerBound), .number(keep.upperBound)]),
      "after": .integer(after),
    ])
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
