import Base
import Neural

/// A split as a network reads it: made once, read in every epoch.
struct LabelledInputs {
  /// Normalised, samples × height × width × channels.
  var inputs: [Float]
  /// The class of each sample.
  var labels: [Int32]
}

extension DataTable {
  /// A whole split as network inputs with its labels.
  func labelledInputs(of name: String) throws(DatasetError) -> LabelledInputs {
    LabelledInputs(inputs: try inputs(of: name), labels: try split(name).labels)
  }
}

/// Loss and accuracy of a network on a whole split, in evaluation blocks.
struct Evaluation {
  /// Mean cross-entropy in nats.
  var loss: Double
  /// Share of samples classified correctly.
  var accuracy: Double
  /// Number of samples.
  var count: Int

  /// Evaluates every sample of `split`.
  init(of network: Network<Float>, on split: LabelledInputs) {
    let count = split.labels.count
    self.count = count
    let logits = network.logits(of: split.inputs)
    loss = logits.withUnsafeBufferPointer { logits in
      split.labels.withUnsafeBufferPointer { labels in
        guard let logits = logits.baseAddress, let labels = labels.baseAddress else { return 0 }
        return Neural.Loss.softmaxCrossEntropy(
          logits, labels: labels, count: count, classes: network.classes, gradient: nil)
      }
    }
    let winners = PredictedClass.of(logits, classes: network.classes)
    let hits = zip(winners, split.labels).count { $0 == $1 }
    accuracy = count > 0 ? Double(hits) / Double(count) : 0
  }
}
