import Base
import Testing

@Suite struct ExactSumTests {
  @Test func roundsOnceAtTheEnd() {
    #expect(ExactSum.of([Double](repeating: 0.1, count: 10)) == 1)
    #expect(ExactSum.of([1e16, 1, -1e16]) == 1)
    #expect(ExactSum.of([1e100, 1, -1e100, 1e-20]) == 1)
    #expect(ExactSum.of([]) == 0)
  }

  /// 1e16 + 1 is half way between two doubles: what lies below decides.
  @Test func tiesAreDecidedByTheSmallestTerm() {
    #expect(ExactSum.of([1e16, 1]) == 1e16)
    #expect(ExactSum.of([1e16, 1, 1e-16]) == 1e16 + 2)
    #expect(ExactSum.of([1e16, 1, -1e-16]) == 1e16)
    #expect(ExactSum.of([-1e16, -1, -1e-16]) == -1e16 - 2)
    #expect(ExactSum.of([1e16, 3, -1e-16]) == 1e16 + 2)
  }

  /// Multiples of 2⁻²⁰ below 2⁶² add up in integers, whose conversion rounds correctly.
  @Test func agreesWithIntegerArithmetic() {
    var stream = RandomStream(seed: 1, purpose: "exact sum")
    for _ in 0..<50 {
      let integers = (0..<40).map { _ in
        (stream.below(1 << 52) - 1 << 51) << stream.below(5)
      }
      let exact = Double(integers.reduce(0, +)) * 0x1p-20
      #expect(ExactSum.of(integers.map { Double($0) * 0x1p-20 }) == exact)
    }
  }

  @Test func theOrderOfTermsDoesNotMatter() {
    var stream = RandomStream(seed: 2, purpose: "exact sum order")
    let terms = (0..<200).map { _ in
      stream.normal() * Double(sign: .plus, exponent: stream.below(200) - 100, significand: 1)
    }
    let sum = ExactSum.of(terms)
    for _ in 0..<20 { #expect(ExactSum.of(stream.permutation(200).map { terms[$0] }) == sum) }
    #expect(ExactSum.of(terms + terms.map { -$0 }) == 0)
  }

  @Test func theValueMayBeReadOnTheWay() {
    var sum = ExactSum()
    for (term, value) in [(1e16, 1e16), (1, 1e16), (-1e16, 1)] {
      sum.add(term)
      #expect(sum.value == value)
    }
  }

  @Test func outsideTheRangeItIsThePlainSum() {
    #expect(ExactSum.of([.infinity, 1]) == .infinity)
    #expect(ExactSum.of([.infinity, -.infinity]).isNaN)
    #expect(ExactSum.of([1, .nan, 2]).isNaN)
    #expect(ExactSum.of([1e308, 1e308]) == .infinity)
  }
}
