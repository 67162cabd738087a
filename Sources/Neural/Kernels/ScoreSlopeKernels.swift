import Glibc

// In Double whatever the scalar (see LossKernels.swift); a handful of rows at a time, class by class.

extension NetworkScalar {
  /// Of log-odds 1 at the label and minus the softmax over the others; other scores are functions of
  /// the log-odds, or differences of two logits.
  public static func scoreSlopes(
    _ score: OutputScore, of logits: UnsafePointer<Self>, weights: UnsafePointer<Double>,
    count: Int, classes: Int, label: Int, into slopes: UnsafeMutablePointer<Self>
  ) {
    for row in 0..<count {
      let line = logits + row &* classes
      let slope = slopes + row &* classes
      let weight = weights[row]
      switch score {
      case .logit:
        for k in 0..<classes { slope[k] = k == label ? Self(weight) : 0 }
      case .classMargin:
        var rival = label == 0 ? 1 : 0
        for k in 0..<classes where k != label && line[k] > line[rival] { rival = k }
        for k in 0..<classes {
          slope[k] = k == label ? Self(weight) : k == rival ? Self(-weight) : 0
        }
      case .logOdds, .logProbability, .loss:
        var largest = -Double.infinity
        for k in 0..<classes where k != label { largest = max(largest, line[k].asDouble) }
        var sum = 0.0
        for k in 0..<classes where k != label { sum += exp(line[k].asDouble - largest) }
        let odds = line[label].asDouble - largest - log(sum)
        // d log σ(odds) = σ(−odds) d odds.
        let share = score == .logOdds ? 1 : 1 / (1 + exp(odds))
        let factor = score == .loss ? -weight * share : weight * share
        for k in 0..<classes {
          slope[k] =
            k == label ? Self(factor) : Self(-factor * exp(line[k].asDouble - largest) / sum)
        }
      }
    }
  }
}
