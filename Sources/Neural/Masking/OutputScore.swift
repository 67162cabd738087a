/// The number of a network's output that is the value of a masked input.
public enum OutputScore: String, Sendable, Hashable, CaseIterable {
  /// log(p/(1−p)) of the label's probability, as z_y − log Σ_{k≠y} exp z_k: finite however sure
  /// the network is.
  case logOdds = "log-odds"
  /// log p of the label.
  case logProbability = "log-probability"
  /// The label's logit.
  case logit
  /// The label's logit minus the largest other one.
  case classMargin = "class-margin"
  /// Cross-entropy, −log p.
  case loss

  /// The score of each of `count` rows of logits for class `label`, in `Double`.
  public func scores<Scalar: NetworkScalar>(
    of logits: UnsafePointer<Scalar>, count: Int, classes: Int, label: Int,
    into scores: UnsafeMutablePointer<Double>
  ) {
    precondition(classes >= 2, "OutputScore: \(classes) classes; at least 2")
    precondition(label >= 0 && label < classes, "OutputScore: label \(label) of \(classes)")
    Scalar.scores(
      self, of: logits, count: count, classes: classes, label: label, into: scores)
  }

  /// The score of each row of logits for class `label`.
  public func scores<Scalar: NetworkScalar>(of logits: [Scalar], classes: Int, label: Int)
    -> [Double]
  {
    let count = logits.count / classes
    return [Double](unsafeUninitializedCapacity: count) { target, written in
      logits.withUnsafeBufferPointer { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        scores(of: from, count: count, classes: classes, label: label, into: to)
      }
      written = count
    }
  }
}

/// The class a network says, row by row.
public enum PredictedClass {
  /// The number of the largest logit of each row, the first of equals.
  public static func of<Scalar: NetworkScalar>(_ logits: [Scalar], classes: Int) -> [Int32] {
    let count = logits.count / classes
    return [Int32](unsafeUninitializedCapacity: count) { target, written in
      logits.withUnsafeBufferPointer { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        Scalar.largest(of: from, count: count, classes: classes, into: to)
      }
      written = count
    }
  }
}
