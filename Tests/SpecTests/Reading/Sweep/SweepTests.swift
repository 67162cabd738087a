import Base
import Testing

@testable import Spec

@Suite struct SweepTests {
  @Test func seedsOfDataDoNotFollowASweptSeed() throws {
    let study = try study(bottleneck)
    for (cell, seed) in zip(study.cells, (0..<4).flatMap { _ in 0..<5 }) {
      let seeds = cell.models[0].seeds
      #expect(
        [seeds.initialisation, seeds.order, seeds.dropout, seeds.contexts]
          == Array(repeating: UInt64(seed), count: 4))
      #expect([seeds.data, seeds.split, seeds.noise] == [0, 0, 0])
      #expect(cell.data[0].seeds.data == 0)
    }
  }

  @Test func theStudysOwnSeedIsTheDefaultOfAllAndNamesOverrideIt() throws {
    let base = """
      runexp: 1
      name: s
      data: {main: glyphs, other: {name: mnist, seeds: {data: 9}}}
      models:
        main: {architecture: mlp, train: {data: main.train, epochs: 1}}
        second: {like: main, seeds: {init: 7}}
      seed: 3
      seeds: {split: 4, order: 5}
      sweep: {seed: [1, 2], seeds.contexts: [8]}
      """
    let cell = try study(base).cells[1]
    #expect(cell.coordinates.map(\.path) == ["seed", "seeds.contexts"])
    #expect(cell.label == "seed=2,seeds.contexts=8")
    #expect(cell.data.map(\.seeds.data) == [3, 9])
    #expect(cell.data.map(\.seeds.split) == [4, 4])
    #expect(cell.data.map(\.seeds.noise) == [3, 3])
    #expect(cell.models.map(\.seeds.initialisation) == [2, 7])
    #expect(cell.models.map(\.seeds.order) == [5, 5])
    #expect(cell.models.map(\.seeds.dropout) == [2, 2])
    #expect(cell.models.map(\.seeds.contexts) == [8, 8])
  }

  @Test func aSeedOfDataGivenToAModelIsAFault() {
    let text = bottleneck.replacing(
      "sweep:", with: "models: {b: {like: main, seeds: {data: 1}}}\nsweep:")
    #expect(
      faults(text).contains("error: unknown key `data` in models.b.seeds\n"))
  }

  @Test func theGridRunsThroughVariantsThenCoordinatesTheLastFastest() throws {
    let study = try study(
      bottleneck.replacing(
        "sweep: {seed: [0, 1, 2, 3, 4]}",
        with: "sweep: {training.batch: [32, 64], seed: [0, 1]}"
      ).replacing("checkpoint: last}", with: "checkpoint: last, training.batch: 64}"))
    #expect(
      study.cells.prefix(5).map(\.label) == [
        "variant=normal,training.batch=32,seed=0", "variant=normal,training.batch=32,seed=1",
        "variant=normal,training.batch=64,seed=0", "variant=normal,training.batch=64,seed=1",
        "variant=low-order,training.batch=32,seed=0",
      ])
    #expect(study.cells[2].models[0].training?.batch == 64)
    #expect(study.cells[2].value(of: "training.batch") == 64)
  }

  @Test func anyValueMayBeSwept() throws {
    let study = try study(
      """
      runexp: 1
      name: s
      dataset: glyphs
      architecture: mlp
      training: {epochs: 1}
      sweep: {architecture.hidden: [[10], [20, 20]], training.optimizer: [sgd, {name: sgd, momentum: 0.5}]}
      """)
    #expect(
      study.cells.map(\.label) == [
        "architecture.hidden=[10],training.optimizer=sgd",
        "architecture.hidden=[10],training.optimizer={momentum: 0.5 name: sgd}",
        "architecture.hidden=[20 20],training.optimizer=sgd",
        "architecture.hidden=[20 20],training.optimizer={momentum: 0.5 name: sgd}",
      ])
    #expect(
      study.cells[3].models[0].training?.optimizer.parameters
        == ["name": "sgd", "momentum": 0.5, "weight_decay": 0.0])
  }

  @Test func aStudyWithoutVariantsAndSweepIsOneCell() throws {
    let study = try study(
      "{runexp: 1, name: s, dataset: glyphs, architecture: mlp, training: {epochs: 1}}")
    #expect(study.cells.map(\.label) == ["base"])
    #expect(study.cells[0].variant == nil)
    #expect(study.title == "s")
  }

  @Test func partsSharedByManyCellsAreReadOnce() throws {
    let sink = FaultSink()
    let files = InMemoryFileSystem(["s.yaml": bottleneck])
    let root = try #require(SpecFiles(files: files, sink: sink).load("s.yaml"))
    let reader = CellReader(study: root, vocabulary: .sample, sink: sink)
    for seed in 0..<100 {
      let value = SpecNode(.scalar("\(seed)", quoted: false), at: root.span)
      let tree = try #require(
        Override("seed", value: value, keySpan: root.span)
          .applied(to: root, allowing: ["seed"], sink: sink))
      let nodes = reader.nodes(of: tree)
      #expect(nodes.models[0].seeds.initialisation == UInt64(seed))
    }
    // One data set, one model, one pool, two measurements.
    #expect(reader.nodesRead == 5)
  }

  @Test func selectorsMeanTheirCells() throws {
    let study = try study(bottleneck)
    func reference(_ scope: Reference.Scope) -> Reference {
      Reference(
        to: NodeName(.models, "main"), scope: scope,
        span: SourceSpan(file: "", line: 1, column: 1))
    }
    let cell = study.cells[7]
    #expect(cell.label == "variant=low-order,seed=2")
    func cells(_ scope: Reference.Scope) -> [Int] {
      study.cellIndices(meantBy: reference(scope), from: cell)
    }
    #expect(cells(.thisCell) == [7])
    #expect(cells(.across("seed")) == [5, 6, 7, 8, 9])
    #expect(cells(.across("variant")) == [2, 7, 12, 17])
    #expect(cells(.cells(where: ["variant": "normal"])) == [2])
    #expect(cells(.cells(where: ["variant": "normal", "seed": 4])) == [4])
    let pairs = study.cellPairs(meantBy: reference(.pairs("variant")), from: cell)
    #expect(pairs.map(\.0) == [2, 2, 2, 7, 7, 12])
    #expect(pairs.map(\.1) == [7, 12, 17, 12, 17, 17])
  }

  @Test func circlesThroughOtherCellsAreFound() {
    let text = """
      runexp: 1
      name: s
      dataset: glyphs
      architecture: mlp
      training: {epochs: 1}
      variants:
        a: {training.teacher: {model: {of: main, where: {variant: b}}}}
        b: {training.teacher: {model: {of: main, where: {variant: a}}}}
      """
    #expect(
      faults(text) == """
        study.yaml:8:38: error: references go in a circle: models.main of variant=a → models.main \
        of variant=b → models.main of variant=a
            b: {training.teacher: {model: {of: main, where: {variant: a}}}}
                                               ^~~~
          each → reads “needs”; let one of them use another cell
        """)
    let straight = text.replacing("where: {variant: a}", with: "where: {variant: c}")
      .replacing("  b: {", with: "  c: {}\n  b: {")
    #expect(faults(straight).isEmpty)
  }
}
