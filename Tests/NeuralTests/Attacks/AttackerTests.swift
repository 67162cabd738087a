import Base
import TestSupport
import Testing

@testable import Neural

@Suite("Attacks on networks")
struct AttackerTests {
  /// Rounding of a few Float operations on numbers near one.
  static let rounding = 1e-6
  static let epsilon = 0.25
  static let classes: Int32 = 4

  static let attacks: [Attack] = [
    .fgsm(epsilon: epsilon), .fgsm(.l2, epsilon: epsilon),
    .pgd(.linf, epsilon: epsilon, step: 0.1, steps: 5),
    .pgd(.linf, epsilon: epsilon, step: 0.1, steps: 5, restarts: 3, isTargeted: true),
    .pgd(.l2, epsilon: epsilon, step: 0.1, steps: 5, start: .sample),
    .pgd(.l2, epsilon: epsilon, step: 0.2, steps: 5, restarts: 2),
  ]

  private let network: Network<Float>
  private let space: AttackSpace<Float>

  init() throws {
    // Wide enough that no sample has a zero gradient.
    network = try makeNetwork(
      NetworkBlueprint(
        inputShape: [6, 5, 2],
        layers: [
          NamedLayer("conv1", .convolution(filters: 8, kernel: 3, padding: 1)),
          NamedLayer("relu1", .relu), NamedLayer("pool1", .maxPool(size: 2)),
          NamedLayer("flatten", .flatten), NamedLayer("fc1", .dense(outputs: 24)),
          NamedLayer("relu2", .relu), NamedLayer("fc2", .dense(outputs: Int(Self.classes))),
        ]))
    let elements = network.inputElements
    let units: [Float] = uniformNumbers(elements, seed: 4, "unit")
    space = AttackSpace(
      lower: Array(repeating: -0.9, count: elements), upper: Array(repeating: 0.8, count: elements),
      unit: units.map { 1 + $0 / 2 })
  }

  private func inputs(_ count: Int) -> [Float] {
    uniformNumbers(count * network.inputElements, seed: 8, "inputs").map { 0.8 * $0 }
  }
  private func labels(_ count: Int) -> [Int32] { (0..<count).map { Int32($0) % Self.classes } }

  private func copies(_ count: Int, by attack: Attack, rows: Int = 16, seed: UInt64 = 1) -> [Float]
  {
    Attacker(network, in: space, rows: rows)
      .copies(
        of: inputs(count), labels: labels(count), ids: (0..<count).map { Int64($0) }, by: attack,
        seed: seed)
  }

  private func loss(_ copies: [Float], row: Int, label: Int32) -> Double {
    let elements = network.inputElements
    let logits = network.logits(of: Array(copies[row * elements..<(row + 1) * elements]))
    return OutputScore.loss.scores(of: logits, classes: Int(Self.classes), label: Int(label))[0]
  }

  @Test("copies lie in the ball and in the range, and are worse", arguments: attacks)
  func staysInside(_ attack: Attack) {
    let count = 37
    let natural = inputs(count)
    let copies = copies(count, by: attack)
    let attacker = Attacker(network, in: space)
    let lengths = attacker.changes(copies, from: natural, in: attack.norm)
    #expect(lengths.allSatisfy { $0 <= Self.epsilon + Self.rounding && $0 > 0.1 * Self.epsilon })
    #expect(copies.allSatisfy { $0 >= -0.9 && $0 <= 0.8 })
    let sign = attack.isTargeted ? -1.0 : 1.0
    let gains = labels(count).enumerated().map { row, label in
      sign * (loss(copies, row: row, label: label) - loss(natural, row: row, label: label))
    }
    // A step may jump over a kink, so not every one need gain.
    #expect(gains.count { $0 > 0 } >= count - 1)
  }

  @Test("the same numbers give the same bits, whatever is beside a sample", arguments: attacks)
  func independence(_ attack: Attack) {
    let all = copies(37, by: attack)
    #expect(copies(37, by: attack) == all)
    // Sample 33 stands in row 1 of its block here, and in row 1 of a block of its own there.
    let elements = network.inputElements
    let natural = inputs(37)
    let attacker = Attacker(network, in: space, rows: 16)
    let beside = Array(natural[5 * elements..<6 * elements])
    let alone = attacker.copies(
      of: beside + natural[33 * elements..<34 * elements], labels: [2, labels(37)[33]],
      ids: [99, 33], by: attack, seed: 1)
    #expect(alone.suffix(elements) == all[33 * elements..<34 * elements])
  }

