/// Attacks batches of inputs of one network through its input gradients, in evaluation mode.
///
/// Samples are attacked each for itself: the gradient steps of one do not depend on the others.
/// They pass in blocks of `rows`, the last padded with zeros, so an adversarial copy is a function
/// of its sample, label and id and of its number modulo `rows` – a matrix product rounds a row by
/// its place – whatever is beside it. The parameters' gradients are left alone.
public final class Attacker<Scalar: NetworkScalar> {
  /// The network attacked; its weights may change between attacks.
  public let network: Network<Scalar>
  /// Where copies may lie.
  public let space: AttackSpace<Scalar>
  /// Samples of one block.
  public let rows: Int

  private let samples = Buffer<Scalar>()
  private let points = Buffer<Scalar>()
  /// The points before a step that may be taken back.
  private let before = Buffer<Scalar>()
  private let gradients = Buffer<Scalar>()
  private let logits = Buffer<Scalar>()
  private let labels = Buffer<Int32>()
  private let ids = Buffer<Int64>()
  private let losses = Buffer<Double>()
  private let winners = Buffer<Int32>()
  /// How well the best try of each row did.
  private var best: [Achievement] = []

  /// How far a try came: whether the network errs as wanted, then how large its loss is.
  private struct Achievement {
    var succeeds: Bool
    var gain: Double

    func isBeaten(by other: Achievement) -> Bool {
      succeeds == other.succeeds ? other.gain > gain : other.succeeds
    }
  }

  /// Makes the buffers for blocks of `rows`.
  ///
  /// Evaluations keep the default; a training takes its batch.
  public init(
    _ network: Network<Scalar>, in space: AttackSpace<Scalar>, rows: Int = EvaluationBlock.rows
  ) {
    precondition(
      space.elements == network.inputElements,
      "Attacker: a space of \(space.elements) for inputs of \(network.inputElements)")
    precondition(network.classes > 1, "Attacker: \(network.classes) outputs are no classes")
    precondition(rows > 0, "Attacker: blocks of \(rows) rows")
    self.network = network
    self.space = space
    self.rows = rows
  }

  /// Writes the adversarial copy of each of `count` inputs.
  ///
  /// `ids` tell the samples' random starts apart. A label is the class to get away from or,
  /// targeted, the class wanted.
  public func attack(
    _ inputs: UnsafePointer<Scalar>, labels: UnsafePointer<Int32>, ids: UnsafePointer<Int64>,
    count: Int, by attack: Attack, seed: UInt64, into copies: UnsafeMutablePointer<Scalar>
  ) {
    prepare()
    let elements = space.elements
    network.withFrozenParameters {
      for start in stride(from: 0, to: count, by: rows) {
        let used = min(rows, count - start)
        samples.pointer.update(from: inputs + start * elements, count: used * elements)
        Scalar.fill(samples.pointer + used * elements, count: (rows - used) * elements)
        self.labels.clear()
        self.labels.pointer.update(from: labels + start, count: used)
        self.ids.pointer.update(from: ids + start, count: used)
        attackBlock(used, by: attack, seed: seed, into: copies + start * elements)
      }
    }
  }

  /// The adversarial copies of `inputs`, as an array.
  public func copies(
    of inputs: [Scalar], labels: [Int32], ids: [Int64], by attack: Attack, seed: UInt64
  ) -> [Scalar] {
    precondition(
      inputs.count == labels.count * space.elements && ids.count == labels.count,
      "Attacker: \(inputs.count) numbers, \(labels.count) labels and \(ids.count) ids")
    let count = ids.count
    return [Scalar](unsafeUninitializedCapacity: inputs.count) { target, written in
      inputs.withUnsafeBufferPointer { source in
        labels.withUnsafeBufferPointer { labels in
          ids.withUnsafeBufferPointer { ids in
            guard let source = source.baseAddress, let labels = labels.baseAddress,
              let ids = ids.baseAddress, let target = target.baseAddress
            else { return }
            self.attack(
              source, labels: labels, ids: ids, count: count, by: attack, seed: seed,
              into: target)
          }
        }
      }
      written = inputs.count
    }
  }

  /// How far each copy is from its sample.
  public func changes(_ copies: [Scalar], from inputs: [Scalar], in norm: Attack.Norm) -> [Double] {
    precondition(
      copies.count == inputs.count && copies.count % space.elements == 0,
      "Attacker: \(copies.count) numbers of copies, \(inputs.count) of samples")
    let count = copies.count / space.elements
    return [Double](unsafeUninitializedCapacity: count) { lengths, written in
      copies.withUnsafeBufferPointer { copies in
        inputs.withUnsafeBufferPointer { inputs in
          guard let copies = copies.baseAddress, let inputs = inputs.baseAddress,
            let lengths = lengths.baseAddress
          else { return }
          Scalar.changes(copies, from: inputs, space, norm, rows: count, into: lengths)
        }
      }
      written = count
    }
  }

