import TestSupport
import Testing

@testable import Neural

/// Five steps of every rule, with a rate that changes, against PyTorch 2.13's numbers (float64).
@Suite("optimizers against PyTorch")
struct OptimizerReferenceTests {
  /// Roundings of five steps.
  static let tolerance = 1e-13

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable ([Parameter<Double>]) -> any Neural.Optimizer<Double>
    /// The weight, row by row, then the bias.
    let wanted: [Double]
  }

  static let cases = [
    Case(
      testDescription: "SGD, Nesterov, decay 0.01",
      make: { SGD($0, momentum: 0.9, nesterov: true, weightDecay: 0.01) },
      wanted: [
        0.883791103201497, -2.159960015023245, 0.8029423184062899, 2.980253869634011,
        0.1678056243996488, -1.3345528766621946,
      ]),
    Case(
      testDescription: "SGD, momentum, decay 0.01",
      make: { SGD($0, momentum: 0.9, weightDecay: 0.01) },
      wanted: [
        0.9094153647611994, -2.1019174242528162, 0.721118931234809, 2.985949512646767,
        0.19395244936290382, -1.3807681661060496,
      ]),
    Case(
      testDescription: "Adam, decay 0.01", make: { Adam($0, decay: .inGradient(0.01)) },
      wanted: [
        0.841103623933016, -1.9873003308413044, 0.7122335695510614, 2.771544832301807,
        0.13810688441621347, -1.2762360159075345,
      ]),
    Case(
      testDescription: "Adam, other betas and epsilon",
      make: { Adam($0, settings: .init(beta1: 0.8, beta2: 0.95, epsilon: 1e-3)) },
      wanted: [
        0.8522404010922806, -2.1040547745173073, 0.7084467594201229, 2.938321726923075,
        0.14273769278268372, -1.2789927825139435,
      ]),
    Case(
      testDescription: "AdamW, decay 0.05", make: { Adam($0, decay: .decoupled(0.05)) },
      wanted: [
        0.8323782959273267, -2.075512112327802, 0.7060155041824245, 2.861477250188772,
        0.13647723838604564, -1.260440383551566,
      ]),
    Case(
      testDescription: "AdamW, decay of weights alone",
      make: { Adam($0, decay: .decoupled(0.05), decaying: .weights) },
      wanted: [
        0.8323782959273267, -2.075512112327802, 0.7060155041824245, 2.861477250188772,
        0.1386659586212856, -1.2765646465531326,
      ]),
  ]

  private func weightAndBias() -> [Parameter<Double>] {
    [
      makeParameter([1, -2, 0.5, 3], shape: [2, 2], name: "fc1.weight"),
      makeParameter([0.25, -1.5], shape: [2], name: "fc1.bias"),
    ]
  }

  private func step(
    _ rule: any Neural.Optimizer<Double>, _ parameters: [Parameter<Double>], _ time: Int
  ) {
    let t = Double(time)
    parameters[0].gradients.array = [0.5 - t * 0.3, 0.1 * t * t, -0.7 + 0.2 * t, 1e-3 * t]
    parameters[1].gradients.array = [time % 2 == 0 ? 0.4 : -0.4, 0.05 * t - 0.3]
    rule.step(learningRate: 0.1 / (t + 1))
  }

  @Test("five steps", arguments: cases)
  func path(_ reference: Case) {
    let parameters = weightAndBias()
    let rule = reference.make(parameters)
    for time in 0..<5 { step(rule, parameters, time) }
    expectClose(
      parameters.flatMap(\.values.array), reference.wanted, relative: Self.tolerance)
    #expect(rule.stepCount == 5)
  }

  @Test(
    "what is remembered, and the count of steps, continue a path with its bits", arguments: cases)
  func continued(_ reference: Case) {
    let whole = weightAndBias()
    let wholeRule = reference.make(whole)
    for time in 0..<5 { step(wholeRule, whole, time) }

    let first = weightAndBias()
    let firstRule = reference.make(first)
    for time in 0..<2 { step(firstRule, first, time) }
    let second = weightAndBias()
    let secondRule = reference.make(second)
    for (old, new) in zip(first, second) { new.values.array = old.values.array }
    for (old, new) in zip(firstRule.memory, secondRule.memory) {
      #expect(old.name == new.name && old.parameter.name == new.parameter.name)
      new.buffer.array = old.buffer.array
    }
    secondRule.stepCount = firstRule.stepCount
    for time in 2..<5 { step(secondRule, second, time) }
    #expect(second.flatMap(\.values.array) == whole.flatMap(\.values.array))
    #expect(
      secondRule.memory.flatMap(\.buffer.array) == wholeRule.memory.flatMap(\.buffer.array))
  }

  @Test("a frozen parameter stays as it is, the others move as beside it", arguments: cases)
  func frozen(_ reference: Case) {
    let (free, parameters) = (weightAndBias(), weightAndBias())
    parameters[0].isFrozen = true
    let (freeRule, rule) = (reference.make(free), reference.make(parameters))
    for time in 0..<3 {
      step(freeRule, free, time)
      step(rule, parameters, time)
    }
    #expect(parameters[0].values.array == [1, -2, 0.5, 3])
    #expect(parameters[1].values.array == free[1].values.array)
  }

  @Test("Adam and AdamW are one rule without decay, and are told apart by name")
  func names() {
    let parameters = weightAndBias()
    let (adam, adamW) = (Adam(parameters), Adam(parameters, decay: .decoupled(0)))
    #expect(adam.name == "adam")
    #expect(adamW.name == "adamw")
    #expect(adam.memory.map(\.name) == ["exp_avg", "exp_avg_sq", "exp_avg", "exp_avg_sq"])
  }
}

