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
  var momentum = 0.0
  var weightDecay = 0.0
  var nesterov = false
  /// One rate per epoch.
  var learningRates: [Double] = []
  var seedOrder: UInt64 = 0
  var seedContexts: UInt64 = 0
  var interactionLosses: [LossSettings] = []

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
    let optimizer = value["optimizer"]
    guard optimizer?["name"]?.text == "sgd", let momentum = optimizer?["momentum"]?.number,
      let weightDecay = optimizer?["weight_decay"]?.number,
      let nesterov = optimizer?["nesterov"]?.boolean
    else { throw StageParameterError.unreadable("optimizer", optimizer) }
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.nesterov = nesterov
    learningRates = value["learning_rates"]?.list?.compactMap(\.number) ?? []
    guard learningRates.count == epochs else {
      throw StageParameterError.unreadable("learning_rates", value["learning_rates"])
    }
    seedOrder = try Self.seed(value, "seed_order")
    let losses = value["interaction_losses"]?.list ?? []
    interactionLosses = try losses.map(LossSettings.init)
    if !losses.isEmpty { seedContexts = try Self.seed(value, "seed_contexts") }
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
