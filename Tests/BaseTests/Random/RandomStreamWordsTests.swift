import Base
import Testing

@Suite("Many words of a random stream at once")
struct RandomStreamWordsTests {
  @Test("are those it gives one by one", arguments: [0, 1, 2, 3, 4, 5, 31, 32, 33, 1027])
  func words(count: Int) {
    var stream = RandomStream(seed: 3, purpose: "words", index: 1 << 40 + 5, subindex: 9)
    var words = [UInt32](repeating: 7, count: count + 1)
    // What was drawn before changes nothing: they are the first words.
    stream.firstWords(count, into: &words)
    #expect(words[count] == 7)
    for i in 0..<count { #expect(words[i] == stream.nextWord()) }
    var again = [UInt32](repeating: 7, count: count + 1)
    stream.firstWords(count, into: &again)
    #expect(again == words)
  }
}
