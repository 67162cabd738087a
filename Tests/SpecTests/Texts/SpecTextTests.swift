import Base
import Testing

@testable import Spec

@Suite struct SpecTextTests {
  private func longForm(_ text: String, set overrides: [String] = []) throws -> String {
    try SpecReader(files: InMemoryFileSystem(["study.yaml": text]), vocabulary: .sample)
      .longForm(at: "study.yaml", overrides: overrides)
  }

  @Test func theLongFormShowsEveryValueWithItsOrigin() throws {
    let text = try longForm(
      """
      runexp: 1
      name: s
      dataset: glyphs
      architecture: {name: mlp, hidden: [10]}
      training: {epochs: 2}
      players: {patches: {grid: [4, 4]}}
      samples: {pool: {from: main.test}}
      measure: {m: {metric: multi-order-interaction, of: main, samples: pool}}
      sweep: {seed: [0, 1]}
      """, set: ["training.batch=64"])
    #expect(
      text == """
        runexp: 1  # study.yaml:1
        name: s  # study.yaml:2
        data:
          main:
            name: glyphs  # study.yaml:3
            train: 8000  # default
            test: 2000  # default
        models:
          main:
            architecture:
              name: mlp  # study.yaml:4
              hidden: [10]  # study.yaml:4
              activation: relu  # default
            train:
              data: main.train  # default
              epochs: 2  # study.yaml:5
              batch: 64  # --set
              optimizer:
                name: sgd  # default
                momentum: 0  # default
                weight_decay: 0  # default
              learning_rate:
                schedule: constant  # default
                from: 0.01  # default
              shards: 1  # default
              checkpoints: [2]  # default
              loss:
                name: cross-entropy  # default
                weight: 1  # default
        players:
          patches:
            grid: [4, 4]  # study.yaml:6
        sweep:
          seed: [0, 1]  # study.yaml:9
        samples:
          pool:
            from: main.test  # study.yaml:7
        measure:
          m:
            metric: multi-order-interaction  # study.yaml:8
            of: main  # study.yaml:8
            at: last  # default
            samples: pool  # study.yaml:8
            players: patches  # default
            baseline: channel-mean  # default
            output: log-odds  # default
            label: "true"  # default
            precision: float32  # default
            keep: 1  # default

        """)
  }

  private static let swept = bottleneck.replacing(
    "sweep: {seed: [0, 1, 2, 3, 4]}",
    with: """
      sweep:
        zip: [{training.epochs: [20, 40], training.batch: [64, 128]}, {players.patches.grid: [[4, 4]]}]
        random: {count: 3, seed: 1, of: {training.optimizer.momentum: {uniform: [0.5, 1.0e0]}}}
        sobol: {count: 2, of: {training.optimizer.weight_decay: {log-uniform: [1e-5, 1e-3]}}}
        grid: {samples.pool.per-class: [5]}
        replicas: 5
        exclude: [{match: {training.optimizer.momentum: {above: 0.9}, seed: [3, 4]}, reason: slow}]
      """
  ).replacing("checkpoint: last}", with: "checkpoint: 20}").replacing(
    "    paired: true",
    with:
      "    reduce: {training.epochs: mean, training.optimizer.momentum: mean, training.optimizer.weight_decay: mean}"
  )

  @Test(arguments: [bottleneck, SpecTemplate.text, swept])
  func theLongFormMeansTheSameAsTheSpec(text: String) throws {
    let (short, long) = (try study(text), try study(try longForm(text)))
    #expect(short.cells.map(\.label) == long.cells.map(\.label))
    #expect(short.figures.map(\.value) == long.figures.map(\.value))
    #expect(short.claims.map(\.value) == long.claims.map(\.value))
    for (one, other) in zip(short.cells, long.cells) {
      #expect(one.data.map(\.parameters) == other.data.map(\.parameters))
      #expect(one.models.map(\.parameters) == other.models.map(\.parameters))
      #expect(one.models.map(\.inputs) == other.models.map(\.inputs))
      #expect(one.models.map(\.seeds) == other.models.map(\.seeds))
      #expect(one.samples.map(\.parameters) == other.samples.map(\.parameters))
      #expect(one.measures.map(\.parameters) == other.measures.map(\.parameters))
      #expect(one.measures.map(\.inputs) == other.measures.map(\.inputs))
      #expect(one.measures.map(\.at) == other.measures.map(\.at))
    }
  }

  @Test func aDefaultThatMayDifferByCellIsAComment() throws {
    let text = try longForm(
      """
      runexp: 1
      name: s
      dataset: glyphs
      architecture: {name: mlp, hidden: [10]}
      training: {epochs: 2}
      players: {patches: {grid: [4, 4]}}
      samples: {pool: {from: main.test}}
      measure: {m: {metric: multi-order-interaction, of: main, samples: pool}}
      variants: {short: {training.epochs: 1}, long: {}}
      sweep: {baseline: [channel-mean, raw-zero]}
      """)
    #expect(text.contains("\n      epochs: 2  # study.yaml:5\n"))
    // It follows what a variant changes, or what the sweep does; others stay.
    #expect(text.contains("\n      # checkpoints: [2]  # default\n"))
    #expect(text.contains("\n    # baseline: channel-mean  # default\n"))
    #expect(text.contains("\n      batch: 128  # default\n"))
    #expect(text.contains("\n    output: log-odds  # default\n"))
    #expect(try study(text).cells.map { $0.models[0].checkpoints } == [[1], [1], [2], [2]])
  }

  @Test func theLongFormOfALongFormIsItself() throws {
    func withoutOrigins(_ text: String) -> [Substring] {
      text.split(separator: "\n").map { line in
        line.split(separator: "  # ", maxSplits: 1).first ?? line
      }
    }
    let once = try longForm(bottleneck)
    #expect(withoutOrigins(try longForm(once)) == withoutOrigins(once))
  }

  @Test func theTemplateIsASpecWithoutFaultsOrWarnings() throws {
    let study = try study(SpecTemplate.text)
    #expect(study.cells.count == 4)
    #expect(study.warnings.isEmpty)
    #expect(study.cells.flatMap { $0.models.flatMap(\.unbuilt) }.isEmpty)
    // The claim in comments is right, too.
    let claimed = SpecTemplate.text.replacing("\n# claims:", with: "\nclaims:")
      .replacing("\n#   ", with: "\n  ").replacing("[0, 1]}", with: "[0, 1, 2, 3, 4]}")
    #expect(try self.claims(claimed) == ["low-orders-emphasised"])
  }

  private func claims(_ text: String) throws -> [String] {
    let read = try study(text)
    #expect(read.warnings.isEmpty)
    return read.claims.map(\.value.name)
  }

  @Test func theSchemaIsMadeOfTheReadersOwnFields() throws {
    let schema = SpecSchema.value(.sample)
    #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
    let properties = try #require(schema["properties"])
    let training = try #require(properties["training"]?["properties"])
    #expect(
      training["batch"]
        == [
          "type": "integer", "minimum": 1, "maximum": 1_000_000, "default": 128,
          "description": "samples in one step",
        ])
    #expect(training["epochs"]?["default"] == nil)
    let losses = training["interaction_loss"]?["anyOf"]?.list
    #expect(
      losses?.first?["properties"]?["kind"]?["enum"] == ["suppress", "encourage"])
    let network = try #require(schema["$defs"]?["architecture"]?["anyOf"]?.list)
    #expect(network[0] == ["enum": ["mlp", "lenet"]])
    #expect(network[1]["properties"]?["hidden"]?["default"] == [100])
    #expect(network[1]["additionalProperties"] == false)
    #expect(network[2]["additionalProperties"] == true)
    // A metric of whole splits takes no players.
    let metrics = properties["measure"]?["additionalProperties"]?["anyOf"]?.list
    let accuracy = metrics?.first { $0["properties"]?["metric"]?["enum"] == ["accuracy"] }
    #expect(accuracy?["properties"]?["split"] != nil)
    #expect(accuracy?["properties"]?["players"] == nil)
    // A sweep has its sections and dotted paths.
    let sweep = try #require(properties["sweep"])
    #expect(
      Set(sweep["properties"]?.map?.keys ?? [:].keys)
        == Set(SweepGrid.Section.allCases.map(\.rawValue)))
    let random = sweep["properties"]?["random"]?["anyOf"]?.list?.first?["properties"]
    #expect(random?["count"]?["maximum"] == 100_000)
    #expect(
      random?["of"]?["additionalProperties"]?["properties"]?["log-uniform"]?["anyOf"]?.list?.count
        == 2)
    // Every top-level key of the language is in it.
    #expect(properties.map?.count == 25)
  }
}
