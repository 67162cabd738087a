import Base
import Neural
import Spec

/// The gradients of one batch, or of one part of it: of every loss of the objective.
///
/// The batch as it is and its masked copies (two per interaction loss) are stacked into one, so one
/// forward and one backward pass serve all terms (science: §4.3). Batch normalisation normalises
/// each copy alone, and each has its own dropped units, as in the authors' separate passes.
/// Adversarial copies stand in the place of the samples, masked copies are of them then, or come
/// last; both are of the augmented samples. Copies with units of a layer switched off, four for each
/// draw of their loss, join behind that layer. All buffers are made once.
final class TrainingStep {
  /// What is drawn in training: contexts of interaction losses of players and of units, and dropped
  /// units.
  struct Seeds {
    var contexts: UInt64 = 0
    var dropout: UInt64 = 0
  }

  /// Some rows of a batch.
  struct Part {
    /// Places in the data.
    var rows: ArraySlice<Int>
    /// The number of the first of them, counted over the whole training.
    var firstDraw: UInt64
    /// The epoch, counted from 0.
    var epoch = 0
    /// The share of the batch in it: the factor of its mean losses.
    var share = 1.0
  }

  let network: Network<Float>
  private let objective: TrainingObjective
  private let seeds: Seeds
  private let elements: Int
  private let targets = TargetRows()
  private let inputs = Buffer<Float>()
  private let gradients = Buffer<Float>()
  /// The gradients of one of several losses of the same outputs.
  private let oneGradient = Buffer<Float>()
  private let teacherOutputs = Buffer<Float>()
  private let draws = Buffer<UInt64>()
  private let masks = Buffer<UInt64>()
  private let unitMasks = Buffer<UInt64>()
  private let attacker: BatchAttacker?
  /// Passes `network` with units switched off; needed where the objective has a loss of units.
  private let gated: GatedPass<Float>?

  init(
    _ network: Network<Float>, _ objective: TrainingObjective, seeds: Seeds,
    gated: GatedPass<Float>? = nil
  ) {
    precondition(objective.units == nil || gated != nil, "a loss of units needs a gated pass")
    self.network = network
    self.gated = gated
    self.objective = objective
    self.seeds = seeds
    elements = network.inputElements
    attacker = objective.adversarial.map {
      BatchAttacker($0, of: network, seed: seeds.dropout)
    }
  }

  /// Adds the gradients of a part to those of the parameters; returns its loss times its share.
  func accumulate(_ part: Part, of data: LabelledInputs) -> Double {
    let count = part.rows.count
    let copies = objective.copies
    let batch = inputs.resize(copies * count * elements)
    gather(part.rows, of: data.inputs, width: elements, into: batch)
    if let augmentation = objective.augmentation {
      data.inputs.withUnsafeBufferPointer { inputs in
        guard let inputs = inputs.baseAddress else { return }
        for (place, row) in part.rows.enumerated() {
          augmentation.augment(
            inputs + row * elements, draw: part.firstDraw + UInt64(place),
            into: batch + place * elements)
        }
      }
    }
    if let attacker, let adversarial = objective.adversarial {
      attacker.attack(
        batch, labels: targets.labels(part.rows, of: data), count: count,
        firstDraw: part.firstDraw,
        into: adversarial.replaceSamples ? batch : batch + (copies - 1) * count * elements)
    }
    for (index, term) in objective.terms.enumerated() {
      let masks = drawMasks(term, UInt32(index), part)
      let copy = batch + (1 + 2 * index) * count * elements
      term.baseline.withUnsafeBufferPointer { baseline in
        guard let baseline = baseline.baseAddress else { return }
        term.players.mask(batch, baseline: baseline, masks: masks, count: count, into: copy)
        term.players.mask(
          batch, baseline: baseline, masks: masks + count * term.players.wordsPerMask, count: count,
          into: copy + count * elements)
      }
    }
    let pass = ForwardPass.training(
      parts: copies, dropoutSeed: seeds.dropout, draws: numberDraws(part))
    let gatedCopies = objective.gatedCopies(epoch: part.epoch)
    guard gatedCopies > 0, let gated else {
      let outputs = network.forward(batch, count: copies * count, pass)
      let loss = differentiate(outputs, part, of: data)
      network.backward(gradients.pointer)
      return loss
    }
    let outputs = gated.forward(
      batch, count: copies * count, copies: gatedCopies,
      masks: drawUnitMasks(of: gated.units, part), pass)
    let loss = differentiate(outputs, part, of: data)
    gated.backward(gradients.pointer)
    return loss
  }

  /// A number for each row of the stacked batch that no other row of the training has; copies with
  /// units switched off have that of their sample, so that they lose the same units to dropout and
  /// differ in nothing else.
  private func numberDraws(_ part: Part) -> UnsafePointer<UInt64> {
    let count = part.rows.count
    let gatedCopies = objective.gatedCopies(epoch: part.epoch)
    let numbers = draws.resize((objective.copies + gatedCopies) * count)
    for copy in 0..<objective.copies {
      // No training sees 2⁴⁸ samples.
      let first = UInt64(copy) << 48 | part.firstDraw
      for place in 0..<count { numbers[copy * count + place] = first + UInt64(place) }
    }
    for copy in objective.copies..<objective.copies + gatedCopies {
      (numbers + copy * count).update(from: numbers, count: count)
    }
    return UnsafePointer(numbers)
  }

