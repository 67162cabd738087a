import Base
import Neural
import Spec

/// A sample of a pool as a metric sees it.
struct PoolSample: Sendable, Hashable {
  /// The stable id.
  var id: Int64
  /// The true class.
  var label: Int
  /// The class the data set says; the true one unless its labels are noisy.
  var givenLabel: Int
  /// The normalised input.
  var input: [Float]

  /// Makes a sample; its given label is the true one where none is said.
  init(id: Int64, label: Int, givenLabel: Int? = nil, input: [Float]) {
    self.id = id
    self.label = label
    self.givenLabel = givenLabel ?? label
    self.input = input
  }
}

/// A checkpoint being measured, with the data it was trained on.
final class MeasuredModel {
  let network: Network<Float>
  let training: DataTable
  private var evaluations: [String: Evaluation] = [:]
  private var logitScales: [String: Double] = [:]
  /// The games of units last asked for.
  private var units: (layer: String, games: UnitGames)?
  /// The masking set-up of the last game; samples of one pool share it.
  private var prepared: PreparedGame?

  private struct PreparedGame {
    var settings: GameSettings
    var players: PlayerRuns
    /// Nil where each sample has its own.
    var baseline: [Float]?
    /// Made when they are first asked for, in the arithmetic of the settings.
    var evaluator: (any MaskEvaluator)?
    var differentiator: (any MaskDifferentiator)?
  }

  init(network: Network<Float>, training: DataTable) {
    self.network = network
    self.training = training
  }

  /// Cross-entropy and accuracy on a whole split of the training data's set, evaluated once.
  func evaluate(split: String) throws -> Evaluation {
    if let known = evaluations[split] { return known }
    guard training.isClassified(by: network) else {
      throw MetricError.noClassifier(outputs: network.classes, classes: training.classes)
    }
    let made = Evaluation(of: network, on: try training.labelledInputs(of: split))
    evaluations[split] = made
    return made
  }

  /// The mean over a split of |z_y − mean of the other logits|, evaluated once.
  func logitScale(split: String) throws -> Double {
    if let known = logitScales[split] { return known }
    let classes = network.classes
    guard training.isClassified(by: network), classes > 1 else {
      throw MetricError.noClassifier(outputs: classes, classes: training.classes)
    }
    let inputs = try training.labelledInputs(of: split)
    let logits = network.logits(of: inputs.inputs)
    let distances = inputs.labels.enumerated().map { row, label in
      let own = logits[row * classes..<(row + 1) * classes].map(Double.init)
      let others = own.reduce(0, +) - own[Int(label)]
      return abs(own[Int(label)] - others / Double(classes - 1))
    }
    let made = ExactSum.of(distances) / Double(distances.count)
    logitScales[split] = made
    return made
  }

  /// The games that the units of `layer` play.
  func unitGames(behind layer: String) throws -> UnitGames {
    if let units, units.layer == layer { return units.games }
    let made = try UnitGames(of: network, behind: layer)
    units = (layer, made)
    return made
  }

  /// The class the network says; evaluated alone, in the first row of a block.
  func predictedClass(_ sample: PoolSample) -> Int {
    Int(PredictedClass.of(network.logits(of: sample.input), classes: network.classes)[0])
  }

  /// Whether the network says the true class.
  func isCorrect(_ sample: PoolSample) throws -> Bool { predictedClass(sample) == sample.label }

  /// The class whose output is v for `sample`.
  func playedClass(_ sample: PoolSample, settings: GameSettings) -> Int {
    switch settings.label {
    case .trueLabel: sample.label
    case .given: sample.givenLabel
    case .predicted: predictedClass(sample)
    case .fixed: settings.fixedClass ?? -1
    }
  }

  /// The game the network plays on `sample`.
  func game(of sample: PoolSample, settings: GameSettings) throws -> MaskedNetworkGame {
    let stage = try stage(of: sample, settings: settings)
    let evaluator = try prepared?.evaluator ?? makeEvaluator(stage.players, settings)
    prepared?.evaluator = evaluator
    evaluator.load(input: sample.input, baseline: stage.baseline)
    return MaskedNetworkGame(
      evaluator: evaluator, playerCount: stage.players.playerCount, label: stage.label,
      output: settings.output, keep: settings.keep, name: "sample \(sample.id)")
  }

  /// The gradients of that game with respect to the network's parameters.
  func gradients(of sample: PoolSample, settings: GameSettings) throws -> MaskedNetworkGradients {
    let stage = try stage(of: sample, settings: settings)
    let differentiator =
      try prepared?.differentiator ?? makeDifferentiator(stage.players, settings)
    prepared?.differentiator = differentiator
    differentiator.load(input: sample.input, baseline: stage.baseline)
    return MaskedNetworkGradients(
      differentiator: differentiator, playerCount: stage.players.playerCount, label: stage.label,
      output: settings.output, name: "sample \(sample.id)")
  }

  /// Who plays on `sample`, what stands for the absent, and the class that v is about.
  private func stage(of sample: PoolSample, settings: GameSettings) throws
    -> (players: PlayerRuns, baseline: [Float], label: Int)
  {
    let prepared = try prepare(settings)
    let label = playedClass(sample, settings: settings)
    guard (0..<network.classes).contains(label) else {
      throw MetricError.noClass(label, of: network.classes)
    }
    let baseline =
      try prepared.baseline ?? training.baseline(settings.baseline, of: sample.input)
    return (prepared.players, baseline, label)
  }

  private func prepare(_ settings: GameSettings) throws -> PreparedGame {
    if let prepared, prepared.settings == settings { return prepared }
    let players = try settings.players.players(over: training.shape, features: training.features)
    let baseline = settings.baseline
    let made = PreparedGame(
      settings: settings, players: players.runs,
      baseline: baseline.dependsOnSample ? nil : try training.baseline(baseline))
    prepared = made
    return made
  }

  private func makeEvaluator(_ players: PlayerRuns, _ settings: GameSettings) throws
    -> any MaskEvaluator
  {
    settings.isDouble
      ? LoadedMasks(
        forward: MaskedForward(try wideNetwork(), players: players), classes: network.classes)
      : LoadedMasks(forward: MaskedForward(network, players: players), classes: network.classes)
  }

  private func makeDifferentiator(_ players: PlayerRuns, _ settings: GameSettings) throws
    -> any MaskDifferentiator
  {
    settings.isDouble
      ? LoadedGradients(gradients: MaskedGradients(try wideNetwork(), players: players))
      : LoadedGradients(gradients: MaskedGradients(network, players: players))
  }

  private func wideNetwork() throws -> Network<Double> {
    let wide = try Network<Double>(network.blueprint)
    wide.copyParameters(from: network)
    return wide
  }
}
