import Base
import Spec
import Testing

@Suite struct ShortFormTests {
  @Test func shortFormMakesVariantsTimesSeedsOfOneDataSetAndOneModel() throws {
    let study = try study(bottleneck)
    #expect(study.name == "bottleneck")
    #expect(study.title == "Representation bottleneck of DNNs")
    #expect(study.cite == ["arXiv:2111.06236", "arXiv:2512.18607"])
    #expect(study.variants == ["normal", "low-order", "mid-order", "high-order"])
    #expect(study.cells.count == 20)
    #expect(study.cells[5].label == "variant=low-order,seed=0")
    #expect(study.cells.map(\.index) == Array(0..<20))
    #expect(study.warnings.isEmpty)
    for cell in study.cells {
      #expect(cell.data.map(\.name) == ["main"])
      #expect(cell.models.map(\.name) == ["main"])
      #expect(cell.samples.map(\.name) == ["pool"])
      #expect(cell.measures.map(\.name) == ["strength", "accuracy"])
    }
  }

  @Test func everyValueArrivesTyped() throws {
    let cell = try study(bottleneck).cells[5]
    guard case .dataset(let dataset) = cell.data[0].source else {
      Issue.record("main is not a data set")
      return
    }
    #expect((dataset.made as? SampleDataset)?.train == 8000)
    #expect(cell.data[0].parameters == ["name": "glyphs", "train": 8000, "test": 2000])
    let model = cell.models[0]
    #expect((model.architecture?.made as? SampleNetwork)?.hidden == [100, 100])
    let training = try #require(model.training)
    #expect(training.data.text == "main.train")
    #expect(training.epochs == 20)
    #expect(training.batch == 128)
    #expect(
      training.optimizer.parameters == ["name": "sgd", "momentum": 0.9, "weight_decay": 0.0005])
    #expect(training.learningRate == .logarithmic(from: 0.01, to: 0.001, over: 20))
    #expect(training.checkpoints.epochs == [0, 1, 5, 20])
    let loss = try #require(training.interactionLosses.first)
    #expect(loss.kind == .suppress)
    #expect([loss.lower, loss.upper, loss.weight] == [0.7, 1, 1])
    #expect(loss.players.definition == .grid(rows: 4, columns: 4))
    #expect(loss.baseline == .channelMean)
    #expect(loss.alignment == .realised)
    #expect(cell.samples[0].perClass == 5)
    #expect(cell.samples[0].from.text == "main.train")
    let strength = cell.measures[0]
    #expect(strength.at == .all)
    #expect(strength.samples?.text == "pool")
    #expect(strength.game?.output == .logOdds)
    #expect(strength.game?.label == .trueLabel)
    #expect(strength.epochs(of: model, through: strength.models[0]) == [0, 1, 5, 20])
    #expect(cell.measures[1].splits == ["train", "test"])
    #expect(cell.measures[1].game == nil)
    #expect(cell.models[0].inputs.map(\.role) == ["data"])
    #expect(strength.inputs.map(\.role) == ["model", "samples"])
    #expect(cell.models.flatMap(\.unbuilt).isEmpty)
  }

  @Test func figuresAndClaimsArriveTyped() throws {
    let study = try study(bottleneck)
    #expect(
      study.figures.map(\.value) == [
        FigureRequest(
          name: "strength-by-order",
          .preset(PresetFigure("multi-order-strength", measure: "strength")))
      ])
    let claim = try #require(study.claims.first).value
    #expect(
      claim.effect
        == .quantity(
          measure: "strength", metric: "J",
          filters: [
            Claim.Filter(dimension: "context_order", values: [0]),
            Claim.Filter(dimension: "checkpoint", values: ["last"]),
          ],
          contrast: Claim.Contrast(
            dimension: "variant", first: ["low-order"], second: ["high-order"])))
    #expect(claim.threshold == .atLeast(0))
    #expect(claim.minimumUnits == 5)
    #expect(study.claims[0].span.line == 28)
  }

  @Test func longFormMeansTheSameAsTheShortForm() throws {
    let short = """
      runexp: 1
      name: a
      dataset: glyphs
      architecture: mlp
      training: {epochs: 2}
      """
    let long = """
      runexp: 1
      name: a
      data: {main: {name: glyphs, train: 8000, test: 2000}}
      models:
        main:
          architecture: {name: mlp, hidden: [100]}
          train: {data: main.train, epochs: 2, batch: 128, checkpoints: [2]}
      """
    let (first, second) = (try study(short).cells[0], try study(long).cells[0])
    #expect(first.models[0].parameters.contentHash == second.models[0].parameters.contentHash)
    #expect(first.data[0].parameters.contentHash == second.data[0].parameters.contentHash)
    #expect(first.models[0].inputs.map(\.references.first?.text) == ["main.train"])
  }
}