@Suite("gradient clipping")
struct GradientClipTests {
  /// A few roundings.
  static let tolerance = 1e-15

  private func parameters() -> [Parameter<Double>] {
    let made: [Parameter<Double>] = [
      makeParameter([0, 0, 0, 0], shape: [2, 2], name: "a"),
      makeParameter([0, 0], shape: [2], name: "b"),
    ]
    made[0].gradients.array = [1, -2, 0.5, 3]
    made[1].gradients.array = [0.25, -1.5]
    return made
  }

  @Test("by the norm of all gradients together, against PyTorch 2.13's clip_grad_norm_")
  func norm() {
    let clipped = parameters()
    let norm = GradientClip.norm(1).apply(to: clipped)
    expectClose(norm ?? .nan, 4.0697051490249265, relative: Self.tolerance)
    expectClose(
      clipped.flatMap(\.gradients.array),
      [
        0.24571798635623682, -0.49143597271247363, 0.12285899317811841, 0.7371539590687104,
        0.061429496589059204, -0.3685769795343552,
      ], relative: Self.tolerance)
    let small = parameters()
    GradientClip.norm(5).apply(to: small)
    #expect(small.flatMap(\.gradients.array) == [1, -2, 0.5, 3, 0.25, -1.5])
  }

  @Test("by value")
  func value() {
    let clipped = parameters()
    #expect(GradientClip.value(0.6).apply(to: clipped) == nil)
    #expect(clipped.flatMap(\.gradients.array) == [0.6, -0.6, 0.5, 0.6, 0.25, -0.6])
  }

  @Test("a frozen parameter counts for nothing")
  func frozen() {
    let clipped = parameters()
    clipped[0].isFrozen = true
    expectClose(
      GradientClip.norm(1).apply(to: clipped) ?? .nan, (0.0625 + 2.25).squareRoot(),
      relative: Self.tolerance)
    #expect(clipped[0].gradients.array == [1, -2, 0.5, 3])
  }

  @Test("a gradient that is no number is not hidden")
  func notANumber() {
    for clip in [GradientClip.norm(1), .value(1)] {
      let clipped = parameters()
      clipped[1].gradients[0] = .nan
      clip.apply(to: clipped)
      #expect(clipped[1].gradients[0].isNaN)
    }
  }

  @Test("the sum of squares at every length", arguments: [0, 1, 31, 32, 33, 64, 1009])
  func sumOfSquares(count: Int) {
    let numbers: [Float] = uniformNumbers(count, seed: 4, "squares")
    // Exact in Double but for the order of the additions.
    let wanted = numbers.reduce(0.0) { $0 + Double($1) * Double($1) }
    expectClose(Float.sumOfSquares(numbers, count: count), wanted, relative: 1e-13)
  }
}
