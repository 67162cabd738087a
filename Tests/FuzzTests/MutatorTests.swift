import Base
import Testing

@Suite("damage made for tests")
struct MutatorTests {
  private static func inputs(seed: UInt64, count: Int = 200) -> [[UInt8]] {
    var mutator = Mutator(
      corpus: [Array("one 1 and 22".utf8), Array("another".utf8)], tokens: [Array("[".utf8)],
      seed: seed, purpose: "test")
    return (0..<count).map { _ in mutator.next() }
  }

  @Test("the same seed damages the same way, another one otherwise")
  func deterministic() {
    #expect(Self.inputs(seed: 1) == Self.inputs(seed: 1))
    #expect(Self.inputs(seed: 1) != Self.inputs(seed: 2))
  }

  @Test("inputs differ from each other in length and content, and are bounded")
  func varied() {
    let inputs = Self.inputs(seed: 3, count: 1000)
    #expect(Set(inputs).count > 800)
    #expect(Set(inputs.map(\.count)).count > 20)
    #expect(inputs.allSatisfy { $0.count <= Mutator.longest })
  }

  @Test("what was kept is damaged further")
  func kept() {
    var mutator = Mutator(corpus: [[1]], seed: 0, purpose: "test")
    for _ in 0..<300 { mutator.keep([UInt8](repeating: 77, count: 40)) }
    let inputs = (0..<100).map { _ in mutator.next() }
    #expect(inputs.contains { $0.count { $0 == 77 } > 20 })
  }
}
