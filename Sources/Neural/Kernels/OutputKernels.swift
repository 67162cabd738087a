import Glibc

// One row of logits at a time, in Double whatever the scalar: rows are short, a product of this size
// costs a hundred times more, and log-odds of confident networks keep their digits.

extension NetworkScalar {
  /// About each row's largest logit.
  public static func softmaxCrossEntropy(
    _ logits: UnsafePointer<Self>, labels: UnsafePointer<Int32>, count: Int, classes: Int,
    scale: Double, gradient: UnsafeMutablePointer<Self>?
  ) -> Double {
    let factor = scale / Double(count)
    var total = 0.0
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 &* classes) { scratch in
      guard let values = scratch.baseAddress else { return }
      let shares = values + classes
      for row in 0..<count {
        let offset = row &* classes
        let label = Int(labels[row])
        for k in 0..<classes { values[k] = logits[offset &+ k].asDouble }
        let normaliser = softmax(values, classes, into: shares)
        total += normaliser - values[label]
        guard let gradient else { continue }
        for k in 0..<classes {
          gradient[offset &+ k] = Self(factor * (shares[k] - (k == label ? 1 : 0)))
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

  /// About the largest logit of the other classes.
  public static func scores(
    _ score: OutputScore, of logits: UnsafePointer<Self>, count: Int, classes: Int, label: Int,
    into scores: UnsafeMutablePointer<Double>
  ) {
    for row in 0..<count {
      let line = logits + row &* classes
      let own = line[label].asDouble
      if score == .logit {
        scores[row] = own
        continue
      }
      // log Σ exp of the other classes, about their largest.
      var largest = -Double.infinity
      for k in 0..<classes where k != label { largest = max(largest, line[k].asDouble) }
      if score == .classMargin {
        scores[row] = own - largest
        continue
      }
      var sum = 0.0
      for k in 0..<classes where k != label { sum += exp(line[k].asDouble - largest) }
      let odds = own - largest - log(sum)
      switch score {
      case .logOdds: scores[row] = odds
      case .logProbability: scores[row] = logSigmoid(odds)
      case .loss: scores[row] = -logSigmoid(odds)
      case .logit, .classMargin: break
      }
    }
  }

  /// Compares in the order of the classes.
  public static func largest(
    of logits: UnsafePointer<Self>, count: Int, classes: Int,
    into winners: UnsafeMutablePointer<Int32>
  ) {
    for row in 0..<count {
      let line = logits + row &* classes
      var winner = 0
      for k in 1..<max(1, classes) where line[k] > line[winner] { winner = k }
      winners[row] = Int32(truncatingIfNeeded: winner)
    }
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

/// log(1/(1 + exp(−x))), with its digits at both ends.
@inline(__always)
private func logSigmoid(_ x: Double) -> Double {
  x > 0 ? -log1p(exp(-x)) : x - log1p(exp(x))
}
