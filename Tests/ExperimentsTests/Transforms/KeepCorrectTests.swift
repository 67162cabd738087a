import Base
import Neural
import Pipeline
import Spec
import Store
import Testing

@testable import Experiments

@Suite("samples that models classify correctly")
struct KeepCorrectTests {
  private static let spec = """
    runexp: 1
    name: known
    data:
      main: {name: glyphs, train: 300, test: 80}
      known:
        from: main.test
        transform:
          - keep-correct: {by: {of: main, where: {variant: short}}}
          - keep-correct: {by: {of: main, where: {variant: long}}}
      attacked: {from: known, transform: [{adversarial: {against: main, epsilon: 0.3, steps: 60, step: 0.02, drop: [1, 1.5]}}]}
    architecture: {name: mlp, hidden: [24]}
    training: {epochs: 3, batch: 16, optimizer: {name: sgd, momentum: 0.9}, learning_rate: 0.05, checkpoints: [1, 3]}
    variants: {short: {training.epochs: 1, training.checkpoints: [1]}, long: {}}
    samples:
      pool: {from: known}
      copies: {from: attacked, where: {in-band: true}}
    measure:
      right: {metric: correct, of: main, at: last, samples: pool}
      fooled: {metric: correct, of: main, at: last, samples: copies}
    """

  @Test("both models' correct samples, one stage for all variants; copies in the band")
  func run() throws {
    let runner = try StudyRunner()
    let graph = try StudyRunner.plan(Self.spec).graph
    let report = try runner.run(graph)
    #expect(report.isComplete, "\(report.failures)")
    let known = graph.nodes.filter { $0.label.hasPrefix("dataset/known") }
    #expect(known.count == 1)
    for variant in ["short@1", "long@3"] {
      let rows = try runner.rows("summary/right/\(variant)", in: graph)
      #expect(rows.first?.value == 1)
    }
    let main = try StageFiles.data(of: runner.stage("dataset/glyphs", in: graph))
    let kept = try StageFiles.data(of: runner.stage(known[0].label, in: graph)).split("train")
    let test = try main.split("test")
    // Each sample left out is one that a model errs on.
    let models = try ["train/short@1", "train/long@3"].map {
      try StageFiles.network(of: runner.stage($0, in: graph), data: main)
    }
    let said = models.map {
      PredictedClass.of($0.logits(of: main.normalisation.apply(to: test.inputs)), classes: 10)
    }
    let wanted = test.ids.indices.filter { row in
      said.allSatisfy { $0[row] == test.trueLabels[row] }
    }.map { test.ids[$0] }
    #expect(kept.ids == wanted)
    #expect(!wanted.isEmpty && wanted.count < test.count)

    for (variant, model) in zip(["short", "long"], models) {
      let data = try StageFiles.data(of: runner.stage("dataset/attacked/\(variant)", in: graph))
      let copies = try data.split("train")
      #expect(copies.ids == kept.ids)
      let marks = try #require(copies.isInBand)
      let logits = [kept, copies].map {
        model.logits(of: main.normalisation.apply(to: $0.inputs))
      }
      let falls = kept.labels.enumerated().map { row, label in
        Double(logits[0][row * 10 + Int(label)]) - Double(logits[1][row * 10 + Int(label)])
      }
      #expect(marks == falls.map { $0 > 1 && $0 <= 1.5 })
      let rows = try runner.rows("dataset/attacked/\(variant)", in: graph)
      #expect(rows.map(\.name) == AttackOutcome.quantities + AttackOutcome.quantitiesOfBand)
      let share = Double(marks.count { $0 }) / Double(marks.count)
      #expect(rows.first { $0.name == "in-band" }?.value == share)
      #expect(share > 0.5)
      // The pool holds those in the band alone.
      let epoch = variant == "short" ? 1 : 3
      let pool = try runner.rows("summary/fooled/\(variant)@\(epoch)", in: graph)
      #expect(pool.first?.count == marks.count { $0 })
    }
  }

  @Test("faults: a model of other data, and one that knows nothing")
  func faults() {
    #expect(
      TransformError.otherModel(
        transform: "keep-correct", shapes: [[28, 28, 1], [12]], classes: [10, 2]
      ).description == """
        transform keep-correct: samples of shape [28, 28, 1] and 10 classes are not what the model \
        was trained on, [12] and 2
          name a model trained on data of that shape and those classes
        """)
    #expect(
      TransformError.noneCorrect(of: 7).description == """
        transform keep-correct leaves none of 7 samples
          train the model longer, or name another checkpoint
        """)
    let error = #expect(throws: DiagnosticList.self) {
      try StudyRunner.plan(
        Self.spec.replacing("{by: {of: main, where: {variant: long}}}", with: "{}"))
    }
    #expect(
      error?.diagnostics.first?.message
        == "missing required key `by` in data.known.transform")
  }
}