  // MARK: - One block

  private func prepare() {
    let elements = space.elements
    samples.resize(rows * elements)
    points.resize(rows * elements)
    gradients.resize(rows * elements)
    logits.resize(rows * network.classes)
    labels.resize(rows)
    ids.resize(rows)
    losses.resize(rows)
    winners.resize(rows)
  }

  private func attackBlock(
    _ used: Int, by attack: Attack, seed: UInt64, into copies: UnsafeMutablePointer<Scalar>
  ) {
    let elements = space.elements
    best.removeAll(keepingCapacity: true)
    for restart in 0..<attack.restarts {
      points.pointer.update(from: samples.pointer, count: rows * elements)
      if attack.start == .random {
        Scalar.attackStarts(
          points.pointer, samples: samples.pointer, space, attack.norm, epsilon: attack.epsilon,
          seed: seed, ids: ids.pointer, restart: UInt32(restart), rows: used)
      }
      if let drop = attack.drop {
        fall(into: drop, used, by: attack)
        break
      }
      for _ in 0..<attack.steps { step(used, by: attack) }
      guard attack.restarts > 1 else { break }
      keepBetter(used, isTargeted: attack.isTargeted, into: copies)
    }
    if attack.restarts == 1 || attack.drop != nil {
      copies.update(from: points.pointer, count: used * elements)
    }
  }

  private func step(_ used: Int, by attack: Attack) {
    findGradients()
    move(0..<used, by: attack, step: attack.isTargeted ? -attack.step : attack.step)
  }

  /// The gradients of the loss at all points of the block.
  private func findGradients() {
    network.inputGradients(at: points.pointer, count: rows, into: gradients.pointer) {
      Scalar.oddsSlopes($0, labels: labels.pointer, count: rows, classes: network.classes, into: $1)
    }
  }

  /// One step of some rows along their gradients.
  private func move(_ rows: Range<Int>, by attack: Attack, step: Double) {
    let place = rows.lowerBound * space.elements
    switch attack.norm {
    case .linf:
      Scalar.signSteps(
        points.pointer + place, gradients: gradients.pointer + place,
        samples: samples.pointer + place, space, step: step, epsilon: attack.epsilon,
        rows: rows.count)
    case .l2:
      Scalar.gradientSteps(
        points.pointer + place, gradients: gradients.pointer + place,
        samples: samples.pointer + place, space, step: step, epsilon: attack.epsilon,
        rows: rows.count)
    }
  }

  /// Moves each row until its label's logit fell into the band, or it is given up, or steps end.
  private func fall(into band: LogitDrop, _ used: Int, by attack: Attack) {
    let elements = space.elements
    before.resize(rows * elements)
    let start = labelLogits(used)
    var step = [Double](repeating: attack.step, count: used)
    var moving = Array(0..<used)
    for _ in 0..<attack.steps where !moving.isEmpty {
      before.pointer.update(from: points.pointer, count: rows * elements)
      findGradients()
      for row in moving { move(row..<row + 1, by: attack, step: step[row]) }
      let now = labelLogits(used)
      moving = moving.filter { row in
        let fallen = start[row] - now[row]
        guard fallen > band.through else { return !band.contains(fallen) }
        (points.pointer + row * elements)
          .update(from: before.pointer + row * elements, count: elements)
        step[row] /= 2
        return step[row] >= band.smallestStep
      }
    }
  }

  /// The logit of each row's label at its point.
  private func labelLogits(_ used: Int) -> [Double] {
    let classes = network.classes
    network.logits(of: points.pointer, count: rows, into: logits.pointer)
    return (0..<used).map { logits[$0 * classes + Int(labels[$0])].asDouble }
  }

  /// Copies the points that came further than the best so far; of equals the first stays.
  private func keepBetter(
    _ used: Int, isTargeted: Bool, into copies: UnsafeMutablePointer<Scalar>
  ) {
    let elements = space.elements
    let classes = network.classes
    network.logits(of: points.pointer, count: rows, into: logits.pointer)
    Scalar.largest(of: logits.pointer, count: used, classes: classes, into: winners.pointer)
    for row in 0..<used {
      let label = labels[row]
      Scalar.scores(
        .loss, of: logits.pointer + row * classes, count: 1, classes: classes, label: Int(label),
        into: losses.pointer + row)
      let made = Achievement(
        succeeds: (winners[row] == label) == isTargeted,
        gain: isTargeted ? -losses[row] : losses[row])
      let isFirst = best.count == row
      if isFirst { best.append(made) }
      guard isFirst || best[row].isBeaten(by: made) else { continue }
      best[row] = made
      (copies + row * elements).update(from: points.pointer + row * elements, count: elements)
    }
  }
}
