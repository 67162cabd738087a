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

  @Test("what cannot be cut is refused with the next step")
  func refusals() {
    #expect(throws: PlayersError.notAnImage(shape: [12])) {
      try Players(grid: 2, by: 2, shape: [12])
    }
    #expect(throws: PlayersError.finerThanImage(grid: [5, 4], shape: [4, 4, 1])) {
      try Players(grid: 5, by: 4, shape: [4, 4, 1])
    }
    #expect(throws: PlayersError.tooMany(64)) { try Players(grid: 8, by: 8, shape: [28, 28, 1]) }
    #expect(
      PlayersError.finerThanImage(grid: [5, 4], shape: [4, 4, 1]).description
        == "players.patches.grid [5, 4] is finer than the images, 4×4: use a grid of at most 4 by"
        + " 4 cells")
  }
}
