import Base
import Spec
import Testing

/// Players and baselines as a spec writes them.
@Suite struct PlayersTests {
  private func text(players: String, baseline: String = "channel-mean") -> String {
    """
    runexp: 1
    name: s
    dataset: {name: glyphs, train: 50, test: 20}
    architecture: mlp
    training: {epochs: 9}
    samples: {pool: {from: main.train, count: 5}}
    measure: {m: {metric: multi-order-interaction, of: main, samples: pool, players: p, baseline: \(baseline)}}
    players: {p: \(players)}

    """
  }

  static let players: [(String, PlayersChoice.Definition, Value)] = [
    (
      "{grid: [4, 5]}", .grid(rows: 4, columns: 5), ["kind": "grid", "grid": [4, 5]]
    ),
    (
      "{grid: [4, 5], cells: [7, 19, 0], others: kept}",
      .cells([0, 7, 19], rows: 4, columns: 5, others: .kept),
      ["kind": "cells", "grid": [4, 5], "cells": [0, 7, 19], "others": "kept"]
    ),
    ("features", .features, ["kind": "features"]),
    ("tokens", .tokens, ["kind": "tokens"]),
    ("{tokens: each}", .tokens, ["kind": "tokens"]),
    (
      "{groups: [[age, 3], sex, ['4']]}",
      .groups([[.name("age"), .number(3)], [.name("sex")], [.name("4")]], others: .masked),
      ["kind": "groups", "groups": [["age", 3], ["sex"], ["4"]], "others": "masked"]
    ),
  ]

  @Test(arguments: players)
  func formsOfPlayers(form: String, definition: PlayersChoice.Definition, value: Value) throws {
    // The limits of these data are another matter.
    let players = try PlayersTests.choice(form)
    #expect(players.definition == definition)
    #expect(players.value == value)
  }

  /// The players of a spec whose data nobody knows.
  private static func choice(_ form: String) throws -> PlayersChoice {
    let study = try study(
      PlayersTests().text(players: form).replacing(
        "{name: glyphs, train: 50, test: 20}", with: "census"
      ))
    return try #require(study.cells.first?.measures.first?.game).players
  }

  @Test func cellsAreDrawnFromTheMiddleUnderASeed() throws {
    func cells(_ draw: String) throws -> [Int] {
      let form = "{grid: [8, 9], cells: {\(draw)}}"
      guard case .cells(let cells, 8, 9, .masked) = try Self.choice(form).definition else {
        return []
      }
      return cells
    }
    let some = try cells("draw: 12, central: [6, 5]")
    #expect(some.count == 12 && some == some.sorted() && Set(some).count == 12)
    #expect(some.allSatisfy { (1...6).contains($0 / 9) && (2...6).contains($0 % 9) })
    #expect(try cells("draw: 12, central: [6, 5], seed: 0") == some)
    #expect(try cells("draw: 12, central: [6, 5], seed: 1") != some)
    let all = try Self.choice("{grid: [4, 5], cells: {draw: 20}}").definition
    #expect(all == .cells(Array(0..<20), rows: 4, columns: 5, others: .masked))
  }

  static let baselines: [(String, Baseline, Value)] = [
    ("channel-mean", .channelMean, ["name": "channel-mean"]),
    ("sample-average", .sampleAverage, ["name": "sample-average"]),
    ("{constant: -1}", .constant(-1), ["name": "constant", "value": -1.0]),
    ("{blur: 2}", .blur(deviation: 2), ["name": "blur", "deviation": 2.0]),
    ("{blur: {deviation: 0.5}}", .blur(deviation: 0.5), ["name": "blur", "deviation": 0.5]),
    ("{name: push, by: 0.5}", .push(by: 0.5), ["name": "push", "by": 0.5]),
    // What is in the file is hashed, not where it lies.
    ("{tensor: a/b.npy}", .tensor(path: "a/b.npy"), ["name": "tensor"]),
  ]

