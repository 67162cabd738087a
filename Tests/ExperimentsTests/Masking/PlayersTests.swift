import Spec
import Testing

@testable import Experiments

@Suite("players over images and tables")
struct PlayersTests {
  @Test("a grid that divides the image makes equal blocks, row by row, all channels together")
  func equalBlocks() throws {
    let players = try Players(grid: 2, by: 2, shape: [4, 4, 3])
    #expect(players.count == 4)
    let ofPixels = stride(from: 0, to: 48, by: 3).map { players.playerOfElement[$0] }
    #expect(ofPixels == [0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3])
    for pixel in 0..<16 {
      #expect(Set(players.playerOfElement[3 * pixel..<3 * pixel + 3]).count == 1)
    }
  }

  @Test("a grid that does not divide it: nearest-neighbour resizing, by its own definition")
  func unequalBlocks() throws {
    let players = try Players(grid: 3, by: 4, shape: [7, 9, 1])
    for y in 0..<7 {
      for x in 0..<9 {
        let row = (0..<3).last { $0 * 7 <= y * 3 } ?? 0
        let column = (0..<4).last { $0 * 9 <= x * 4 } ?? 0
        #expect(players.playerOfElement[y * 9 + x] == Int32(row * 4 + column))
      }
    }
    #expect(Set(players.playerOfElement).count == 12)
  }

  @Test(
    "some cells of a grid play, the others are nobody's",
    arguments: [
      (PlayersChoice.Background.kept, Int32(-1)), (.masked, -2),
    ])
  func someCells(others: PlayersChoice.Background, nobody: Int32) throws {
    let all = try Players(grid: 3, by: 4, shape: [7, 9, 2])
    let some = try Players(cells: [2, 5, 11], ofGrid: 3, by: 4, shape: [7, 9, 2], others: others)
    #expect(some.count == 3)
    for (cell, player) in zip(all.playerOfElement, some.playerOfElement) {
      #expect(player == [2: 0, 5: 1, 11: 2][cell] ?? nobody)
    }
    // A grid finer than a word's bits.
    #expect(try Players(grid: 16, by: 16, shape: [28, 28, 1]).count == 256)
  }

  @Test("groups of features, by name and by number; tokens are features of a sequence")
  func groups() throws {
    let players = try Players(
      groups: [[.name("hours"), .number(0)], [.name("sex")]],
      names: ["age", "sex", "hours", "pay"],
      shape: [4], others: .kept)
    #expect(players.count == 2 && players.playerOfElement == [0, 1, 0, -1])
    let masked = try Players(
      groups: [[.number(5)], [.number(1)]], names: [], shape: [2, 3, 1],
      others: .masked)
    #expect(masked.playerOfElement == [-2, 1, -2, -2, -2, 0])
    #expect(try Players(tokensOf: [3]).playerOfElement == [0, 1, 2])
  }

  @Test("what cannot be cut is refused with the next step")
  func refusals() {
    #expect(throws: PlayersError.notAnImage(shape: [12])) {
      try Players(grid: 2, by: 2, shape: [12])
    }
    #expect(throws: PlayersError.finerThanImage(grid: [5, 4], shape: [4, 4, 1])) {
      try Players(grid: 5, by: 4, shape: [4, 4, 1])
    }
    #expect(throws: PlayersError.notTokens(shape: [4, 4, 1])) { try Players(tokensOf: [4, 4, 1]) }
    func groups(_ groups: [[PlayersChoice.Feature]]) throws -> Players {
      try Players(groups: groups, names: ["age", "sex"], shape: [2], others: .kept)
    }
    #expect(throws: PlayersError.unknownFeature("hours", legal: ["age", "sex"])) {
      try groups([[.name("age")], [.name("hours")]])
    }
    #expect(throws: PlayersError.noSuchElement(2, elements: 2)) {
      try groups([[.name("age")], [.number(2)]])
    }
    #expect(throws: PlayersError.ownedTwice("0")) { try groups([[.name("age")], [.number(0)]]) }
    let texts: [(PlayersError, String)] = [
      (
        .notTokens(shape: [4, 4, 1]),
        "players.tokens needs sequences; these inputs have shape [4, 4, 1]: use players: {features:"
          + " each} or a grid"
      ),
      (
        .unknownFeature("hours", legal: ["age", "sex"]),
        "players.groups names hours; features: age, sex"
      ),
      (
        .unknownFeature("hours", legal: []),
        "players.groups names hours, but these features have no names: number them from 0"
      ),
      (
        .noSuchElement(2, elements: 2),
        "players.groups has feature 2; features are numbered from 0 to 1"
      ),
      (
        .ownedTwice("0"),
        "players.groups has feature 0 twice, by name and by number: a feature belongs to one player"
      ),
    ]
    for (error, text) in texts { #expect(error.description == text) }
    #expect(
      PlayersError.finerThanImage(grid: [5, 4], shape: [4, 4, 1]).description
        == "players.patches.grid [5, 4] is finer than the images, 4×4: use a grid of at most 4 by"
        + " 4 cells")
  }
}
