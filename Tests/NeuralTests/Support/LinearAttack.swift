@testable import Neural

/// Two classes told apart by one weighted sum: attacks on it have closed forms.
struct LinearAttack {
  let network: Network<Double>
  /// How the log-odds against class 0 change with each input.
  let slopes: [Double]

  init(elements: Int, seed: UInt64 = 21) throws {
    network = try makeNetwork(.mlp([elements], [2]), seed: seed, as: Double.self)
    let weight = network.parameters[0].values.array
    slopes = (0..<elements).map { weight[elements + $0] - weight[$0] }
  }

  /// The cross-entropy of `label` at one input.
  func loss(_ input: [Double], label: Int) -> Double {
    OutputScore.loss.scores(of: network.logits(of: input), classes: 2, label: label)[0]
  }
}

extension AttackSpace {
  /// Every input is allowed, in these units.
  static func unbounded(unit: [Scalar]) -> AttackSpace {
    AttackSpace(
      lower: unit.map { _ in -.infinity }, upper: unit.map { _ in .infinity }, unit: unit)
  }
}
