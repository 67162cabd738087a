import Base
import TestSupport
import Testing

@testable import Neural

@Suite("attacks of one magnitude end where the label's logit fell as far as asked")
struct MatchedAttackTests {
  /// Sums of a few products in another order.
  static let tolerance = 1e-12
  /// So many that the logit of class 0 is sure to fall along with the log-odds.
  static let elements = 40
  static let step = 0.1

  private let model: LinearAttack
  private let sample: [Double] = uniformNumbers(elements, seed: 3, "sample")
  /// The sign of each element of a step.
  private let way: [Double]
  /// How far the logit of class 0 falls when the sample moves by one in that way.
  private let slope: Double

  init() throws {
    model = try LinearAttack(elements: Self.elements)
    way = model.slopes.map { $0 > 0 ? 1 : -1 }
    let weights = model.network.parameters[0].values.array.prefix(Self.elements)
    slope = -zip(weights, way).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func copy(
    _ drop: LogitDrop, epsilon: Double = 100, steps: Int = 200
  ) -> [Double] {
    Attacker(model.network, in: .unbounded(elements: Self.elements))
      .copies(
        of: sample, labels: [0], ids: [5],
        by: .matched(.linf, drop: drop, epsilon: epsilon, step: Self.step, steps: steps), seed: 1)
  }

  private func moved(by length: Double) -> [Double] {
    zip(sample, way).map { $0 + length * $1 }
  }

  private func fall(_ copy: [Double]) -> Double {
    let logits = [sample, copy].map { model.network.logits(of: $0)[0] }
    return logits[0] - logits[1]
  }

  /// Steps that halve whenever they would go too far end at a multiple of the step over 2ʲ: the first
  /// above the lower end, for the first j at which it is not above the upper one.
  private func end(_ band: LogitDrop) -> (length: Double, halvings: Int) {
    let least = band.above / slope
    for halvings in 0... {
      let unit = Self.step / Double(1 << halvings)
      let length = ((least / unit).rounded(.down) + 1) * unit
      if length * slope <= band.through { return (length, halvings) }
    }
    return (0, 0)
  }

  @Test("a linear model: the copy and its fall in closed form", arguments: [0.5, 0.05, 0.001])
  func closedForm(width: Double) throws {
    try #require(slope > 0)
    for through in [0.731, 1.37, 2.9] {
      let band = LogitDrop(above: through - width, through: through, smallestStep: 1e-6)
      let reached = copy(band)
      expectClose(reached, moved(by: end(band).length), absolute: Self.tolerance)
      #expect(band.contains(fall(reached)))
    }
  }

  @Test("a sample is given up below the band where its step gets too short")
  func givenUp() {
    let band = LogitDrop(above: 1.3699, through: 1.37, smallestStep: Self.step / 4)
    #expect(end(band).halvings > 2)
    let reached = copy(band)
    let unit = Self.step / 4
    let length = (band.through / slope / unit).rounded(.down) * unit
    expectClose(reached, moved(by: length), absolute: Self.tolerance)
    #expect(!band.contains(fall(reached)) && fall(reached) <= band.above)
  }

  @Test("what ε or the steps do not allow ends short of the band")
  func outOfReach() {
    let band = LogitDrop(above: 5, through: 6, smallestStep: 1e-6)
    expectClose(copy(band, epsilon: 0.25), moved(by: 0.25), absolute: Self.tolerance)
    expectClose(copy(band, steps: 3), moved(by: 3 * Self.step), absolute: Self.tolerance)
    #expect(!band.contains(fall(copy(band, steps: 3))))
  }

  @Test("the band is open below and closed above")
  func ends() {
    let band = LogitDrop(above: 8, through: 8.5, smallestStep: 1e-6)
    #expect([8, 8.25, 8.5, 8.5.nextUp].map(band.contains) == [false, true, true, false])
  }

  @Test("each sample of a network has its own steps", arguments: Attack.Norm.allCases)
  func samples(_ norm: Attack.Norm) throws {
    let network: Network<Float> = try makeNetwork(.mlp([12], [24, 3]))
    let count = 37
    let natural: [Float] = uniformNumbers(count * 12, seed: 8, "inputs")
    let labels = (0..<count).map { Int32($0 % 3) }
    let band = LogitDrop(above: 0.30, through: 0.31, smallestStep: 1e-4)
    let attack = Attack.matched(norm, drop: band, epsilon: 4, step: 0.1, steps: 200)
    func falls(_ rows: Range<Int>, block: Int) -> (copies: [Float], falls: [Double]) {
      let attacker = Attacker(network, in: .unbounded(elements: 12), rows: block)
      let inputs = Array(natural[rows.lowerBound * 12..<rows.upperBound * 12])
      let copies = attacker.copies(
        of: inputs, labels: Array(labels[rows]), ids: rows.map(Int64.init), by: attack, seed: 1)
      let (before, after) = (network.logits(of: inputs), network.logits(of: copies))
      return (
        copies,
        rows.enumerated().map { place, row in
          Double(before[place * 3 + Int(labels[row])]) - Double(after[place * 3 + Int(labels[row])])
        }
      )
    }
    let (copies, found) = falls(0..<count, block: 16)
    let inBand = found.count { band.contains($0) }
    // A band of a hundredth is met by halving.
    #expect(inBand > count / 2)
    // Nothing ends above it, but for the rounding of Float logits in another place of a block.
    #expect(found.allSatisfy { $0 <= band.through + 1e-5 })
    // Sample 33 stands in row 1 of its block in both.
    let alone = falls(32..<34, block: 16)
    #expect(alone.copies.suffix(12) == copies[33 * 12..<34 * 12])
  }
}
