import Glibc

// One row of logits at a time, in Double whatever the scalar: rows are short, a product of this size
// costs a hundred times more, and log-odds of confident networks keep their digits.

extension NetworkScalar {
  /// About each row's largest logit.
  public static func softmaxCrossEntropy(
    _ logits: UnsafePointer<Self>, labels: UnsafePointer<Int32>, count: Int, classes: Int,
    smoothing: Double, scale: Double, gradient: UnsafeMutablePointer<Self>?
  ) -> Double {
    let factor = scale / Double(count)
    // What the target gives each class, and what it gives the label beside that.
    let shared = smoothing / Double(classes)
    let own = 1 - smoothing
    var total = 0.0
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 &* classes) { scratch in
      guard let values = scratch.baseAddress else { return }
      let shares = values + classes
      for row in 0..<count {
        let offset = row &* classes
        let label = Int(labels[row])
        for k in 0..<classes { values[k] = logits[offset &+ k].asDouble }
        let normaliser = softmax(values, classes, into: shares)
        total += own * (normaliser - values[label])
        if smoothing > 0 {
          var sum = 0.0
          for k in 0..<classes { sum += normaliser - values[k] }
          total += shared * sum
        }
        guard let gradient else { continue }
        for k in 0..<classes {
          let target = shared + (k == label ? own : 0)
          gradient[offset &+ k] = Self(factor * (shares[k] - target))
        }
      }
    }
    return total / Double(count)
  }

  /// About each row's largest u.
  public static func interactionLoss(
    _ kind: InteractionLossKind, outer: UnsafePointer<Self>, inner: UnsafePointer<Self>,
    coefficient: Double, labels: UnsafePointer<Int32>, count: Int, classes: Int, scale: Double,
    outerGradient: UnsafeMutablePointer<Self>?, innerGradient: UnsafeMutablePointer<Self>?
  ) -> Double {
    let factor = scale / Double(count)
    var total = 0.0
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 &* classes) { scratch in
      guard let values = scratch.baseAddress else { return }
      let shares = values + classes
      for row in 0..<count {
        let offset = row &* classes
        let label = Int(labels[row])
        for k in 0..<classes {
          let i = offset &+ k
          values[k] = outer[i].asDouble - coefficient * inner[i].asDouble
        }
        let normaliser = softmax(values, classes, into: shares)
        // Σ q log q, with log q = u − log Σ exp u: finite where q underflows.
        var negentropy = 0.0
        for k in 0..<classes { negentropy += shares[k] * (values[k] - normaliser) }
        total += kind == .encourage ? normaliser - values[label] : negentropy
        guard let outerGradient, let innerGradient else { continue }
        for k in 0..<classes {
          let slope: Double
          switch kind {
          case .encourage: slope = shares[k] - (k == label ? 1 : 0)
          case .suppress: slope = shares[k] * (values[k] - normaliser - negentropy)
          }
          let i = offset &+ k
          outerGradient[i] = Self(factor * slope)
          innerGradient[i] = Self(-factor * coefficient * slope)
        }
      }
    }
    return total / Double(count)
  }

  /// Outer terms first: the formula is its own mirror image.
  public static func squaredSecondDifference(
    _ logits: UnsafePointer<Self>, labels: UnsafePointer<Int32>, count: Int, classes: Int,
    scale: Double, gradient: UnsafeMutablePointer<Self>?
  ) -> Double {
    let factor = 2 * scale / Double(count)
    let block = count &* classes
    var total = 0.0
    for row in 0..<count {
      let label = row &* classes &+ Int(labels[row])
      let both = logits[label].asDouble
      let first = logits[block &+ label].asDouble
      let second = logits[2 &* block &+ label].asDouble
      let neither = logits[3 &* block &+ label].asDouble
      let difference = (both - first) - (second - neither)
      total += difference * difference
      guard let gradient else { continue }
      for part in 0..<4 {
        let start = part &* block &+ row &* classes
        for k in 0..<classes { gradient[start &+ k] = 0 }
      }
      let slope = Self(factor * difference)
      gradient[label] = slope
      gradient[block &+ label] = -slope
      gradient[2 &* block &+ label] = -slope
      gradient[3 &* block &+ label] = slope
    }
    return total / Double(count)
  }

  /// About zero: max(x, 0) − x·z + log(1 + exp(−|x|)), which no logit overflows.
  public static func binaryCrossEntropy(
    _ logits: UnsafePointer<Self>, targets: UnsafePointer<Self>, count: Int, scale: Double,
    gradient: UnsafeMutablePointer<Self>?
  ) -> Double {
    let factor = scale / Double(count)
    var total = 0.0
    for i in 0..<count {
      let logit = logits[i].asDouble
      let target = targets[i].asDouble
      let small = exp(-abs(logit))
      total += max(logit, 0) - logit * target + log1p(small)
      guard let gradient else { continue }
      let share = (logit < 0 ? small : 1) / (1 + small)
      gradient[i] = Self(factor * (share - target))
    }
    return total / Double(count)
  }

  /// In the order of the numbers.
  public static func squaredError(
    _ outputs: UnsafePointer<Self>, targets: UnsafePointer<Self>, count: Int, scale: Double,
    gradient: UnsafeMutablePointer<Self>?
  ) -> Double {
    let factor = 2 * scale / Double(count)
    var total = 0.0
    for i in 0..<count {
      let difference = outputs[i].asDouble - targets[i].asDouble
      total += difference * difference
      if let gradient { gradient[i] = Self(factor * difference) }
    }
    return total / Double(count)
  }

  /// About each row's largest logit.
  public static func softenedDivergence(
    _ logits: UnsafePointer<Self>, from teacher: UnsafePointer<Self>, count: Int, classes: Int,
    temperature: Double, scale: Double, gradient: UnsafeMutablePointer<Self>?
  ) -> Double {
    let factor = scale * temperature / Double(count)
    var total = 0.0
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 4 &* classes) { scratch in
      guard let values = scratch.baseAddress else { return }
      let shares = values + classes
      let wanted = shares + classes
      let wantedShares = wanted + classes
      for row in 0..<count {
        let offset = row &* classes
        for k in 0..<classes {
          values[k] = logits[offset &+ k].asDouble / temperature
          wanted[k] = teacher[offset &+ k].asDouble / temperature
        }
        let normaliser = softmax(values, classes, into: shares)
        let wantedNormaliser = softmax(wanted, classes, into: wantedShares)
        for k in 0..<classes {
          // Both as log shares: finite where a share underflows.
          let ratio = (wanted[k] - wantedNormaliser) - (values[k] - normaliser)
          total += wantedShares[k] * ratio
        }
        guard let gradient else { continue }
        for k in 0..<classes {
          gradient[offset &+ k] = Self(factor * (shares[k] - wantedShares[k]))
        }
      }
    }
    return temperature * temperature * total / Double(count)
  }
}

/// Writes softmax(values) and returns log Σ exp(values), both about the largest value.
@inline(__always)
private func softmax(
  _ values: UnsafeMutablePointer<Double>, _ count: Int, into shares: UnsafeMutablePointer<Double>
) -> Double {
  var largest = values[0]
  for k in 1..<max(1, count) where values[k] > largest { largest = values[k] }
  var sum = 0.0
  for k in 0..<count {
    shares[k] = exp(values[k] - largest)
    sum += shares[k]
  }
  for k in 0..<count { shares[k] /= sum }
  return largest + log(sum)
}
