import Interactions
import Testing

@Suite struct CoalitionBlockTests {
  @Test func smallCoalitionsTakeOneWordEach() {
    let block = CoalitionBlock([[0, 2], [], [63]], playerCount: 64)
    #expect(block.wordsPerCoalition == 1)
    #expect(block.words == [5, 0, 1 << 63])
    #expect(block.coalitions == [[0, 2], [], [63]])
  }

  @Test func largeCoalitionsTakeSeveralWords() {
    var block = CoalitionBlock(playerCount: 130)
    #expect(block.wordsPerCoalition == 3)
    block.append([1, 0, 2])
    block.append([0, 1 << 5, 0])
    #expect(block.count == 2)
    #expect((0..<130).filter { block.contains($0, at: 0) } == [0, 129])
    #expect((0..<130).filter { block.contains($0, at: 1) } == [69])
    #expect(block == CoalitionBlock(words: [1, 0, 2, 0, 32, 0], playerCount: 130))
  }

  @Test func aGameOfNobodyStillHasItsEmptyCoalition() {
    #expect(CoalitionBlock([.empty], playerCount: 0).count == 1)
  }
}
