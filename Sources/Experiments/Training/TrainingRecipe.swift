import Base
import Neural
import Spec

/// A training as its stage's parameters carry it: everything that decides the weights.
struct TrainingRecipe {
  var architecture: any Architecture
  /// Passes over the data this checkpoint has seen.
  var epochs: Int
  var seedInit: UInt64
  var composition = NetworkComposition()
  var split = "train"
  var batch = 1
  /// Parts of each batch that are passed on their own.
  var shards = 1
  /// The step rule; nil where nothing is trained.
  var rule: (any StepRule)?
  /// One rate per epoch.
  var learningRates: [Double] = []
  /// Steps in which the rate rises from nearly nothing to that of its epoch.
  var warmUpSteps = 0
  var clip: GradientClip?
  var seedOrder: UInt64 = 0
  /// What is drawn in each step.
  var seeds = TrainingStep.Seeds()
  var losses: [any TrainingLoss] = [CrossEntropyLoss()]
  var augment: [any SampleChange] = []
  var imitation: TrainingObjective.Imitation?
  var interactionLosses: [LossSettings] = []
  var units: UnitInteractionTerm?
  var adversarial: AdversarialTraining?

  /// An interaction loss before it is known which data it is of.
  struct LossSettings {
    var kind: InteractionLossKind
    var between: (Double, Double)
    var weight: Double
    var players: PlayersChoice.Definition
    var baseline: DataBaseline
    var isNominal: Bool
  }

  /// Reads what `TrainStage.node` wrote.
  init(_ value: Value) throws {
    architecture = try Vocabulary.runexp.architectures.made(
      value["architecture"], as: (any Architecture).self)
    epochs = try Self.integer(value, "epochs")
    seedInit = try Self.seed(value, "seed_init")
    composition = try NetworkComposition(value)
    guard epochs > 0 else { return }
    split = value["split"]?.text ?? split
    batch = try Self.integer(value, "batch")
    rule = try Vocabulary.runexp.optimizers.made(value["optimizer"], as: (any StepRule).self)
    learningRates = value["learning_rates"]?.list?.compactMap(\.number) ?? []
    guard learningRates.count == epochs else {
      throw StageParameterError.unreadable("learning_rates", value["learning_rates"])
    }
    shards = value["shards"]?.integer ?? shards
    warmUpSteps = value["warmup_steps"]?.integer ?? warmUpSteps
    clip = try value["clip"].map { try GradientClip(stageValue: $0) }
    if let list = value["losses"]?.list {
      losses = try list.map {
        try Vocabulary.runexp.losses.made($0, as: (any TrainingLoss).self)
      }
    }
    imitation = try value["teacher"].map { try TrainingObjective.Imitation(stageValue: $0) }
    seedOrder = try Self.seed(value, "seed_order")
    augment = try (value["augment"]?.list ?? []).map {
      try Vocabulary.runexp.transforms.made($0, as: (any SampleChange).self)
    }
    if value["seed_dropout"] != nil { seeds.dropout = try Self.seed(value, "seed_dropout") }
    interactionLosses = try (value["interaction_losses"]?.list ?? []).map(LossSettings.init)
    units = try value["unit_interaction_loss"].map { try UnitInteractionTerm(stageValue: $0) }
    adversarial = try value["adversarial"].map { try AdversarialTraining(stageValue: $0) }
    if !interactionLosses.isEmpty || units != nil {
      seeds.contexts = try Self.seed(value, "seed_contexts")
    }
  }

  private static func integer(_ value: Value, _ name: String) throws -> Int {
    guard let number = value[name]?.integer else {
      throw StageParameterError.unreadable(name, value[name])
    }
    return number
  }

  private static func seed(_ value: Value, _ name: String) throws -> UInt64 {
    guard let seed = value[name]?.text.flatMap(UInt64.init) else {
      throw StageParameterError.unreadable(name, value[name])
    }
    return seed
  }
}

extension TrainingRecipe.LossSettings {
  init(_ value: Value) throws {
    guard let kind = value["kind"]?.text.flatMap(InteractionLoss.Kind.init(rawValue:)),
      let between = value["between"]?.list?.compactMap(\.number), between.count == 2,
      let weight = value["weight"]?.number
    else { throw StageParameterError.unreadable("interaction_losses", value) }
    switch kind {
    case .encourage: self.kind = .encourage
    case .suppress: self.kind = .suppress
    }
    self.between = (between[0], between[1])
    self.weight = weight
    players = try PlayersChoice.Definition(stageValue: value["players"])
    baseline = try DataBaseline(stageValue: value["baseline"])
    isNominal = value["alignment"]?.text == InteractionLoss.Alignment.nominal.rawValue
  }
}

extension GradientClip {
  /// Reads what `GradientBound.value` wrote.
  init(stageValue value: Value) throws {
    if let norm = value["norm"]?.number {
      self = .norm(norm)
    } else if let bound = value["value"]?.number {
      self = .value(bound)
    } else {
      throw StageParameterError.unreadable("clip", value)
    }
  }
}

extension TrainingObjective.Imitation {
  /// Reads what `Teacher.value` wrote.
  init(stageValue value: Value) throws {
    guard let distance = value["distance"]?.text.flatMap(Teacher.Distance.init(rawValue:)),
      let temperature = value["temperature"]?.number, temperature > 0,
      let labelWeight = value["label_weight"]?.number
    else { throw StageParameterError.unreadable("teacher", value) }
    self.init(distance: distance, temperature: temperature, labelWeight: labelWeight)
  }
}