  /// Writes the losses' gradients at the outputs of all copies; returns the sum of the losses.
  private func differentiate(
    _ outputs: UnsafePointer<Float>, _ part: Part, of data: LabelledInputs
  ) -> Double {
    let (count, width) = (part.rows.count, network.classes)
    let size = count * width
    let gatedCopies = objective.gatedCopies(epoch: part.epoch)
    let gradient = gradients.resize((objective.copies + gatedCopies) * size)
    let labels = targets.labels(part.rows, of: data)
    var own = part
    var loss = 0.0
    if let adversarial = objective.adversarial, !adversarial.replaceSamples {
      var copies = part
      copies.share *= adversarial.mix
      own.share *= 1 - adversarial.mix
      let last = (objective.copies - 1) * size
      loss += differentiateOwn(
        outputs + last, labels, copies, of: data, into: gradient + last)
    }
    loss += differentiateOwn(outputs, labels, own, of: data, into: gradient)
    for (index, term) in objective.terms.enumerated() {
      let outer = (1 + 2 * index) * size
      let scale = part.share * term.loss.weight
      loss +=
        scale
        * Neural.Loss.interaction(
          term.loss.kind, outer: outputs + outer, inner: outputs + outer + size,
          coefficient: term.loss.coefficient, labels: labels, count: count, classes: width,
          scale: scale, outerGradient: gradient + outer, innerGradient: gradient + outer + size)
    }
    guard gatedCopies > 0, let units = objective.units else { return loss }
    let scale = part.share * units.weight / Double(units.draws)
    for draw in 0..<units.draws {
      let start = (objective.copies + 4 * draw) * size
      loss +=
        scale
        * Neural.Loss.squaredSecondDifference(
          outputs + start, labels: labels, count: count, classes: width, scale: scale,
          gradient: gradient + start)
    }
    return loss
  }

  /// The masks of units of each draw: A∪B∪S of every sample, then A∪S, B∪S, S.
  private func drawUnitMasks(of units: PlayerRuns, _ part: Part) -> UnsafePointer<UInt64> {
    guard let term = objective.units else { preconditionFailure("there is no loss of units") }
    let (count, words) = (part.rows.count, units.wordsPerMask)
    let masks = unitMasks.resize(term.copies * count * words)
    for draw in 0..<term.draws {
      for place in 0..<count {
        term.drawMasks(
          units: units.playerCount, seed: seeds.contexts,
          sample: part.firstDraw + UInt64(place), draw: draw, stride: count * words,
          into: masks + (4 * draw * count + place) * words)
      }
    }
    return UnsafePointer(masks)
  }

  /// The losses of the batch as it is: those of labels and targets, and the distance from a teacher.
  private func differentiateOwn(
    _ outputs: UnsafePointer<Float>, _ labels: UnsafePointer<Int32>, _ part: Part,
    of data: LabelledInputs, into gradient: UnsafeMutablePointer<Float>
  ) -> Double {
    let (count, width) = (part.rows.count, network.classes)
    var total = 0.0
    var isFirst = true
    func add(_ weight: Double, _ mean: (Double, UnsafeMutablePointer<Float>) -> Double) {
      let scale = part.share * weight
      let target = isFirst ? gradient : oneGradient.resize(count * width)
      total += scale * mean(scale, target)
      if !isFirst { Float.addScaled(target, by: 1, to: gradient, count: count * width) }
      isFirst = false
    }
    let labelWeight = objective.imitation?.labelWeight ?? 1
    for loss in objective.losses where labelWeight > 0 {
      let numbers = targets.numbers(
        loss.target, part.rows, of: data, inputs: inputs.pointer, width: width)
      let rows = LossRows(
        outputs: outputs, labels: labels, targets: numbers, count: count, width: width)
      add(labelWeight * loss.weight) { loss.mean(of: rows, scale: $0, gradient: $1) }
    }
    guard let imitation = objective.imitation, imitation.labelWeight < 1 else { return total }
    let wanted = teacherOutputs.resize(count * width)
    gather(part.rows, of: data.teacherOutputs, width: width, into: wanted)
    add(1 - imitation.labelWeight) { scale, gradient in
      switch imitation.distance {
      case .divergence:
        Neural.Loss.softenedDivergence(
          outputs, from: wanted, count: count, classes: width,
          temperature: imitation.temperature, scale: scale, gradient: gradient)
      case .squared:
        Neural.Loss.squaredError(
          outputs, targets: wanted, count: count, width: width, scale: scale, gradient: gradient)
      }
    }
    return total
  }

  /// The S₂ of each sample, then the S₁ of each sample.
  private func drawMasks(_ term: TrainingObjective.Term, _ index: UInt32, _ part: Part)
    -> UnsafePointer<UInt64>
  {
    let count = part.rows.count
    let words = term.players.wordsPerMask
    let masks = masks.resize(2 * count * words)
    for place in 0..<count {
      let drawn = term.loss.coalitions(
        playerCount: term.players.playerCount, seed: seeds.contexts,
        draw: part.firstDraw + UInt64(place), term: index)
      for word in 0..<words {
        masks[place * words + word] = drawn.outer[word]
        masks[(count + place) * words + word] = drawn.inner[word]
      }
    }
    return UnsafePointer(masks)
  }
}
