import Base
import Pipeline
import Spec
import Testing

@testable import Experiments

/// Studies with more than one data set or model: they plan as stages with the right inputs, and
/// say by name what is not built yet.
@Suite("hard cases as stages")
struct HardCaseTests {
  private func node(_ label: String, _ plan: StudyPlan) throws -> StageNode {
    guard case .found(let node) = plan.graph.find(label) else {
      throw StageFailure("no stage \(label); there are \(plan.graph.nodes.map(\.label))")
    }
    return node
  }

  private func nodes(_ prefix: String, _ plan: StudyPlan) -> [StageNode] {
    plan.graph.nodes.filter { $0.label.hasPrefix(prefix) }
  }

  private func counts(_ node: StageNode) -> [String: Int] { node.inputs.mapValues(\.count) }

  /// The labels of what cannot run, by itself or for want of an input.
  private func blocked(_ plan: StudyPlan) throws -> Set<String> {
    let entries = Plan.make(plan.graph, in: ResultsFolder("/nowhere")).entries
    return Set(entries.filter { $0.state == .blocked }.map(\.node.label))
  }

  @Test("a target against replicas trained on other data, with a chance level")
  func referenceNetworks() throws {
    let plan = try StudyRunner.plan(
      """
      runexp: 1
      name: shared-interactions
      players: features
      data: {main: {name: census, split: {train: 0.4, reference: 0.4, probe: 0.2}}}
      models:
        target: {architecture: {name: mlp, depth: 5, width: 100}, train: {data: main.train, epochs: 200, checkpoints: {log: [1, 200, 12]}}}
        reference: {like: target, train: {data: main.reference}, replicas: {seeds.init: [100, 101, 102]}}
      samples: {held: {from: main.probe, count: 50}}
      measure:
        t: {metric: and-or, of: target, at: all, samples: held}
        r: {metric: and-or, of: reference, at: last, samples: held}
      relate:
        split: {kind: generalizable, target: t, references: r, in-at-least: 1, join: [sample]}
        chance: {kind: generalizable, target: t, references: {of: r, permute: sample}, in-at-least: 1}
      """)
    #expect(
      plan.unbuilt == [
        "model key `replicas` is known but not built yet",
      ])
    #expect(nodes("train/target", plan).count == 12)
    #expect(nodes("train/reference", plan).count == 12)
    let target = try node("train/target@200", plan)
    #expect(
      target.parameters["architecture"] == ["name": "mlp", "depth": 5, "width": 100])
    #expect(target.parameters["split"] == "train")
    let targets = nodes("summary/t/target@", plan)
    #expect(targets.count == 12)
    // 50 samples in two chunks, each with its tables.
    #expect(nodes("measure/t/target@200#", plan).count == 2)
    #expect(nodes("tables/t/target@200#", plan).count == 2)
    let reference = try node("measure/r", plan)
    #expect(counts(reference) == ["model": 1, "samples": 1])
    #expect(reference.inputs["model"] == [try node("train/reference@200", plan).key])
    let (split, chance) = (try node("relate/split", plan), try node("relate/chance", plan))
    #expect(counts(split) == ["target": 12, "references": 1])
    #expect(split.inputs["target"] == targets.map(\.key))
    #expect(split.inputs == chance.inputs)
    #expect(split.key != chance.key)
    let data = try node("dataset/census", plan)
    #expect(data.parameters["split"] == [["train", 0.4], ["reference", 0.4], ["probe", 0.2]])
    let running = nodes("train/target", plan).map(\.label) + [data.label]
    #expect(try blocked(plan).count == plan.graph.count - running.count)
    #expect(try blocked(plan).isDisjoint(with: running))
  }

  @Test("distillation: a teacher that no variant touches is trained once")
  func distillation() throws {
    let plan = try StudyRunner.plan(
      """
      runexp: 1
      name: distillation
      data: {shapes: {name: shapes}}
      models:
        teacher: {architecture: {name: lenet, width: 64}, train: {data: shapes.train, epochs: 60}}
        scratch: {architecture: {name: lenet, width: 16}, train: {data: shapes.train, epochs: 60, checkpoints: {every: 2}}}
        student: {like: scratch, train: {teacher: {model: teacher@last, match: logits, temperature: 4, label-weight: 0}}}
      variants:
        soft: {}
        hard: {models.student.train.teacher.temperature: 1}
      """)
    let teachers = nodes("train/teacher", plan)
    let last = try node("train/teacher/soft@60", plan)
    #expect(Set(teachers.map(\.key)).count == teachers.count)
    #expect(plan.graph.labels(of: last.key) == ["train/teacher/soft@60", "train/teacher/hard@60"])
    #expect(nodes("train/scratch", plan).count == 31)
    for variant in ["soft", "hard"] {
      let students = nodes("train/student/\(variant)@", plan)
      // The untrained network is the one of `scratch`.
      #expect(students.count == 30)
      for student in students {
        #expect(counts(student) == ["data": 1, "teacher": 1])
        #expect(student.inputs["teacher"] == [last.key])
      }
    }
    #expect(
      plan.unbuilt == ["dataset shapes is known but not built yet"])
    #expect(try blocked(plan).count == plan.graph.count)
  }

  @Test("perturbations of one net on another; a relation over all cells is one stage")
  func transfer() throws {
    let plan = try StudyRunner.plan(
      """
      runexp: 1
      name: transfer
      players: {patches: {grid: [4, 4]}}
      data:
        main: {name: glyphs, train: 100, test: 50}
        attacked: {from: main.test, transform: [{adversarial: {against: source@last, method: pgd, epsilon: 0.1, steps: 20}}]}
      models:
        source: {architecture: {name: mlp, hidden: [30]}, train: {data: main.train, epochs: 5}}
        victim: {architecture: {name: mlp, hidden: [50]}, train: {data: main.train, epochs: 5}}
      samples: {attacks: {from: attacked, count: 50}}
      measure:
        utility: {metric: multi-order-interaction, of: source, at: last, samples: attacks, players: patches}
        success: {metric: attack-utility, of: victim, at: last, samples: attacks}
      variants: {plain: {}, wide: {models.source.architecture.hidden: [60]}}
      sweep: {seed: [0, 1, 2]}
      relate:
        law: {kind: correlation, left: {of: utility, reduce: sample}, right: {of: success, model: victim, reduce: sample}, across: [variant, seed], cluster: seed}
      """)
    // Every source makes its own attacked data.
    #expect(nodes("dataset/attacked", plan).count == 6)
    for data in nodes("dataset/attacked", plan) {
      #expect(counts(data) == ["data": 1, "against": 1, "against-data": 1])
    }
    // No variant touches the victim: one training per seed.
    let victims = Set(nodes("train/victim", plan).filter { $0.label.hasSuffix("@5") }.map(\.key))
    #expect(victims.count == 3)
    let laws = nodes("relate/law", plan)
    #expect(laws.count == 1)
    #expect(laws.map(counts) == [["left": 6, "right": 6]])
    #expect(Set(laws[0].inputs["left"] ?? []).count == 6)
    #expect(plan.graph.labels(of: laws[0].key).count == 6)
    let first = try node("summary/utility/source/plain/seed=0@5", plan)
    #expect(laws[0].inputs["left"]?.first == first.key)
    #expect(
      plan.unbuilt == [
        "metric attack-utility is known but not built yet",
      ])
    let stuck = try blocked(plan)
    #expect(!stuck.contains(first.label))
    #expect(stuck.isDisjoint(with: nodes("train/", plan).map(\.label)))
  }

  @Test("layers of one training in another")
  func transplant() throws {
    let plan = try StudyRunner.plan(
      """
      runexp: 1
      name: transplant
      data: {main: {name: glyphs, train: 100, test: 50}}
      models:
        a: {architecture: {name: mlp, hidden: [100, 100, 100, 100]}, seeds: {init: 0}, train: {data: main.train, epochs: 40}}
        same-low: {like: a, seeds: {init: 1}, load: [{from: a@last, layers: "0..1"}], freeze: "0..1"}
        same-high: {like: a, seeds: {init: 1}, load: [{from: a@0, layers: "2..4"}]}
      """)
    let (first, last) = (try node("train/a@0", plan), try node("train/a@40", plan))
    #expect(counts(last) == ["data": 1])
    let low = try node("train/same-low@40", plan)
    #expect(counts(low) == ["data": 1, "load": 1])
    #expect(low.inputs["load"] == [last.key])
    #expect(try node("train/same-high@40", plan).inputs["load"] == [first.key])
    #expect(low.parameters["loads"] == [["fc1", "fc2"]])
    #expect(low.parameters["frozen"] == ["fc1", "fc2"])
    #expect(
      try node("train/same-high@40", plan).parameters["loads"] == [["fc3", "fc4", "fc5"]])
    #expect(try blocked(plan) == [])
  }

  @Test("two phases of learning noisy labels")
  func twoPhases() throws {
    let plan = try StudyRunner.plan(
      """
      runexp: 1
      name: phases
      players: {patches: {grid: [3, 3]}}
      data:
        clean: {name: glyphs, train: 100, test: 50}
        noisy: {from: clean, transform: [{label-noise: {fraction: 0.1}}]}
      models:
        main: {architecture: mlp, train: {data: noisy.train, epochs: 256, checkpoints: {log: [1, 256, 12]}}}
      samples:
        seen: {from: noisy.train, per-class: 2}
        unseen: {from: noisy.test, per-class: 2}
        wrong: {from: noisy.train, count: 20, where: {is-mislabelled: true}}
      measure:
        seen-and-or: {metric: and-or, of: main, at: all, samples: seen}
        wrong-strength: {metric: multi-order-interaction, of: main, at: all, samples: wrong}
        settled: {metric: and-or, of: main@best:test-accuracy, samples: wrong}
      relate:
        strength: {kind: order-strength, of: seen-and-or}
        similarity: {kind: order-similarity, left: seen-and-or, right: settled}
      """)
    let checkpoints = nodes("train@", plan).count
    #expect(checkpoints == 12)
    #expect(counts(try node("dataset/noisy", plan)) == ["data": 1])
    // Which checkpoint is best is only known when all are there.
    #expect(counts(try node("measure/settled", plan)) == ["model": checkpoints, "samples": 1])
    // 12 checkpoints, whose pool of 20 samples is one chunk each.
    #expect(counts(try node("relate/strength", plan)) == ["of": 12, "of-chunks": 12])
    // What is related to the best checkpoint waits for it.
    #expect(counts(try node("relate/similarity", plan)) == ["left": 12, "right": 1])
    let chunks = nodes("measure/wrong-strength@", plan)
    #expect(chunks.count == checkpoints)
    #expect(chunks.allSatisfy { $0.blocked == nil })
    let tables = nodes("tables/wrong-strength@", plan)
    #expect(chunks.compactMap { $0.inputs["tables"]?.first } == tables.map(\.key))
    #expect(tables.first?.parameters["samples"]?["where"] == ["is-mislabelled": [true]])
    #expect(!plan.unbuilt.contains("transform label-noise is known but not built yet"))
    #expect(plan.unbuilt.contains("checkpoint selector `best` is known but not built yet"))
  }

  @Test("references to other cells: all seeds, and one variant, in the order of the sweep")
  func otherCells() throws {
    let plan = try StudyRunner.plan(
      """
      runexp: 1
      name: cells
      dataset: {name: glyphs, train: 100, test: 50}
      architecture: {name: mlp, hidden: [8]}
      players: {patches: {grid: [2, 2]}}
      training: {epochs: 1, checkpoints: [1]}
      samples: {pool: {from: main.train, count: 10}}
      measure: {strength: {metric: multi-order-interaction, of: main, at: last, samples: pool}}
      variants: {normal: {}, small: {architecture.hidden: [4]}}
      sweep: {seed: [4, 2, 3]}
      relate:
        seeds: {kind: jaccard, left: strength, right: {of: strength, across: seed}}
        pairs: {kind: iou, left: {of: strength, pairs: seed}, right: {of: strength, pairs: seed}}
        base: {kind: ratio, left: strength, right: {of: strength, where: {variant: normal}}}
      """)
    func summary(_ variant: String, _ seed: Int) throws -> ContentHash {
      try node("summary/strength/\(variant)/seed=\(seed)@1", plan).key
    }
    for variant in ["normal", "small"] {
      let wanted = try [4, 2, 3].map { try summary(variant, $0) }
      for seed in [4, 2, 3] {
        let seeds = try node("relate/seeds/\(variant)/seed=\(seed)", plan)
        #expect(seeds.inputs["left"] == [try summary(variant, seed)])
        #expect(seeds.inputs["right"] == wanted)
        let base = try node("relate/base/\(variant)/seed=\(seed)", plan)
        #expect(base.inputs["left"] == [try summary(variant, seed)])
        #expect(base.inputs["right"] == [try summary("normal", seed)])
      }
      #expect(try node("relate/pairs/\(variant)/seed=2", plan).inputs["left"] == wanted)
    }
    // What pairs say is the same from every seed.
    #expect(nodes("relate/pairs", plan).count == 2)
  }

  @Test("what a training or a pool asks for in vain is named, never passed over")
  func unbuiltParts() throws {
    let features = try StudyRunner.plan(
      StudyRunner.tiny(
        """
        models:
          small: {like: main, train: {data: main.train, teacher: {model: main, match: features}}}
        """))
    #expect(features.unbuilt == ["teacher match `features` is known but not built yet"])
    #expect(features.graph.nodes.filter { $0.blocked != nil }.allSatisfy { $0.kind == "train" })
    let filtered = try StudyRunner.plan(
      StudyRunner.tiny().replacing("per-class: 3", with: "count: 9, where: {label: 3}"))
    #expect(filtered.unbuilt.isEmpty)
  }
}