  @Test(arguments: baselines)
  func formsOfBaselines(form: String, baseline: Baseline, value: Value) throws {
    let game = try #require(
      try study(text(players: "{grid: [4, 4]}", baseline: form)).cells.first?.measures.first?.game)
    #expect(game.baseline == baseline)
    #expect(game.baseline.value == value)
  }

  @Test(arguments: [
    (
      "{grid: [2, 3], cells: [1, 6]}",
      """
      study.yaml:8:40: error: `cells` must be an integer from 0 to 5, not 6
        players: {p: {grid: [2, 3], cells: [1, 6]}}
                                               ^
      """
    ),
    (
      "{grid: [2, 3], cells: [1, 1]}",
      """
      study.yaml:8:36: error: `cells` names a cell twice
        players: {p: {grid: [2, 3], cells: [1, 1]}}
                                           ^~~~~~
        a cell is one player
      """
    ),
    (
      "{grid: [2, 3], others: kept}",
      """
      study.yaml:8:37: error: `others` are the cells that do not play, and all cells of the grid play
        players: {p: {grid: [2, 3], others: kept}}
                                            ^~~~
        add `cells`: those that play, or delete `others`
      """
    ),
    (
      "{grid: [4, 4], cells: {draw: 5, central: [2, 2]}}",
      """
      study.yaml:8:43: error: 5 cells cannot be drawn from 4
        players: {p: {grid: [4, 4], cells: {draw: 5, central: [2, 2]}}}
                                                  ^
        draw fewer, or from more cells
      """
    ),
    (
      "{grid: [4, 4], cells: {draw: 5, central: [5, 2]}}",
      """
      study.yaml:8:55: error: the central 5×2 cells are more than the grid 4×4
        players: {p: {grid: [4, 4], cells: {draw: 5, central: [5, 2]}}}
                                                              ^~~~~~
        use at most the grid's rows and columns
      """
    ),
    (
      "{groups: [[a, b]]}",
      """
      study.yaml:8:23: error: `groups` must be a list of at least two groups of features
        players: {p: {groups: [[a, b]]}}
                              ^~~~~~~~
        write `{groups: [[age, sex], [hours]]}`, or features by number from 0
      """
    ),
    (
      "{groups: [[a, b], [b]]}",
      """
      study.yaml:8:33: error: `b` is in `groups` twice
        players: {p: {groups: [[a, b], [b]]}}
                                        ^
        a feature belongs to one player
      """
    ),
    (
      "{groups: [[a], []]}",
      """
      study.yaml:8:29: error: a group of no features is no player
        players: {p: {groups: [[a], []]}}
                                    ^~
        delete it
      """
    ),
    (
      "{patch: [2, 2]}",
      """
      study.yaml:8:15: error: unknown form of players `patch`
        players: {p: {patch: [2, 2]}}
                      ^~~~~
        did you mean `patches`?
        write `{grid: [rows, columns]}` for image cells, `features`, `tokens`, or `{groups: \
      [[age, sex], [hours]]}`
      """
    ),
  ])
  func faultsOfPlayers(form: String, expected: String) {
    #expect(faults(text(players: form)) == expected)
  }

  @Test(arguments: [
    (
      "blur",
      """
      study.yaml:7:95: error: baseline `blur` needs its deviation
        measure: {m: {metric: multi-order-interaction, of: main, samples: pool, players: p, baseline: blur}}
                                                                                                      ^~~~
        write `baseline: {blur: 2}`
      """
    ),
    (
      "{push: 0}",
      """
      study.yaml:7:102: error: `by` must be a number above 0, not 0
        measure: {m: {metric: multi-order-interaction, of: main, samples: pool, players: p, baseline: {push: 0}}}
                                                                                                             ^
      """
    ),
  ])
  func faultsOfBaselines(form: String, expected: String) {
    #expect(faults(text(players: "{grid: [4, 4]}", baseline: form)) == expected)
  }

  @Test func aBaselineOfTheSampleIsNoPartOfALossYet() throws {
    let study = try study(
      text(players: "{grid: [4, 4]}").replacing(
        "{epochs: 9}",
        with:
          "{epochs: 9, interaction_loss: {kind: suppress, between: [0, 0.5], baseline: {push: 1}}}")
    )
    #expect(
      study.cells[0].models[0].unbuilt == [
        "baseline `push` of an interaction loss is known but not built yet"
      ])
  }
}
