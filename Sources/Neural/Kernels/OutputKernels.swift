import Glibc

// In Double whatever the scalar (see LossKernels.swift).

extension NetworkScalar {
  /// Some rows at a time, class by class, so that every loop but that of logarithms is over rows.
  public static func scores(
    _ score: OutputScore, of logits: UnsafePointer<Self>, count: Int, classes: Int, label: Int,
    into scores: UnsafeMutablePointer<Double>
  ) {
    let tile = 64
    withUnsafeTemporaryAllocation(of: Double.self, capacity: (classes &+ 2) &* tile) { scratch in
      guard let values = scratch.baseAddress else { return }
      let largest = values + classes &* tile
      let sums = largest + tile
      let own = values + label &* tile
      var first = 0
      while first < count {
        let rows = min(tile, count &- first)
        let result = scores + first
        transposeAsDouble(logits + first &* classes, rows: rows, classes, into: values, tile)
        if score != .logit {
          largestOfOthers(values, rows: rows, classes, label, tile, into: largest)
        }
        switch score {
        case .logit: for r in 0..<rows { result[r] = own[r] }
        case .classMargin: for r in 0..<rows { result[r] = own[r] - largest[r] }
        case .logOdds, .logProbability, .loss:
          sumOfOthers(values, rows: rows, classes, label, tile, about: largest, into: sums)
          for r in 0..<rows { result[r] = own[r] - largest[r] - log(sums[r]) }
          if score == .logProbability { for r in 0..<rows { result[r] = logSigmoid(result[r]) } }
          if score == .loss { for r in 0..<rows { result[r] = -logSigmoid(result[r]) } }
        }
        first &+= tile
      }
    }
  }

  @inline(__always)
  private static func transposeAsDouble(
    _ logits: UnsafePointer<Self>, rows: Int, _ classes: Int,
    into values: UnsafeMutablePointer<Double>, _ tile: Int
  ) {
    for k in 0..<classes {
      let column = values + k &* tile
      for r in 0..<rows { column[r] = logits[r &* classes &+ k].asDouble }
    }
  }

  @inline(__always)
  private static func largestOfOthers(
    _ values: UnsafePointer<Double>, rows: Int, _ classes: Int, _ label: Int, _ tile: Int,
    into largest: UnsafeMutablePointer<Double>
  ) {
    for r in 0..<rows { largest[r] = -.infinity }
    for k in 0..<classes where k != label {
      let column = values + k &* tile
      for r in 0..<rows {
        let value = column[r]
        let best = largest[r]
        largest[r] = value > best ? value : best
      }
    }
  }

  /// Σ exp of the other classes, about their largest, in their order.
  @inline(__always)
  private static func sumOfOthers(
    _ values: UnsafePointer<Double>, rows: Int, _ classes: Int, _ label: Int, _ tile: Int,
    about largest: UnsafePointer<Double>, into sums: UnsafeMutablePointer<Double>
  ) {
    for r in 0..<rows { sums[r] = 0 }
    for k in 0..<classes where k != label {
      let column = values + k &* tile
      for r in 0..<rows { sums[r] += Double.exponential(atMostZero: column[r] - largest[r]) }
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
