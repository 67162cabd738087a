import Glibc
import TestSupport
import Testing

@testable import Neural

@Suite("Gradients of masked scores with respect to parameters")
struct MaskedGradientTests {
  /// Central differences at 1e-5 err by about 1e-10, and by rounding as much.
  static let step = 1e-5
  static let tolerance = 1e-8
  /// A few roundings.
  static let rounding = 1e-14

  /// Δv of players 0 and 2 in the context {1}: v({1}) − v({0,1}) − v({1,2}) + v({0,1,2}).
  static let masks: [UInt64] = [0b010, 0b011, 0b110, 0b111]
  static let signs: [Double] = [1, -1, -1, 1]

  private static func runs(_ elements: Int) -> PlayerRuns {
    PlayerRuns(
      playerOfElement: (0..<elements).map { Int32($0 / 2 % 3) }, playerCount: 3)
  }

  private func loaded<Scalar: NetworkScalar>(
    _ network: Network<Scalar>, x: [Scalar], b: [Scalar]
  ) -> MaskedGradients<Scalar> {
    let gradients = MaskedGradients(network, players: Self.runs(network.inputElements))
    gradients.load(input: x, baseline: b)
    return gradients
  }

  private func gradient<Scalar: NetworkScalar>(
    _ gradients: MaskedGradients<Scalar>, _ masks: [UInt64] = masks,
    _ signs: [Double] = signs, label: Int = 1, output: OutputScore = .logOdds
  ) -> [Scalar] {
    var found = [Scalar](repeating: .nan, count: gradients.count)
    found.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      gradients.gradient(of: masks, signs: signs, label: label, output: output, into: base)
    }
    return found
  }

  /// The signed sum of scores, by inference on inputs masked element by element.
  private func value(
    _ network: Network<Double>, x: [Double], b: [Double], label: Int, _ output: OutputScore
  ) -> Double {
    let players = Self.runs(network.inputElements).playerOfElement
    return zip(Self.masks, Self.signs).reduce(0) { sum, term in
      let masked = x.indices.map { term.0 >> UInt64(players[$0]) & 1 == 1 ? x[$0] : b[$0] }
      let logits = network.logits(of: masked)
      return sum + term.1
        * output.scores(of: logits, classes: network.classes, label: label)[0]
    }
  }

  @Test(
    "are the finite differences of every score",
    arguments: OutputScore.allCases, [NetworkBlueprint.mlp([9], [5, 4]), .smallCNN([6, 6, 2])])
  func finiteDifferences(output: OutputScore, blueprint: NetworkBlueprint) throws {
    let network = try makeNetwork(blueprint, as: Double.self)
    let x: [Double] = uniformNumbers(network.inputElements, seed: 1, "input")
    let b: [Double] = uniformNumbers(network.inputElements, seed: 2, "baseline")
    let found = gradient(loaded(network, x: x, b: b), output: output)
    var place = 0
    for parameter in network.parameters {
      for index in 0..<parameter.count {
        let own = parameter.values[index]
        parameter.values[index] = own + Self.step
        let above = value(network, x: x, b: b, label: 1, output)
        parameter.values[index] = own - Self.step
        let below = value(network, x: x, b: b, label: 1, output)
        parameter.values[index] = own
        expectClose(
          found[place], (above - below) / (2 * Self.step), absolute: Self.tolerance,
          "\(output) \(parameter.name)[\(index)]")
        place += 1
      }
    }
    #expect(place == found.count)
  }

  @Test("of a linear network without hidden units vanish: its players do not interact")
  func linear() throws {
    let network = try makeNetwork(.mlp([6], [3]), as: Double.self)
    let gradients = loaded(
      network, x: uniformNumbers(6, seed: 1, "input"), b: uniformNumbers(6, seed: 2, "baseline"))
    for number in gradient(gradients, output: .logit) {
      expectClose(number, 0, absolute: Self.rounding)
    }
    // Log-odds of three classes bend.
    #expect(gradient(gradients).contains { abs($0) > 1e-3 })
  }

  @Test("of units that are never active are 0, and have no direction")
  func dead() throws {
    let network = try makeNetwork(.mlp([6], [4, 2]), as: Double.self)
    network.parameters[1].values.array = [-100, -100, -100, -100]
    let gradients = loaded(
      network, x: uniformNumbers(6, seed: 1, "input"), b: uniformNumbers(6, seed: 2, "baseline"))
    let sums = gradients.sums(of: Self.masks, signs: Self.signs, label: 0, output: .logit)
    #expect(sums == GradientSums(count: 1))
  }

  @Test("of one hidden layer are those of the chain rule, written out")
  func oneHiddenLayer() throws {
    let network = try makeNetwork(.mlp([6], [4, 2]), as: Double.self)
    let x: [Double] = uniformNumbers(6, seed: 1, "input")
    let b: [Double] = uniformNumbers(6, seed: 2, "baseline")
    let found = gradient(loaded(network, x: x, b: b), label: 0, output: .logit)
    let players = Self.runs(6).playerOfElement
    let (w1, c1) = (network.parameters[0].values.array, network.parameters[1].values.array)
    let w2 = network.parameters[2].values.array
    var wanted = [Double](repeating: 0, count: found.count)
    for (mask, sign) in zip(Self.masks, Self.signs) {
      let masked = x.indices.map { mask >> UInt64(players[$0]) & 1 == 1 ? x[$0] : b[$0] }
      for unit in 0..<4 {
        let before = masked.indices.reduce(c1[unit]) { $0 + w1[unit * 6 + $1] * masked[$1] }
        // z = w2·relu(w1·x + c1) + c2 of class 0, whose constant cancels.
        wanted[28 + unit] += sign * max(0, before)
        guard before > 0 else { continue }
        wanted[24 + unit] += sign * w2[unit]
        for i in 0..<6 { wanted[unit * 6 + i] += sign * w2[unit] * masked[i] }
      }
    }
    expectClose(found, wanted, absolute: Self.rounding)
  }

  @Test("sums over combinations are those of single gradients; frozen parameters count for nothing")
  func sums() throws {
    let network = try makeNetwork(.mlp([6], [4, 3]), as: Double.self)
    let x: [Double] = uniformNumbers(6, seed: 1, "input")
    let gradients = loaded(network, x: x, b: uniformNumbers(6, seed: 2, "baseline"))
    // In the contexts ∅ and {1}.
    let combinations: [[UInt64]] = [[0, 1, 4, 5], Self.masks]
    let single = combinations.map { gradient(gradients, $0) }
    let found = gradients.sums(
      of: combinations.flatMap(\.self), signs: Self.signs, label: 1, output: .logOdds)
    func square(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 } }
    func total(_ vectors: [[Double]]) -> [Double] {
      vectors[0].indices.map { place in vectors.reduce(0) { $0 + $1[place] } }
    }
    #expect(found.count == 2 && found.directions == 2)
    expectClose(
      found.sumOfSquares, single.reduce(0) { $0 + square($1) }, relative: Self.rounding)
    expectClose(found.squareOfSum, square(total(single)), relative: Self.rounding)
    let pointing = single.map { vector in
      vector.map { $0 / square(vector).squareRoot() }
    }
    expectClose(
      found.squareOfDirectionSum, square(total(pointing)), relative: Self.rounding)
    network.parameters[0].isFrozen = true
    let frozen = gradient(gradients)
    #expect(frozen.prefix(24).allSatisfy { $0 == 0 })
    #expect(Array(frozen.dropFirst(24)) == Array(single[1].dropFirst(24)))
  }

  @Test("in Float they are those in Double, rounded")
  func single() throws {
    let wide = try makeNetwork(.smallCNN([6, 6, 2]), as: Double.self)
    let narrow = try Network<Float>(wide.blueprint)
    narrow.copyParameters(from: wide)
    let x: [Float] = uniformNumbers(72, seed: 1, "input")
    let b: [Float] = uniformNumbers(72, seed: 2, "baseline")
    let exact = gradient(loaded(wide, x: x.map { Double($0) }, b: b.map { Double($0) }))
    // Four terms of order 1 that nearly cancel.
    expectClose(
      gradient(loaded(narrow, x: x, b: b)).map { Double($0) }, exact, absolute: 1e-5)
  }
}
