import Base
import Spec
import Testing

/// A data set as the tests' catalogs have it.
struct SampleDataset: Sendable, Equatable, SampleShaped {
  let train: Int
  let test: Int
  let splitNames = ["train", "test"]
  let shape = [28, 28, 1]
  let classes = 10
  var sizes: [String: Int] { ["train": train, "test": test] }

  init(_ read: ParameterReader) {
    train = read.integer("train", default: 8000, in: 1...60_000, "training images")
    test = read.integer("test", default: 2000, in: 1...60_000, "test images")
  }
}

/// A network family as the tests' catalogs have it.
struct SampleNetwork: Sendable, Equatable {
  enum Activation: String, CaseIterable { case relu, tanh }

  let hidden: [Int]
  let activation: Activation

  init(_ read: ParameterReader) {
    hidden = read.integers(
      "hidden", default: [100], each: 1...65_536, "units of each hidden layer")
    activation = read.choice(
      "activation", default: .relu, omitWhenDefault: true, "what follows each hidden layer")
  }
}

/// A step rule as the tests' catalogs have it.
struct SampleOptimizer: Sendable {
  init(_ read: ParameterReader) {
    _ = read.number("momentum", default: 0, in: .halfOpen(0..<1), "what is kept")
    _ = read.number("weight_decay", default: 0, in: .atLeast(0), "L2 decay")
  }
}

/// A loss as the tests' catalogs have it.
struct SampleLoss: Sendable {
  init(_ read: ParameterReader) {
    _ = read.number("weight", default: 1, in: .atLeast(0), omitWhenDefault: true, "its weight")
  }
}

/// A metric of games as the tests' catalogs have it.
struct SampleGameMetric: Sendable, PlayerLimited, QuantityNaming {
  let playerCounts = 2...20

  func quantities(playerCount: Int?) -> [Quantity] {
    ["J", "S"].map {
      Quantity($0, ranges: ["context_order": 0...max(0, (playerCount ?? 20) - 2)])
    } + [Quantity("correct")]
  }
}

/// A metric of splits as the tests' catalogs have it.
struct SampleAccuracy: Sendable, QuantityNaming {
  func quantities(playerCount: Int?) -> [Quantity] { [Quantity("accuracy")] }
}

/// A transform that uses a model, as a plugin not built yet.
func readAdversarial(_ read: ParameterReader) -> any Sendable {
  read.reference("against", to: [.models], "the model attacked")
  return PlannedPlugin()
}

extension Vocabulary {
  /// What the specs of these tests may name.
  static let sample = Vocabulary(
    datasets: [
      CatalogEntry(name: "glyphs", summary: "drawn digits", read: SampleDataset.init),
      CatalogEntry(name: "mnist", summary: "scanned digits", read: SampleDataset.init),
      CatalogEntry(planned: "census", summary: "tabular"),
      CatalogEntry(planned: "drawn-shapes", summary: "shapes"),
    ],
    transforms: [
      CatalogEntry(
        planned: "adversarial", summary: "small attacks", read: readAdversarial(_:)),
      CatalogEntry(planned: "label-noise", summary: "wrong labels"),
    ],
    architectures: [
      CatalogEntry(name: "mlp", summary: "dense layers", read: SampleNetwork.init),
      CatalogEntry(planned: "lenet", summary: "LeNet-5"),
    ],
    optimizers: [
      CatalogEntry(name: "sgd", summary: "gradient descent", read: SampleOptimizer.init),
      CatalogEntry(name: "adam", summary: "adaptive moments") { _ in 0 },
    ],
    losses: [
      CatalogEntry(name: "cross-entropy", summary: "of classes", read: SampleLoss.init),
      CatalogEntry(name: "mean-squared-error", summary: "of numbers", read: SampleLoss.init),
    ],
    metrics: [
      CatalogEntry(
        name: "multi-order-interaction", summary: "J by order", measureInputs: [.game, .samples],
        read: { _ in SampleGameMetric() }),
      CatalogEntry(
        name: "accuracy", summary: "share of correct samples", measureInputs: [.split],
        read: { _ in SampleAccuracy() }),
      CatalogEntry(planned: "and-or", summary: "AND-OR interactions"),
      CatalogEntry(planned: "attack-success", summary: "share of attacks that succeed"),
    ],
    relations: [
      CatalogEntry(planned: "generalizable", summary: "shared with references"),
      CatalogEntry(planned: "correlation", summary: "correlation over cells"),
    ],
    figures: [
      CatalogEntry(
        name: "multi-order-strength", summary: "J by order", quantities: ["J"], read: { _ in 0 }),
      CatalogEntry(name: "strength-over-training", summary: "J by epoch", read: { _ in 0 }),
      CatalogEntry(
        name: "scatter", summary: "two quantities",
        figureKeys: [.x, .y, .series, .at, .per, .pool, .filter, .facet], read: { _ in 0 }),
    ], stageKinds: ["dataset", "measure", "train"])
}

/// Reads the spec `text` as the file `study.yaml`, beside `others`.
func study(
  _ text: String, others: [String: String] = [:], set overrides: [String] = []
) throws -> Study {
  let files = InMemoryFileSystem(others.merging(["study.yaml": text]) { $1 })
  return try SpecReader(files: files, vocabulary: .sample)
    .study(at: "study.yaml", overrides: overrides)
}

/// All faults of the spec `text`, as a person sees them; empty when there are none.
func faults(
  _ text: String, others: [String: String] = [:], set overrides: [String] = []
) -> String {
  do {
    _ = try study(text, others: others, set: overrides)
    return ""
  } catch let list as DiagnosticList {
    return list.text
  } catch {
    return "another error: \(error)"
  }
}

/// The short-form study of the documentation.
let bottleneck = """
  runexp: 1
  name: bottleneck
  title: Representation bottleneck of DNNs
  cite: ["arXiv:2111.06236", "arXiv:2512.18607"]
  dataset: {name: glyphs, train: 8000, test: 2000}
  architecture: {name: mlp, hidden: [100, 100]}
  players: {patches: {grid: [4, 4]}}
  baseline: channel-mean
  training:
    epochs: 20
    batch: 128
    optimizer: {name: sgd, momentum: 0.9, weight_decay: 5.0e-4}
    learning_rate: {schedule: log, from: 0.01, to: 0.001, over: 20}
    checkpoints: [0, 1, 5, 20]
  variants:
    normal: {}
    low-order:  {training.interaction_loss: {kind: suppress,  between: [0.7, 1.0], weight: 1, players: patches}}
    mid-order:  {training.interaction_loss: {kind: encourage, between: [0.3, 0.7], weight: 1, players: patches}}
    high-order: {training.interaction_loss: {kind: suppress,  between: [0.0, 0.5], weight: 1, players: patches}}
  sweep: {seed: [0, 1, 2, 3, 4]}
  samples: {pool: {from: main.train, per-class: 5}}
  measure:
    strength: {metric: multi-order-interaction, of: main, at: all, samples: pool, players: patches, output: log-odds, label: true}
    accuracy: {metric: accuracy, of: main, at: all, split: [train, test]}
  figures:
    strength-by-order: {preset: multi-order-strength, measure: strength, series: variant, at: last}
  claims:
    low-orders-emphasised:
      says: the low-order model puts relatively more strength on order 0 than the high-order model
      cite: "arXiv:2512.18607"
      effect: {of: strength.J, where: {context_order: 0, checkpoint: last}, contrast: [low-order, high-order]}
      unit: seed
      paired: true
      at_least: 0
      threshold_from: convention
      level: 0.95
      min_units: 5
  """
