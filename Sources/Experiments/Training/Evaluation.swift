import Base
import Neural

/// Loss and accuracy of a network on a whole split, in evaluation blocks.
struct Evaluation {
  /// The sum of the mean losses by their weights.
  var loss: Double
  /// Share of samples classified correctly; nil where the outputs are of no classes.
  var accuracy: Double?
  /// Number of samples.
  var count: Int

  /// Samples whose outputs are kept at a time where they are not compared with classes, since they
  /// may be as large as inputs.
  private static let chunk = 8192

  /// Evaluates every sample of `split`; the losses must fit the network and the split.
  init(
    of network: Network<Float>, on split: LabelledInputs,
    losses: [any TrainingLoss] = [CrossEntropyLoss()]
  ) {
    let count = split.count
    self.count = count
    let losses = losses.map(\.recorded)
    let hasClasses = split.targets.isEmpty && losses.contains { $0.target != .input }
    let (width, elements) = (network.classes, network.inputElements)
    let targets = TargetRows()
    let rows = Array(0..<count)
    let chunk = losses.allSatisfy { $0.target == .labels } ? max(1, count) : Self.chunk
    var total = 0.0
    var hits = 0
    for start in stride(from: 0, to: count, by: chunk) {
      let part = rows[start..<min(start + chunk, count)]
      let inputs =
        part.count == count
        ? split.inputs : Array(split.inputs[start * elements..<part.endIndex * elements])
      let outputs = network.logits(of: inputs)
      let labels = targets.labels(part, of: split)
      for loss in losses {
        let mean = outputs.withUnsafeBufferPointer { outputs in
          inputs.withUnsafeBufferPointer { inputs in
            guard let outputs = outputs.baseAddress, let inputs = inputs.baseAddress else {
              return 0.0
            }
            let numbers = targets.numbers(
              loss.target, part, of: split, inputs: inputs, width: width)
            let rows = LossRows(
              outputs: outputs, labels: labels, targets: numbers, count: part.count, width: width)
            return loss.mean(of: rows, scale: 1, gradient: nil)
          }
        }
        total += loss.weight * mean * (Double(part.count) / Double(count))
      }
      guard hasClasses else { continue }
      let winners =
        width == 1
        ? outputs.map { $0 > 0 ? 1 : 0 } : PredictedClass.of(outputs, classes: width)
      hits += zip(winners, split.labels[part.startIndex..<part.endIndex]).count { $0 == $1 }
    }
    loss = total
    accuracy = hasClasses ? (count > 0 ? Double(hits) / Double(count) : 0) : nil
  }
}
