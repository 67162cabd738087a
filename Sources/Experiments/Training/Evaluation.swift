import Base
import Neural

/// Loss and accuracy of a network on a whole split, in evaluation blocks.
struct Evaluation {
  /// Mean cross-entropy in nats.
  var loss: Double
  /// Share of samples classified correctly.
  var accuracy: Double
  /// Number of samples.
  var count: Int

  /// Evaluates every sample of `split`.
  init(of network: Network<Float>, on data: DataTable, split name: String) throws {
    let split = try data.split(name)
    let logits = network.logits(of: try data.inputs(of: name))
    count = split.count
    loss = logits.withUnsafeBufferPointer { logits in
      split.labels.withUnsafeBufferPointer { labels in
        guard let logits = logits.baseAddress, let labels = labels.baseAddress else { return 0 }
        return Neural.Loss.softmaxCrossEntropy(
          logits, labels: labels, count: split.count, classes: network.classes, gradient: nil)
      }
    }
    let winners = PredictedClass.of(logits, classes: network.classes)
    let hits = zip(winners, split.labels).count { $0 == $1 }
    accuracy = count > 0 ? Double(hits) / Double(count) : 0
  }
}
