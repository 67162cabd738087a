import Base
import Spec
import Testing

@Suite struct OverrideTests {
  @Test func settingsAreAppliedBeforeAnythingIsChecked() throws {
    let study = try study(
      bottleneck,
      set: [
        "training.epochs=3", "models.main.train.checkpoints=[0, 3]", "sweep.seed=[9]",
        "architecture=mlp", "architecture.hidden=[7, 7]", "dataset.train=100",
        "training.learning_rate.over=3", "title=a: b",
      ].dropLast() + ["title='a: b'"])
    let model = study.cells[0].models[0]
    #expect(model.training?.epochs == 3)
    #expect(model.training?.checkpoints.epochs == [0, 3])
    #expect((model.architecture?.made as? SampleNetwork)?.hidden == [7, 7])
    #expect(study.cells.map(\.variant) == ["normal", "low-order", "mid-order", "high-order"])
    #expect(study.cells[0].label == "variant=normal,seed=9")
    #expect(study.title == "a: b")
  }

  @Test func keysWithDotsAreFoundAsAWhole() throws {
    // One that is swept, one that is not yet, and one of a variant.
    let study = try study(
      bottleneck.replacing(
        "sweep: {seed: [0, 1, 2, 3, 4]}", with: "sweep: {seed: [0], training.batch: [64, 128]}"),
      set: [
        "sweep.training.batch=[32]", "sweep.training.shards=[1, 2]",
        "variants.low-order.training.interaction_loss.weight=5", "claims=null",
      ])
    #expect(study.coordinates.map(\.path) == ["seed", "training.batch", "training.shards"])
    #expect(study.coordinates.map(\.values.count) == [1, 1, 2])
    #expect(study.cells.count == 4 * 2)
    #expect(study.cells[0].models[0].training?.batch == 32)
    let low = try #require(study.cells.first { $0.variant == "low-order" })
    #expect(low.models[0].training?.interactionLosses[0].weight == 5)
  }

  @Test func aSettingMayMendTheFile() throws {
    let broken = bottleneck.replacing("epochs: 20", with: "epochs: many")
    #expect(try study(broken, set: ["training.epochs=20"]).cells.count == 20)
  }

  @Test func faultySettingsAreShownWithTheirArgument() {
    let text = faults(
      bottleneck,
      set: [
        "training.epohcs=3", "foo=3", "training.epochs=[1,2", "=3", "training.batch=many",
        "training..x=1",
      ])
    #expect(
      text == """
        --set:1:1: error: unknown key `epohcs` in models.main.train
          training.epohcs=3
          ^~~~~~~~~~~~~~~
          did you mean `epochs`?
          legal keys: data, epochs, batch, optimizer, learning_rate, clip, shards, \
        checkpoints, loss, augment, interaction_loss, unit_interaction_loss, adversarial, teacher
        --set:2:1: error: `foo` begins with an unknown key, `foo`
          foo=3
          ^~~
          legal here: runexp, name, title, cite, exploratory, extends, dataset, architecture, \
        training, data, models, players, baseline, seed, seeds, variants, sweep, samples, measure, \
        relate, noop, limits, executor, figures, claims
        --set:3:21: error: not YAML: did not find expected ',' or ']'
          training.epochs=[1,2
                              ^
          while parsing a flow sequence that began at line 3, column 17
        --set:4:1: error: `--set` needs `path=value`
          =3
          ^~
          such as `--set training.epochs=3`
        --set:5:16: error: `batch` must be an integer from 1 to 1000000, not the text `many`
          training.batch=many
                         ^~~~
        --set:6:1: error: `training..x` is not a dotted path
          training..x=1
          ^~~~~~~~~~~
          write keys joined by dots, such as `training.epochs`
        """)
  }

  @Test func nullTakesAwayWhatOnePointOfASweepCannotHave() throws {
    func text(_ key: String, dataset: String = "{name: glyphs, train: 50}") -> String {
      """
      runexp: 1
      name: s
      dataset: \(dataset)
      architecture: mlp
      training: {epochs: 9}
      sweep: {zip: {dataset.name: [glyphs, mnist], \(key): [null, 70]}}

      """
    }
    let study = try study(text("dataset.train"))
    let sizes = study.cells.map { cell -> Value? in
      guard case .dataset(let plugin)? = cell.data.first?.source else { return nil }
      return plugin.parameters["train"]
    }
    // The default of the data set, not what stands in the spec.
    #expect(sizes == [8000, 70])
    // What was never there is no key by being null.
    #expect(faults(text("dataset.tarin")).contains("unknown key `tarin` in data.main"))
  }

  @Test func nullDeletesAVariant() throws {
    let fewer = try study(bottleneck, set: ["variants.mid-order=null"])
    #expect(fewer.variants == ["normal", "low-order", "high-order"])
    #expect(
      try study("extends: b.yaml\nvariants: {normal: ~}\n", others: ["b.yaml": bottleneck])
        .variants == ["low-order", "mid-order", "high-order"])
  }

  @Test func variantsMayReachIntoListsAndAddWholeNodes() throws {
    let study = try study(
      """
      runexp: 1
      name: s
      data: {main: glyphs, other: {from: main, transform: [{label-noise: {fraction: 0.1}}]}}
      models: {main: {architecture: {name: mlp, hidden: [1, 2]}, train: {data: main.train, epochs: 1}}}
      variants:
        deep: {architecture.hidden.1: 9}
        two: {models.second: {like: main, train: {batch: 7}}}
        noisy: {data.other.transform.0.label-noise.fraction: 0.5}
        bare: {architecture: mlp}
      """)
    #expect((study.cells[0].models[0].architecture?.made as? SampleNetwork)?.hidden == [1, 9])
    #expect(study.cells[1].models.map(\.name) == ["main", "second"])
    #expect(study.cells[1].models[1].training?.batch == 7)
    #expect(
      study.cells[2].data[1].parameters["transform"]
        == [["name": "label-noise", "fraction": 0.5]])
    #expect((study.cells[3].models[0].architecture?.made as? SampleNetwork)?.hidden == [100])
  }
}
