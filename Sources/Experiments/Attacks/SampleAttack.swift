import Base
import Neural
import Spec

/// An attack as a spec states it, on one network and the data it was trained on.
///
/// Changes are told in shares of the pixel range (raw value / 255) for images and in standard
/// deviations for tables: those are what papers state ε in (science: §5.2, §6.2, §7.4). A copy stays
/// in the range of its element over the data trained on – for images all that a pixel can be.
struct SampleAttack {
  private let attacker: Attacker<Float>
  private let attack: Attack
  private let target: AttackSettings.Target?
  private let seed: UInt64

  /// The network attacked.
  var network: Network<Float> { attacker.network }
  /// Where the fall of the true class's logit shall end; nil where the attack takes all steps.
  var drop: LogitDrop? { attack.drop }

  /// Samples between two looks at whether to stop; whole blocks, so copies do not depend on it.
  private static let samplesInSlice = 4 * EvaluationBlock.rows

  /// `seed` is that of random starts and targets; blocks have `rows` samples.
  init(
    _ settings: AttackSettings, on network: Network<Float>, of data: DataTable, seed: UInt64,
    rows: Int = EvaluationBlock.rows
  ) throws {
    guard network.classes == data.classes, data.classes > 1, !data.isRegression else {
      throw AttackError.noClassifier(outputs: network.classes)
    }
    if case .named(let label) = settings.target, label >= data.classes {
      throw AttackError.unknownTarget(label, classes: data.classes)
    }
    attacker = Attacker(network, in: try data.attackSpace(), rows: rows)
    attack = Attack(settings)
    target = settings.target
    self.seed = seed
  }

  /// The adversarial copies of network inputs whose true classes are `labels`.
  ///
  /// Throws what `check` throws between slices; it hears the fraction done.
  func copies(
    of inputs: [Float], labels: [Int32], ids: [Int64], check: (Double) throws -> Void = { _ in }
  ) throws -> AttackedInputs {
    let elements = attacker.space.elements
    let aims = zip(labels, ids).map { aim(label: $0, id: $1) }
    var copies: [Float] = []
    copies.reserveCapacity(inputs.count)
    for start in stride(from: 0, to: labels.count, by: Self.samplesInSlice) {
      try check(Double(start) / Double(labels.count))
      let rows = start..<min(start + Self.samplesInSlice, labels.count)
      let elements = rows.lowerBound * elements..<rows.upperBound * elements
      copies += attacker.copies(
        of: Array(inputs[elements]), labels: Array(aims[rows]), ids: Array(ids[rows]), by: attack,
        seed: seed)
    }
    // There is nothing to change where a sample is of the class wanted already.
    let isMeant = zip(aims, labels).map { !attack.isTargeted || $0 != $1 }
    for row in labels.indices where !isMeant[row] {
      let elements = row * elements..<(row + 1) * elements
      copies.replaceSubrange(elements, with: inputs[elements])
    }
    return AttackedInputs(copies: copies, aims: aims, isMeant: isMeant, isTargeted: target != nil)
  }

  /// How far copies are from their samples.
  func changes(_ copies: [Float], from inputs: [Float], in norm: Attack.Norm) -> [Double] {
    attacker.changes(copies, from: inputs, in: norm)
  }

  /// The class to get away from, or the one wanted.
  private func aim(label: Int32, id: Int64) -> Int32 {
    let classes = attacker.network.classes
    switch target {
    case nil: return label
    case .named(let wanted): return Int32(wanted)
    case .next: return (label + 1) % Int32(classes)
    case .random:
      var stream = RandomStream(
        seed: seed, purpose: "attack target", index: UInt64(bitPattern: id))
      let drawn = Int32(stream.below(classes - 1))
      return drawn < label ? drawn : drawn + 1
    }
  }
}

/// Adversarial copies, and what they were made for.
struct AttackedInputs {
  /// Network inputs, sample after sample.
  var copies: [Float]
  /// The class each shall be taken for or, without a target, not be taken for.
  var aims: [Int32]
  /// Whether each was attacked; not those that are of the class wanted.
  var isMeant: [Bool]
  /// Whether there is a class wanted.
  var isTargeted: Bool

  /// Whether each copy, taken for a sample of class `said`, is a success.
  func succeeds(_ said: [Int32]) -> [Bool] {
    zip(said, aims).map { ($0 == $1) == isTargeted }
  }
}

/// Why an attack cannot be made.
enum AttackError: Error, Sendable, Hashable, CustomStringConvertible {
  case noClassifier(outputs: Int)
  case unknownTarget(Int, classes: Int)
  case otherShape([Int], wanted: [Int])
  case otherClasses(Int, wanted: Int)
  case tokens

  /// What is wrong and the next step.
  var description: String {
    switch self {
    case .noClassifier(let outputs):
      "attacks need a classifier with one output for each class of its data, and this network has"
        + " \(outputs) outputs"
    case .unknownTarget(let label, let classes):
      "the attack's target is class \(label): classes are 0…\(classes - 1)"
    case .otherShape(let found, let wanted):
      "samples of shape \(found) cannot be attacked against a model trained on \(wanted): attack"
        + " one trained on data of that shape"
    case .otherClasses(let found, let wanted):
      "samples of \(found) classes cannot be attacked against a model of \(wanted): attack one"
        + " trained on data of those classes"
    case .tokens:
      "tokens cannot be changed a little: attack a model of images or of tables"
    }
  }
}

extension Attack {
  /// What a spec states.
  init(_ settings: AttackSettings) {
    let norm: Norm =
      switch settings.norm {
      case .linf: .linf
      case .l2: .l2
      }
    let isTargeted = settings.target != nil
    switch settings.method {
    case .fgsm: self = .fgsm(norm, epsilon: settings.epsilon, isTargeted: isTargeted)
    case .pgd:
      if let drop = settings.drop {
        self = .matched(
          norm, drop: LogitDrop(drop), epsilon: settings.epsilon, step: settings.step,
          steps: settings.steps)
        return
      }
      self = .pgd(
        norm, epsilon: settings.epsilon, step: settings.step, steps: settings.steps,
        restarts: settings.restarts, start: settings.start == .random ? .random : .sample,
        isTargeted: isTargeted)
    }
  }
}

extension LogitDrop {
  /// What a spec states.
  fileprivate init(_ drop: AttackSettings.Drop) {
    self.init(above: drop.above, through: drop.through, smallestStep: drop.smallestStep)
  }
}

extension AttackSettings {
  /// Forward and backward passes of one sample.
  var passes: Int { steps * restarts }
}

extension DataTable {
  /// Where inputs may be moved by an attack, and what ε is told in.
  func attackSpace() throws -> AttackSpace<Float> {
    guard vocabulary == nil else { throw AttackError.tokens }
    let isImages = shape.count == 3
    let channels = normalisation.channels
    let (lower, upper) = try inputRange()
    let unit = (0..<elements).map { element in
      isImages ? Float(1 / normalisation.deviation[element % channels]) : 1
    }
    return AttackSpace(lower: lower, upper: upper, unit: unit)
  }
}
