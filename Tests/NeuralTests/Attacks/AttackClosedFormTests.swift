import Base
import TestSupport
import Testing

@testable import Neural

@Suite("Attacks on a linear model reach the optimum known in closed form")
struct AttackClosedFormTests {
  /// Sums of a few products in another order.
  static let tolerance = 1e-12
  static let elements = 7
  static let epsilon = 0.3

  private let model: LinearAttack
  private let sample: [Double] = uniformNumbers(elements, seed: 3, "sample")
  /// From a half to one and a half.
  private let unit: [Double] = uniformNumbers(elements, seed: 4, "unit").map { 1 + $0 / 2 }

  init() throws { model = try LinearAttack(elements: Self.elements) }

  private func copy(
    _ attack: Attack, in space: AttackSpace<Double>, label: Int32 = 0
  ) -> [Double] {
    Attacker(model.network, in: space)
      .copies(of: sample, labels: [label], ids: [5], by: attack, seed: 1)
  }

  /// From the sample, every element by ε of its unit, up the slope.
  private func cornerOfCube(_ sign: Double = 1) -> [Double] {
    zip(sample, zip(unit, model.slopes)).map { own, way in
      own + sign * Self.epsilon * way.0 * (way.1 > 0 ? 1 : -1)
    }
  }

  /// From the sample by ε along the slope, both told in units.
  private var edgeOfBall: [Double] {
    let slopes = zip(model.slopes, unit).map { $0 * $1 }
    let length = slopes.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return zip(sample, zip(slopes, unit)).map { $0 + Self.epsilon * $1.0 / length * $1.1 }
  }

  @Test("L∞, from the sample or from anywhere: the corner of the cube", arguments: [1, 3])
  func signSteps(restarts: Int) {
    let space = AttackSpace.unbounded(unit: unit)
    let expected = cornerOfCube()
    expectClose(copy(.fgsm(epsilon: Self.epsilon), in: space), expected, absolute: Self.tolerance)
    for start in Attack.Start.allCases {
      let attack = Attack.pgd(
        .linf, epsilon: Self.epsilon, step: 0.07, steps: 10, restarts: restarts, start: start)
      expectClose(copy(attack, in: space), expected, absolute: Self.tolerance)
    }
  }

  @Test("the loss gained is that of ε times the slope's L1 norm")
  func lossOfTheCorner() {
    let space = AttackSpace<Double>.unbounded(elements: Self.elements)
    let reached = copy(.fgsm(epsilon: Self.epsilon), in: space)
    let odds = OutputScore.logOdds.scores(
      of: model.network.logits(of: sample), classes: 2, label: 0)[0]
    let fall = Self.epsilon * model.slopes.reduce(0) { $0 + abs($1) }
    expectClose(
      OutputScore.logOdds.scores(of: model.network.logits(of: reached), classes: 2, label: 0)[0],
      odds - fall, absolute: Self.tolerance)
  }

  @Test("L2: the ball's edge along the slope, in units of the space")
  func gradientSteps() {
    let space = AttackSpace.unbounded(unit: unit)
    expectClose(
      copy(.fgsm(.l2, epsilon: Self.epsilon), in: space), edgeOfBall, absolute: Self.tolerance)
    let fromSample = Attack.pgd(
      .l2, epsilon: Self.epsilon, step: 0.1, steps: 10, start: .sample)
    expectClose(copy(fromSample, in: space), edgeOfBall, absolute: Self.tolerance)
    // Each step from elsewhere halves the angle at least, since it is as long as the radius.
    let fromAnywhere = Attack.pgd(.l2, epsilon: Self.epsilon, step: Self.epsilon, steps: 60)
    expectClose(copy(fromAnywhere, in: space), edgeOfBall, absolute: Self.tolerance)
  }

  @Test("where the range binds, L∞ stops at it and moves the other elements all the way")
  func range() {
    let lower = zip(sample, unit).map { $0 - 0.1 * $1 }
    let upper = zip(sample, unit).map { $0 + 0.2 * $1 }
    let space = AttackSpace(lower: lower, upper: upper, unit: unit)
    let expected = zip(cornerOfCube(), zip(lower, upper)).map { min(max($0, $1.0), $1.1) }
    #expect(copy(.fgsm(epsilon: Self.epsilon), in: space) == expected)
  }

  @Test("a sample beyond the range is kept from going further, not pulled back")
  func sampleBeyondRange() {
    let lower = sample.map { $0 + 1 }
    let upper = sample.map { $0 + 2 }
    let space = AttackSpace(lower: lower, upper: upper, unit: unit)
    let expected = zip(cornerOfCube(), sample).map { max($0, $1) }
    #expect(copy(.fgsm(epsilon: Self.epsilon), in: space) == expected)
  }

  @Test("targeted: descends the loss of the class wanted", arguments: Attack.Norm.allCases)
  func targeted(norm: Attack.Norm) {
    let space = AttackSpace.unbounded(unit: unit)
    let wanted = copy(.fgsm(norm, epsilon: Self.epsilon, isTargeted: true), in: space, label: 1)
    #expect(model.loss(wanted, label: 1) < model.loss(sample, label: 1))
    // With two classes, towards one is away from the other.
    let away = copy(.fgsm(norm, epsilon: Self.epsilon), in: space, label: 0)
    expectClose(wanted, away, absolute: Self.tolerance)
  }

  @Test("however sure the network is, the step is made")
  func saturated() {
    let space = AttackSpace<Double>.unbounded(elements: Self.elements)
    let expected = copy(.fgsm(epsilon: Self.epsilon), in: space)
    // The log-odds of class 0 rise to 10,000: its probability is 1 in any arithmetic.
    model.network.parameters[1].values.array = [10_000, 0]
    #expect(model.loss(sample, label: 0) == 0)
    #expect(copy(.fgsm(epsilon: Self.epsilon), in: space) == expected)
  }

  @Test("of no steps or no radius the sample is left, of no gradient the start")
  func nothingToDo() throws {
    let space = AttackSpace.unbounded(unit: unit)
    #expect(
      copy(.pgd(.linf, epsilon: 1, step: 1, steps: 0, start: .sample), in: space) == sample)
    for norm in Attack.Norm.allCases {
      let still = Attack.pgd(norm, epsilon: 0, step: 1, steps: 3)
      #expect(copy(still, in: space) == sample)
      model.network.parameters[0].values.clear()
      let steps = Attack.pgd(norm, epsilon: 1, step: 1, steps: 3)
      let start = Attack.pgd(norm, epsilon: 1, step: 1, steps: 0)
      #expect(copy(steps, in: space) == copy(start, in: space))
      #expect(copy(.fgsm(norm, epsilon: 1), in: space) == sample)
      model.network.parameters[0].values.array = Array(repeating: .nan, count: 14)
      #expect(copy(.fgsm(norm, epsilon: 1), in: space) == sample)
    }
  }
}
