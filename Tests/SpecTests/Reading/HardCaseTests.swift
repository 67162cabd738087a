import Base
import Spec
import Testing

/// The hard cases of the spec language: they parse, resolve and say by name what is not built yet.
@Suite struct HardCaseTests {
  @Test func targetAgainstReplicatedReferenceNetworks() throws {
    let cell = try study(
      """
      runexp: 1
      name: generalisation
      players: features
      data: {main: {name: census, split: {train: 0.4, reference: 0.4, probe: 0.2}}}
      models:
        target:    {architecture: {name: mlp, depth: 5, width: 100}, train: {data: main.train, epochs: 200, checkpoints: {log: [1, 200, 12]}}}
        reference: {like: target, train: {data: main.reference}, replicas: {seeds.init: [100, 101, 102]}}
      samples: {held: {from: main.probe, count: 50}}
      measure:
        t: {metric: and-or, of: target, at: all, samples: held}
        r: {metric: and-or, of: reference, at: last, samples: held}
      relate:
        split:  {kind: generalizable, target: t, references: r, in-at-least: 1, join: [sample]}
        chance: {kind: generalizable, target: t, references: {of: r, permute: sample}, in-at-least: 1}
      """.replacing("{name: mlp, depth: 5, width: 100}", with: "{name: lenet, width: 100}")
    ).cells[0]
    #expect(cell.data[0].split.map(\.split) == ["train", "reference", "probe"])
    #expect(
      cell.data[0].unbuilt == [
        "dataset census is known but not built yet"
      ])
    #expect(
      cell.models[0].training?.checkpoints.epochs == [1, 2, 3, 4, 7, 11, 18, 29, 47, 76, 124, 200])
    let reference = cell.models[1]
    #expect(reference.training?.data.text == "main.reference")
    #expect(reference.training?.epochs == 200)
    #expect(reference.parameters["replicas"] == ["seeds.init": [100, 101, 102]])
    #expect(
      reference.unbuilt == [
        "architecture lenet is known but not built yet",
        "model key `replicas` is known but not built yet",
      ])
    #expect(cell.measures[0].metric.name == "and-or")
    #expect(cell.measures[0].samples?.text == "held")
    #expect(cell.measures[0].unbuilt == ["metric and-or is known but not built yet"])
    #expect(cell.relations[0].inputs.map(\.role) == ["target", "references"])
    #expect(cell.relations[0].join == ["sample"])
    #expect(cell.relations[0].parameters["in-at-least"] == 1)
    #expect(cell.relations[1].inputs[1].references[0].permute == "sample")
  }

  @Test func distillation() throws {
    let cell = try study(
      """
      runexp: 1
      name: distillation
      data: {shapes: {name: drawn-shapes}}
      models:
        teacher: {architecture: {name: lenet, width: 64}, train: {data: shapes.train, epochs: 60}}
        scratch: {architecture: {name: lenet, width: 16}, train: {data: shapes.train, epochs: 60, checkpoints: {every: 2}}}
        student: {like: scratch, train: {teacher: {model: teacher@last, match: logits, temperature: 4, label-weight: 0}}}
      """
    ).cells[0]
    let student = cell.models[2]
    #expect(student.architecture?.parameters == ["name": "lenet", "width": 16])
    #expect(student.training?.checkpoints.epochs == Array(stride(from: 0, through: 60, by: 2)))
    let teacher = try #require(student.inputs.first { $0.role == "teacher" }).references[0]
    #expect(teacher.target == NodeName(.models, "teacher"))
    #expect(teacher.checkpoint == .last)
    #expect(
      student.parameters["train"]?["teacher"]
        == ["match": "logits", "temperature": 4.0, "label-weight": 0.0])
    #expect(student.unbuilt == ["architecture lenet is known but not built yet"])
    let read = try #require(student.training?.teacher)
    #expect(read.model == teacher)
    #expect(read.distance == .divergence && read.temperature == 4 && read.labelWeight == 0)
    #expect(cell.models[1].parameters != student.parameters)
  }

  @Test func perturbationsTransferredBetweenNetworks() throws {
    let study = try study(
      """
      runexp: 1
      name: transfer
      players: {patches: {grid: [4, 4]}}
      data:
        main: glyphs
        attacked: {from: main.test, transform: [{adversarial: {against: source@last, method: pgd, epsilon: 0.1, steps: 20}}]}
      models:
        source: {architecture: mlp, train: {data: main.train, epochs: 5}}
        victim: {architecture: {name: mlp, hidden: [50]}, train: {data: main.train, epochs: 5}}
      samples: {attacks: {from: attacked, count: 50}}
      measure:
        utility: {metric: multi-order-interaction, of: source, samples: attacks}
        success: {metric: attack-success, of: [source, victim], samples: attacks}
      variants: {plain: {}, wide: {models.source.architecture.hidden: [200]}}
      sweep: {seed: [0, 1, 2]}
      relate:
        law: {kind: correlation, left: {of: utility, reduce: sample}, right: {of: success, model: victim, reduce: sample}, across: [variant, seed], cluster: seed}
      """)
    let cell = study.cells[0]
    let attacked = cell.data[1]
    guard case .derived(let from, let transforms) = attacked.source else {
      Issue.record("attacked is not derived")
      return
    }
    #expect(from.text == "main.test")
    #expect(
      transforms.map(\.parameters) == [
        ["name": "adversarial", "method": "pgd", "epsilon": 0.1, "steps": 20]
      ])
    #expect(attacked.inputs.map(\.role) == ["data", "against"])
    #expect(attacked.inputs[1].references[0].text == "source@last")
    #expect(cell.measures[1].models.map(\.text) == ["source", "victim"])
    let law = cell.relations[0]
    #expect(law.across == ["variant", "seed"])
    #expect(law.cluster == "seed")
    #expect(law.inputs[1].references[0].model == "victim")
    #expect((study.cells[3].models[0].architecture?.made as? SampleNetwork)?.hidden == [200])
  }

  @Test func transplantedLayers() throws {
    let cell = try study(
      """
      runexp: 1
      name: transplant
      data: {main: glyphs}
      models:
        a:         {architecture: {name: mlp, hidden: [100, 100, 100, 100]}, seeds: {init: 0}, train: {data: main.train, epochs: 40}}
        same-low:  {like: a, seeds: {init: 1}, load: [{from: a@last, layers: "0..1"}], freeze: "0..1"}
        same-high: {like: a, seeds: {init: 1}, load: [{from: a@0, layers: "2..4"}]}
      seed: 7
      """
    ).cells[0]
    #expect(cell.models.map(\.seeds.initialisation) == [0, 1, 1])
    #expect(cell.models.map(\.seeds.order) == [7, 7, 7])
    let low = cell.models[1]
    #expect(low.inputs.map(\.role) == ["data", "load"])
    #expect(low.inputs[1].references[0].text == "a@last")
    #expect(low.parameters["freeze"] == ["0..1"])
    #expect(low.unbuilt == [])
    #expect(low.composition.loads.map(\.layers?.text) == ["0..1"])
    #expect(low.composition.frozen?.parts == [.numbers(0...1)])
    #expect(cell.models[2].inputs[1].references[0].checkpoint == .epoch(0))
    // `a@0` keeps that checkpoint of `a`; models like it keep what they list.
    #expect(cell.models.map { $0.training?.checkpoints.epochs } == [[0, 40], [40], [40]])
  }

  @Test func twoPhaseDynamicsOnNoisyLabels() throws {
    let cell = try study(
      """
      runexp: 1
      name: phases
      players: {patches: {grid: [3, 3]}}
      data:
        clean: glyphs
        noisy: {from: clean, transform: [{label-noise: {fraction: 0.1}}]}
      models:
        main: {architecture: mlp, train: {data: noisy.train, epochs: 256, checkpoints: {log: [1, 256, 12]}}}
      samples:
        seen:       {from: noisy.train, per-class: 2}
        unseen:     {from: noisy.test, per-class: 2}
        mislabelled: {from: noisy.train, count: 20, where: {is-mislabelled: true}}
      measure:
        seen-and-or: {metric: and-or, of: main, at: all, samples: seen}
        wrong-and-or: {metric: and-or, of: main@best:test-accuracy, samples: mislabelled}
      relate:
        order-similarity: {kind: correlation, left: seen-and-or, right: wrong-and-or, join: [interaction_order]}
      """
    ).cells[0]
    #expect(cell.samples[2].filters == ["is-mislabelled": [true]])
    #expect(cell.samples[2].unbuilt.isEmpty)
    #expect(cell.measures[1].models[0].checkpoint == .best(metric: "test-accuracy"))
    #expect(
      cell.measures[1].unbuilt == [
        "metric and-or is known but not built yet",
        "checkpoint selector `best` is known but not built yet",
      ])
    #expect(cell.data[1].unbuilt == ["transform label-noise is known but not built yet"])
  }
}
