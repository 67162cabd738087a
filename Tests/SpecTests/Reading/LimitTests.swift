import Base
import Spec
import Testing

/// What cannot be computed is known before anything is trained.
@Suite struct LimitTests {
  /// A study of players, a loss on them, a pool and two measurements.
  static let start = """
    runexp: 1
    name: s
    dataset: {name: glyphs, train: 50, test: 20}
    architecture: mlp
    players: {patches: {grid: [4, 4]}}
    training: {epochs: 9, interaction_loss: {kind: suppress, between: [0, 0.5]}}
    samples: {pool: {from: main.train, per-class: 5}}
    measure: {strength: {metric: multi-order-interaction, of: main, samples: pool}}

    """

  @Test func limitsThatAreKeptSayNothing() { #expect(faults(Self.start) == "") }

  @Test(arguments: [
    (
      "grid: [4, 4]", "grid: [30, 2]",
      """
      study.yaml:5:27: error: the grid 30×2 is finer than the images of data.main, 28×28
        players: {patches: {grid: [30, 2]}}
                                  ^~~~~~~
        use a coarser grid
      """
    ),
    (
      "grid: [4, 4]", "grid: [8, 8]",
      """
      study.yaml:5:27: error: multi-order-interaction needs 2 to 20 players, and these are 64
        players: {patches: {grid: [8, 8]}}
                                  ^~~~~~
        use a coarser grid for measure.strength
      """
    ),
    (
      "grid: [4, 4]", "grid: [3, 7]",
      """
      study.yaml:5:27: error: multi-order-interaction needs 2 to 20 players, and these are 21
        players: {patches: {grid: [3, 7]}}
                                  ^~~~~~
        use a coarser grid for measure.strength
      """
    ),
    (
      "{patches: {grid: [4, 4]}}", "features",
      """
      study.yaml:5:10: error: multi-order-interaction needs 2 to 20 players, and these are 784
        players: features
                 ^~~~~~~~
        use a coarser grid for measure.strength
      """
    ),
    (
      "{patches: {grid: [4, 4]}}", "tokens",
      """
      study.yaml:5:10: error: tokens need sequences, but samples of data.main have shape [28, 28, 1]
        players: tokens
                 ^~~~~~
        use image cells, such as `{grid: [4, 4]}`
      """
    ),
    (
      "{patches: {grid: [4, 4]}}", "{groups: [[0, 783], [784, 3]]}",
      """
      study.yaml:5:19: error: feature 784 is in a group of players, but samples of data.main have \
      784 features
        players: {groups: [[0, 783], [784, 3]]}
                          ^~~~~~~~~~~~~~~~~~~~
        number them from 0 to 783
      """
    ),
    (
      "between: [0, 0.5]", "between: [0.50, 0.56]",
      """
      study.yaml:6:41: error: both contexts of the interaction loss have 8 of 16 players, so it is \
      constant
        training: {epochs: 9, interaction_loss: {kind: suppress, between: [0.50, 0.56]}}
                                                ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        take ratios at least 1/16 apart, or more players
      """
    ),
    (
      "per-class: 5", "per-class: 6",
      """
      study.yaml:7:47: error: the pool asks for 6 samples of each of 10 classes, and \
      data.main.train holds 50 in all
        samples: {pool: {from: main.train, per-class: 6}}
                                                      ^
        ask for at most 5, or make the split larger
      """
    ),
    (
      "per-class: 5", "count: 51",
      """
      study.yaml:7:43: error: the pool asks for 51 samples, and data.main.train holds 50
        samples: {pool: {from: main.train, count: 51}}
                                                  ^~
        ask for at most 50, or make the split larger
      """
    ),
    (
      "of: main,", "of: main@10,",
      """
      study.yaml:8:59: error: model `main` is trained for 9 epochs, so there is no checkpoint 10
        measure: {strength: {metric: multi-order-interaction, of: main@10, samples: pool}}
                                                                  ^~~~~~~
        name an epoch from 0 to 9, or raise `epochs`
      """
    ),
    (
      "measure: {strength:", "measure: {training:",
      """
      study.yaml:8:11: error: `training` cannot name a measurement
        measure: {training: {metric: multi-order-interaction, of: main, samples: pool}}
                  ^~~~~~~~
        the loss and accuracy every training records are called so; take another name
      """
    ),
  ])
  func oneFaultIsShownWhole(part: String, replacement: String, expected: String) {
    #expect(faults(Self.start.replacing(part, with: replacement)) == expected)
  }

  @Test func limitsHoldInEveryCell() {
    let found = faults(Self.start + "sweep: {players.patches.grid: [[4, 4], [5, 5]]}\n")
    #expect(
      found == """
        study.yaml:9:40: error: multi-order-interaction needs 2 to 20 players, and these are 25
          sweep: {players.patches.grid: [[4, 4], [5, 5]]}
                                                 ^~~~~~
          use a coarser grid for measure.strength
        """)
  }

  @Test func limitsNobodyKnowsYetAreLeftToTheirStages() {
    let text = Self.start.replacing("{name: glyphs, train: 50, test: 20}", with: "census")
      .replacing("{patches: {grid: [4, 4]}}", with: "features")
      .replacing("per-class: 5", with: "count: 1000000")
    #expect(faults(text) == "")
  }

  @Test func anEpochNamedFromAnotherCellIsKeptThere() throws {
    let study = try study(
      Self.start + """
        variants:
          normal: {models.other: null}
          taught: {}
        models:
          other: {architecture: mlp, train: {data: main.train, epochs: 2}, load: [{from: {of: main@3, where: {variant: normal}}}]}
        """)
    #expect(study.cells.map { $0.models.count } == [1, 2])
    #expect(study.cells[0].models[0].training?.checkpoints.epochs == [3, 9])
  }
}
