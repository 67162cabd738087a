import Base
import Neural

/// One update of the weights from one batch: cross-entropy and every interaction loss.
///
/// The batch as it is and its masked copies (two per interaction loss) are stacked into one, so one
/// forward and one backward pass serve all terms (science: §4.3). All buffers are made once.
final class TrainingStep {
  /// An interaction loss with what it needs of this data.
  struct Term {
    var loss: InteractionLossTerm
    var players: PlayerRuns
    var baseline: [Float]
  }

  private let network: Network<Float>
  private let terms: [Term]
  private let elements: Int
  private let inputs = Buffer<Float>()
  private let gradients = Buffer<Float>()
  private var masks: [UInt64] = []

  init(_ network: Network<Float>, terms: [Term]) {
    self.network = network
    self.terms = terms
    elements = network.inputElements
  }

  /// Adds the gradients of one batch to the (zeroed) gradients of the parameters; returns the loss.
  ///
  /// `rows` are places in `images` and `labels`; `firstDraw` counts images over the whole training.
  func accumulate(
    rows: ArraySlice<Int>, images: [Float], labels: [Int32], contextSeed: UInt64,
    firstDraw: UInt64
  ) -> Double {
    let count = rows.count
    let copies = 1 + 2 * terms.count
    let batch = inputs.resize(copies * count * elements)
    images.withUnsafeBufferPointer { images in
      guard let source = images.baseAddress else { return }
      for (place, row) in rows.enumerated() {
        (batch + place * elements).update(from: source + row * elements, count: elements)
      }
    }
    for (index, term) in terms.enumerated() {
      fillMasks(term, UInt32(index), count: count, seed: contextSeed, firstDraw: firstDraw)
      let copy = (1 + 2 * index) * count * elements
      term.baseline.withUnsafeBufferPointer { baseline in
        masks.withUnsafeBufferPointer { masks in
          guard let baseline = baseline.baseAddress, let masks = masks.baseAddress else { return }
          term.players.mask(
            batch, baseline: baseline, masks: masks, count: count, into: batch + copy)
          term.players.mask(
            batch, baseline: baseline, masks: masks + count, count: count,
            into: batch + copy + count * elements)
        }
      }
    }
    let logits = network.forward(batch, count: copies * count, .training(parts: copies))
    let loss = differentiate(logits, labels: rows.map { labels[$0] }, count: count)
    network.backward(gradients.pointer)
    return loss
  }

  /// Writes the losses' gradients at the logits of all copies; returns the sum of the losses.
  private func differentiate(_ logits: UnsafePointer<Float>, labels: [Int32], count: Int)
    -> Double
  {
    let classes = network.classes
    let rows = count * classes
    let gradient = gradients.resize((1 + 2 * terms.count) * rows)
    return labels.withUnsafeBufferPointer { labels in
      guard let labels = labels.baseAddress else { return 0 }
      var loss = Neural.Loss.softmaxCrossEntropy(
        logits, labels: labels, count: count, classes: classes, gradient: gradient)
      for (index, term) in terms.enumerated() {
        let outer = (1 + 2 * index) * rows
        loss +=
          term.loss.weight
          * Neural.Loss.interaction(
            term.loss.kind, outer: logits + outer, inner: logits + outer + rows,
            coefficient: term.loss.coefficient, labels: labels, count: count, classes: classes,
            scale: term.loss.weight, outerGradient: gradient + outer,
            innerGradient: gradient + outer + rows)
      }
      return loss
    }
  }

  /// The S₂ of each image, then the S₁ of each image.
  private func fillMasks(
    _ term: Term, _ index: UInt32, count: Int, seed: UInt64, firstDraw: UInt64
  ) {
    masks = [UInt64](repeating: 0, count: 2 * count)
    for place in 0..<count {
      let drawn = term.loss.coalitions(
        playerCount: term.players.playerCount, seed: seed, draw: firstDraw + UInt64(place),
        term: index)
      masks[place] = drawn.outer
      masks[count + place] = drawn.inner
    }
  }
}
