import Base
import Neural
import Pipeline
import Spec
import Store
import TestSupport
import Testing

@testable import Experiments

@Suite("accuracy under attack")
struct RobustnessTests {
  /// Rounding of Float inputs of order one.
  static let rounding = 1e-6

  private let data = DataTable.stripes(train: 150, test: 40)

  private func model(epochs: Int = 3) throws -> MeasuredModel {
    let trainer = try Trainer(
      Recipes.training(architecture: ["name": "mlp", "hidden": [8]], epochs: epochs, rate: 0.02),
      data: data)
    try trainer.run(report: { _, _ in }, check: {})
    return MeasuredModel(network: trainer.network, training: data)
  }

  private func metric(_ attack: Value) throws -> Robustness {
    try Vocabulary.runexp.metrics.made(
      ["name": "robustness", "attack": attack], as: Robustness.self)
  }

  /// The rows by name.
  private func measured(_ attack: Value, _ model: MeasuredModel) throws -> [String: Double] {
    let rows = try metric(attack).measure(model, split: "test")
    #expect(rows.allSatisfy { $0.split == "test" })
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0.value) })
  }

  @Test("of no radius it is accuracy; it falls as the radius grows")
  func radius() throws {
    let model = try model()
    let accuracy = try #require(model.evaluate(split: "test").accuracy)
    let robust = try [0, 0.02, 0.05, 0.1, 0.4].map { epsilon in
      try measured(["epsilon": .number(epsilon), "steps": 10], model)["robustness"] ?? .nan
    }
    #expect(robust[0] == accuracy)
    #expect(zip(robust, robust.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(accuracy > 0.9 && robust[4] < 0.4)
  }

  @Test("ε is told in shares of the pixel range, channel by channel", arguments: ["linf", "l2"])
  func unit(norm: String) throws {
    let model = try model()
    let found = try measured(
      ["method": "fgsm", "norm": .text(norm), "epsilon": 0.01], model)
    // No pixel of these images is so near black or white that the range binds.
    expectClose(found[norm] ?? .nan, 0.01, absolute: Self.rounding)
    let copies = try SampleAttack(
      AttackSettings.linf(0.01), on: model.network, of: data, seed: 0
    ).copies(
      of: try data.inputs(of: "test"), labels: data.split("test").labels,
      ids: data.split("test").ids)
    let deviation = data.normalisation.deviation[0]
    for (copy, input) in zip(copies.copies, try data.inputs(of: "test")) {
      expectClose(
        abs(Double(copy - input)) * deviation, 0.01, absolute: Self.rounding)
    }
  }

  @Test("copies are pixels that there can be")
  func range() throws {
    let model = try model()
    let split = try data.split("test")
    let copies = try SampleAttack(.linf(0.5), on: model.network, of: data, seed: 0)
      .copies(of: try data.inputs(of: "test"), labels: split.labels, ids: split.ids).copies
    let (black, white) = (
      data.normalisation.value(raw: 0, channel: 0), data.normalisation.value(raw: 255, channel: 0)
    )
    #expect(copies.allSatisfy { Double($0) >= black - Self.rounding })
    #expect(copies.allSatisfy { Double($0) <= white + Self.rounding })
    #expect(copies.contains { abs(Double($0) - black) < Self.rounding })
  }

  @Test("a sample's rows do not depend on the pool; their means are the pool's")
  func pool() throws {
    let model = try model(epochs: 1)
    let metric = try metric(["epsilon": 0.06, "steps": 5, "restarts": 2])
    let split = try data.split("test")
    let inputs = try data.inputs(of: "test")
    let rows = try split.ids.indices.flatMap { row in
      try metric.measure(
        model,
        sample: PoolSample(
          id: split.ids[row], label: Int(split.labels[row]),
          input: Array(inputs[row * data.elements..<(row + 1) * data.elements])), game: nil)
    }
    #expect(Set(rows.compactMap(\.sample)) == Set(split.ids))
    let pool = try metric.summarise(rows)
    let whole = try metric.measure(model, split: "test")
    #expect(pool.map(\.name) == whole.map(\.name))
    #expect(pool.map(\.count) == whole.map(\.count))
    // A step's sign may differ where a gradient is next to nothing, since products round otherwise.
    for (one, other) in zip(pool, whole) { expectClose(one.value, other.value, absolute: 0.051) }
    #expect(throws: MetricError.noRows(metric: "robustness")) { try metric.summarise([]) }
  }

  @Test("targets: the class after, any other, or one; samples of it are left as they are")
  func targets() throws {
    let model = try model()
    let split = try data.split("test")
    let inputs = try data.inputs(of: "test")
    func attacked(_ target: AttackSettings.Target) throws -> AttackedInputs {
      try SampleAttack(.linf(0.1, target: target), on: model.network, of: data, seed: 3)
        .copies(of: inputs, labels: split.labels, ids: split.ids)
    }
    let next = try attacked(.next)
    #expect(next.aims == split.labels.map { ($0 + 1) % 3 })
    let random = try attacked(.random)
    #expect(zip(random.aims, split.labels).allSatisfy { $0 != $1 && $0 >= 0 && $0 < 3 })
    #expect(random.aims != next.aims && random.aims != split.labels.map { ($0 + 2) % 3 })
    let named = try attacked(.named(2))
    #expect(named.isMeant == split.labels.map { $0 != 2 })
    for row in split.labels.indices {
      let elements = row * data.elements..<(row + 1) * data.elements
      #expect((named.copies[elements] == inputs[elements]) == (split.labels[row] == 2))
    }
    #expect(throws: AttackError.unknownTarget(3, classes: 3)) { try attacked(.named(3)) }
    #expect(
      "\(AttackError.unknownTarget(3, classes: 3))"
        == "the attack's target is class 3: classes are 0…2")
    // Away from the label is easier than to a certain class.
    let away = try measured(["epsilon": 0.1], model)["success"] ?? .nan
    let aimed = try measured(["epsilon": 0.1, "target": "next"], model)["success"] ?? .nan
    #expect(away >= aimed && aimed > 0)
  }

  @Test("a study measures it on splits and on pools")
  func study() throws {
    let runner = try StudyRunner()
    let graph = try StudyRunner.plan(
      StudyRunner.tiny().replacing(
        "  quality:",
        with: """
            robust: {metric: robustness, of: main, at: last, split: test, attack: {epsilon: 0.1, steps: 5}}
            each: {metric: robustness, of: main, at: last, samples: pool, attack: {method: fgsm, epsilon: 0.1}}
            quality:
          """)
    ).graph
    let report = try runner.run(graph)
    #expect(report.isComplete, "\(report.failures)")
    let rows = try runner.rows("measure/robust@2", in: graph)
    #expect(rows.map(\.name) == ["robustness", "success", "linf", "l2"])
    let accuracy = try runner.rows("measure/quality@2", in: graph).first { $0.split == "test" }
    #expect(rows[0].value <= accuracy?.value ?? .nan)
    #expect(try runner.rows("summary/each@2", in: graph).first?.count == 30)
  }
}

extension AttackSettings {
  /// FGSM, or PGD at a class.
  fileprivate static func linf(_ epsilon: Double, target: Target? = nil) -> AttackSettings {
    AttackSettings(
      method: target == nil ? .fgsm : .pgd, norm: .linf, epsilon: epsilon, step: epsilon / 4,
      steps: target == nil ? 1 : 8, restarts: 1, start: .sample, target: target)
  }
}
