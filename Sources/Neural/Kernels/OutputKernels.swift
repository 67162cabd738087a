import Glibc

// One row of logits at a time, in Double whatever the scalar (see LossKernels.swift).

extension NetworkScalar {
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

/// log(1/(1 + exp(−x))), with its digits at both ends.
@inline(__always)
private func logSigmoid(_ x: Double) -> Double {
  x > 0 ? -log1p(exp(-x)) : x - log1p(exp(x))
}
