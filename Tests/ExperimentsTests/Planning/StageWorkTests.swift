import Base
import Interactions
import Neural
import Pipeline
import Spec
import TestSupport
import Testing

@testable import Experiments

/// What stages are expected to compute, before anything runs.
@Suite("the work of stages, counted from a spec")
struct StageWorkTests {
  private static let spec = """
    runexp: 1
    name: counted
    dataset: {name: glyphs, train: 60, test: 20}
    architecture: {name: mlp, hidden: [8]}
    players: {patches: {grid: [2, 2]}}
    training: {epochs: 3, batch: 16, learning_rate: 0.05, checkpoints: [0, 1, 3]}
    variants:
      normal: {}
      low: {training.interaction_loss: {kind: suppress, between: [0.3, 0.8], weight: 1, players: patches}}
      robust: {training.adversarial: {method: pgd, epsilon: 0.1, step: 0.05, steps: 3, mix: 0.5}}
    samples: {pool: {from: main.train, per-class: 3}}
    measure:
      strength: {metric: multi-order-interaction, of: main, at: all, samples: pool, players: patches}
      official: {metric: multi-order-interaction, estimate: sampled, fidelity: official, radius: 1, contexts: 3, ratios: [0, 1], of: main, at: last, samples: pool, players: patches}
      shapley: {metric: interaction-index, estimate: permutations, budget: 40, of: main, at: last, samples: pool, players: patches}
      right: {metric: correct, of: main, at: last, samples: pool}
      quality: {metric: accuracy, of: main, at: last, split: [train, test]}
    """

  @Test("forward passes of each stage, by hand")
  func forwardPasses() throws {
    let graph = try StudyRunner.plan(Self.spec).graph
    let wanted = [
      // 60 samples to train on, 80 to evaluate, two epochs; with two copies, or one and three steps.
      "train/normal@3": 2 * (60 + 80), "train/low@3": 2 * (3 * 60 + 80),
      "train/robust@3": 2 * (5 * 60 + 80), "train/normal@1": 60 + 80, "train/normal@0": 0,
      // 2⁴ masks, 4 · 6 pairs · 3 contexts at 2 orders, the budget; and each sample as it is.
      "tables/strength/normal@3#0": 25 * (16 + 1), "tables/strength/normal@3#1": 5 * (16 + 1),
      "measure/official/normal@3#0": 25 * (4 * 6 * 3 * 2 + 1),
      "measure/shapley/normal@3#0": 25 * (40 + 1), "measure/right/normal@3#0": 25,
      "measure/quality/normal@3": 80, "summary/strength/normal@3": 0,
    ]
    for (label, passes) in wanted {
      guard case .found(let node) = graph.find(label) else { throw StageFailure("no \(label)") }
      #expect(node.expected?.forwardPasses == passes, "\(label)")
    }
  }

  @Test("the CIFAR AlexNet of the papers has 227 million multiply-adds, and 2.4e16 for 50 images")
  func alexNet() throws {
    let architecture = try Vocabulary.runexp.architectures.made(
      ["name": "alexnet"], as: (any Architecture).self)
    let blueprint = architecture.blueprint(inputShape: [32, 32, 3], classes: 10)
    let each = Double(try blueprint.multiplyAdds())
    #expect((226e6...228e6).contains(each))
    let players = try Players(grid: 16, by: 16, shape: [32, 32, 3])
    #expect(try MaskedRoute.route(for: blueprint, players: players.runs) == .plain)
    let metric = try Vocabulary.runexp.metrics.made(
      ["name": "multi-order-interaction", "estimate": "sampled", "fidelity": "official"],
      as: (any SampleMetric).self)
    let work = MeasuredWork(
      of: metric, blueprint, layout: .grid(rows: 16, columns: 16),
      masks: try MaskedWork(of: blueprint, players: players.runs))
    // 4 · 200 pairs · 100 contexts · 13 ratios, and the image itself; two operations each.
    #expect(work.evaluating.forwardPasses == 1_040_001)
    #expect((2.3e16...2.4e16).contains(50 * 2 * work.evaluating.evaluation))
  }

  @Test("training costs three passes for a sample, and more where it is masked or attacked")
  func training() throws {
    let graph = try StudyRunner.plan(Self.spec).graph
    let blueprint = MLP.twoLayers(inputs: 784, hidden: 8)
    let each = try Double(blueprint.multiplyAdds())
    func seconds(_ label: String) throws -> Double {
      guard case .found(let node) = graph.find(label), let cost = node.expected else {
        throw StageFailure("no cost of \(label)")
      }
      #expect(node.weight == cost.seconds)
      return cost.seconds
    }
    /// From epoch 1 to 3 with so many passes of each sample, each three products.
    func wanted(_ passes: Double) -> Double {
      let (seen, all) = (120.0, 160.0)
      return StatedSpeed.secondsOfStage + 3 * passes * seen * each / StatedSpeed.training
        + all * each / StatedSpeed.evaluation
        + (passes * seen + all) * StatedSpeed.secondsOfPass
        + passes * seen * StatedSpeed.secondsOfTrainedRow
    }
    // Itself; with two masked copies; with its adversarial copy and three steps towards it.
    for (variant, passes) in [("normal", 1.0), ("low", 3), ("robust", 5)] {
      expectClose(try seconds("train/\(variant)@3"), wanted(passes), relative: 1e-12)
    }
    // Untrained networks are only written.
    #expect(try seconds("train/normal@0") == StatedSpeed.secondsOfStage)
  }

  @Test("fewer samples in a stage make more stages and the same numbers")
  func samplesPerStage() throws {
    let runner = try StudyRunner()
    let graph = try StudyRunner.plan(Self.spec).graph
    let cut = try StudyRunner.plan(
      Self.spec, overrides: ["measure.right.samples-per-stage=7"]
    ).graph
    func chunks(_ graph: StageGraph) -> [StageNode] {
      graph.nodes.filter { $0.label.hasPrefix("measure/right/normal@3#") }
    }
    #expect(chunks(graph).count == 2 && chunks(cut).count == 5)
    #expect(chunks(cut).map(\.expected?.forwardPasses) == [7, 7, 7, 7, 2])
    // Other measurements keep their stages.
    let changed = Set(graph.nodes.map(\.key)).subtracting(cut.nodes.map(\.key))
    #expect(changed.count == 9)
    try runner.run(graph)
    try runner.run(cut)
    let label = "summary/right/normal@3"
    #expect(try runner.rows(label, in: graph) == runner.rows(label, in: cut))
  }
}

extension MLP {
  /// A network of one hidden layer.
  fileprivate static func twoLayers(inputs: Int, hidden: Int) -> NetworkBlueprint {
    NetworkBlueprint(
      inputShape: [inputs],
      layers: [
        NamedLayer("fc1", .dense(outputs: hidden)), NamedLayer("relu", .relu),
        NamedLayer("fc2", .dense(outputs: 10)),
      ])
  }
}
