import Base
import Testing

@testable import Spec

/// `grid`, `zip` and `replicas`, and that factors multiply.
@Suite struct SweepSectionTests {
  private static func spec(_ sweep: String) -> String {
    """
    runexp: 1
    name: s
    dataset: glyphs
    architecture: mlp
    training: {epochs: 1}
    sweep: \(sweep)
    """
  }

  private static func labels(_ sweep: String) throws -> [String] {
    try study(spec(sweep)).cells.map(\.label)
  }

  @Test func aGridIsWhatItsAxesAreDirectly() throws {
    #expect(
      try Self.labels("{grid: {training.batch: [32, 64], seed: [0, 1]}}")
        == Self.labels("{training.batch: [32, 64], seed: [0, 1]}"))
    #expect(
      try Self.labels("{grid: {training.batch: [32]}, seed: [0, 1]}")
        == ["training.batch=32,seed=0", "training.batch=32,seed=1"])
  }

  @Test func zippedPathsChangeTogether() throws {
    let study = try study(
      Self.spec("{zip: {training.batch: [32, 64], training.epochs: [10, 20]}, replicas: 2}"))
    #expect(
      study.cells.map(\.label) == [
        "training.batch=32,training.epochs=10,seed=0",
        "training.batch=32,training.epochs=10,seed=1",
        "training.batch=64,training.epochs=20,seed=0",
        "training.batch=64,training.epochs=20,seed=1",
      ])
    let training = study.cells[3].models[0].training
    #expect(training?.batch == 64 && training?.epochs == 20)
    #expect(study.coordinates.map(\.path) == ["training.batch", "training.epochs", "seed"])
    #expect(study.coordinates.map(\.values) == [[32, 64], [10, 20], [0, 1]])
    #expect(study.factors.map(\.paths) == [["training.batch", "training.epochs"], ["seed"]])
  }

  @Test func severalZipsMultiplyAndMayRepeatAValue() throws {
    #expect(
      try Self.labels(
        "{zip: [{training.batch: [32, 32], training.epochs: [1, 2]}, {seed: [0, 1], seeds.init: [5, 6]}]}"
      ) == [
        "training.batch=32,training.epochs=1,seed=0,seeds.init=5",
        "training.batch=32,training.epochs=1,seed=1,seeds.init=6",
        "training.batch=32,training.epochs=2,seed=0,seeds.init=5",
        "training.batch=32,training.epochs=2,seed=1,seeds.init=6",
      ])
  }

  @Test func replicasAreSeedsFromZeroAndMoreOfThemChangeNoOldCell() throws {
    #expect(try Self.labels("{replicas: 3}") == Self.labels("{seed: [0, 1, 2]}"))
    let few = try study(Self.spec("{training.batch: [32, 64], replicas: 2}"))
    let more = try study(Self.spec("{training.batch: [32, 64], replicas: 4}"))
    #expect(Set(few.cells.map(\.label)).isSubset(of: more.cells.map(\.label)))
  }

  @Test func aReferenceOverAZippedPathMeansWhatChangesWithIt() throws {
    let study = try study(
      Self.spec(
        "{zip: {training.batch: [32, 64, 96], training.epochs: [10, 20, 20]}, replicas: 2}"))
    let cell = study.cells[3]
    #expect(cell.label == "training.batch=64,training.epochs=20,seed=1")
    #expect(study.cellIndices(over: "training.batch", from: cell) == [1, 3, 5])
    #expect(study.cellIndices(over: "training.epochs", from: cell) == [1, 3, 5])
    #expect(study.cellIndices(over: "seed", from: cell) == [2, 3])
    let reference = Reference(
      to: NodeName(.models, "main"), scope: .cells(where: ["training.epochs": 20, "seed": 0]),
      span: SourceSpan(file: "", line: 1, column: 1))
    #expect(study.cellIndices(meantBy: reference, from: cell) == [2, 4])
  }

  @Test func aClaimNeedNotHoldWhatChangesWithWhatItContrasts() throws {
    func claim(_ dimension: String) -> String {
      bottleneck.replacing(
        "sweep: {seed: [0, 1, 2, 3, 4]}",
        with: "sweep: {zip: {training.batch: [64, 128], training.epochs: [20, 40]}, replicas: 5}"
      ).replacing(
        "checkpoint: last}", with: "checkpoint: 20, \(dimension)}")
    }
    #expect(SpecTests.faults(claim("training.batch: 64")) == "")
    #expect(
      SpecTests.faults(claim("model: main")).contains(
        "several rows per unit: fix or contrast `training.batch`, `training.epochs`\n"))
    #expect(
      SpecTests.faults(
        claim("training.epochs: 20").replacing("epochs: [20, 40]", with: "epochs: [20, 20]")
      ).contains("several rows per unit: fix or contrast `training.batch`\n"))
  }

  @Test(arguments: [
    (
      "{grid: [seed]}",
      """
      study.yaml:6:15: error: `sweep.grid` must be a mapping from dotted paths, not a list
        sweep: {grid: [seed]}
                      ^~~~~~
        write `grid: {training.batch: [32, 64]}`
      """
    ),
    (
      "{zip: 5}",
      """
      study.yaml:6:14: error: `sweep.zip` must be a mapping, or a list of mappings, not 5
        sweep: {zip: 5}
                     ^
        write `zip: {training.batch: [32, 64], training.epochs: [10, 20]}`
      """
    ),
    (
      "{zip: []}",
      """
      study.yaml:6:14: error: `sweep.zip` must be a mapping, or a list of mappings, not an empty list
        sweep: {zip: []}
                     ^~
        write `zip: {training.batch: [32, 64], training.epochs: [10, 20]}`
      """
    ),
    (
      "{zip: {training.batch: [1, 2, 3], seed: [0, 1]}}",
      """
      study.yaml:6:48: error: `seed` has 2 values and `training.batch` has 3: what is zipped changes \
      together
        sweep: {zip: {training.batch: [1, 2, 3], seed: [0, 1]}}
                                                       ^~~~~~
        give both as many values, or sweep one of them by itself
      """
    ),
    (
      "{zip: {training.batch: 32}}",
      """
      study.yaml:6:31: error: zip over `training.batch` must be a list of values, not 32
        sweep: {zip: {training.batch: 32}}
                                      ^~
        write `training.batch: [first, second]`
      """
    ),
    (
      "{zip: {training.batch: [1, 2, 1], seed: [0, 1, 0]}}",
      """
      study.yaml:6:38: error: zip over `training.batch` repeats a point
        sweep: {zip: {training.batch: [1, 2, 1], seed: [0, 1, 0]}}
                                             ^
        each point makes one cell: remove one of the two
      """
    ),
    (
      "{replicas: 0}",
      """
      study.yaml:6:19: error: `replicas` must be an integer from 1 to 100000, not 0
        sweep: {replicas: 0}
                          ^
      """
    ),
    (
      "{seed: [0, 1], replicas: 3}",
      """
      study.yaml:6:23: error: `seed` is swept twice
        sweep: {seed: [0, 1], replicas: 3}
                              ^~~~~~~~
        it is swept at study.yaml:6:9 too; keep one of the two
      """
    ),
    (
      "{training.batch: [1], grid: {models.main.train.batch: [1]}}",
      """
      study.yaml:6:37: error: `models.main.train.batch` is swept twice
        sweep: {training.batch: [1], grid: {models.main.train.batch: [1]}}
                                            ^~~~~~~~~~~~~~~~~~~~~~~
        it is swept at study.yaml:6:9 too; keep one of the two
      """
    ),
    (
      "{replica: 3}",
      """
      study.yaml:6:18: error: sweep over `replica` must be a list, not 3
        sweep: {replica: 3}
                         ^
        did you mean `replicas`?
        write `replica: [first, second]`
      """
    ),
  ])
  func faults(sweep: String, expected: String) {
    #expect(SpecTests.faults(Self.spec(sweep)) == expected)
  }

  @Test func tooManyCellsAreToldByTheFactorsThatMakeThem() {
    #expect(
      SpecTests.faults(
        Self.spec(
          "{random: {count: 1000, of: {seed: {integers: [0, 1000000000]}}}, training.batch: [1, 2],"
            + " sobol: {count: 1000, of: {training.epochs: {integers: [1, 100000]}, seeds.init:"
            + " {integers: [0, 9]}}}}")
      ).contains(
        "error: more than 100000 cells: 1000 points of random {seed} × 2 values of training.batch ×"
          + " 1000 points of sobol {training.epochs, …}\n"))
  }
}