  @Test("random starts differ by sample, restart and seed", arguments: Attack.Norm.allCases)
  func starts(_ norm: Attack.Norm) {
    func starts(restarts: Int = 1, seed: UInt64 = 1) -> [Float] {
      copies(
        2, by: .pgd(norm, epsilon: Self.epsilon, step: 0, steps: 0, restarts: restarts), seed: seed)
    }
    let elements = network.inputElements
    let first = starts()
    let changes = zip(first, inputs(2)).map { $0 - $1 }
    #expect(changes.prefix(elements) != changes.suffix(elements))
    #expect(starts(seed: 2) != first)
    #expect(starts(restarts: 4) != first)
  }

  @Test("starts fill the ball evenly")
  func uniformStarts() throws {
    let elements = 3
    let count = 4000
    let model = try makeNetwork(.mlp([elements], [2]), as: Double.self)
    let attacker = Attacker(model, in: .unbounded(unit: [1, 2, 0.5]))
    for norm in Attack.Norm.allCases {
      let zeros = [Double](repeating: 0, count: count * elements)
      let starts = attacker.copies(
        of: zeros, labels: Array(repeating: 0, count: count), ids: (0..<count).map { Int64($0) },
        by: .pgd(norm, epsilon: 1, step: 0, steps: 0), seed: 7)
      // Half of a ball's points are nearer than 0.5^(1/3) of the radius, in either norm.
      let lengths = attacker.changes(starts, from: zeros, in: norm)
      let near = lengths.count { $0 < 0.793_700_526 }
      // Four standard errors of a share of one half.
      expectClose(Double(near) / Double(count), 0.5, absolute: 2 / Double(count).squareRoot())
      let above = (0..<elements).map { i in (0..<count).count { starts[$0 * elements + i] > 0 } }
      for share in above.map({ Double($0) / Double(count) }) {
        expectClose(share, 0.5, absolute: 2 / Double(count).squareRoot())
      }
    }
  }

  @Test("more restarts are never worse, and sometimes better", arguments: Attack.Norm.allCases)
  func restarts(_ norm: Attack.Norm) {
    let count = 24
    var previous: [Double]?
    var gained = false
    for restarts in [2, 3, 6] {
      let copies = copies(
        count, by: .pgd(norm, epsilon: 0.6, step: 0.3, steps: 2, restarts: restarts))
      let made = labels(count).enumerated().map { row, label in
        loss(copies, row: row, label: label)
      }
      let succeeded = PredictedClass.of(network.logits(of: copies), classes: Int(Self.classes))
      for row in 0..<count {
        // Any success is worth more than any loss.
        let worth = (succeeded[row] == labels(count)[row] ? 0 : 1e6) + made[row]
        if let previous { #expect(worth >= previous[row] - Self.rounding) }
        gained = gained || worth > (previous?[row] ?? .infinity) + Self.rounding
      }
      previous = zip(succeeded, zip(labels(count), made)).map { $0 == $1.0 ? $1.1 : 1e6 + $1.1 }
    }
    #expect(gained)
  }

  @Test("an attack changes neither parameters nor their gradients, and thaws what it froze")
  func leavesTheNetworkAlone() {
    network.parameters[2].isFrozen = true
    for parameter in network.parameters {
      parameter.gradients.array = (0..<parameter.count).map { Float($0) }
    }
    let values = network.parameters.map(\.values.array)
    let gradients = network.parameters.map(\.gradients.array)
    _ = copies(3, by: .pgd(.linf, epsilon: 0.1, step: 0.1, steps: 2, restarts: 2))
    #expect(network.parameters.map(\.values.array) == values)
    #expect(network.parameters.map(\.gradients.array) == gradients)
    #expect(network.parameters.indices.filter { network.parameters[$0].isFrozen } == [2])
  }
}
