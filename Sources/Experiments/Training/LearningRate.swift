import Foundation
import Spec

extension LearningRateSchedule {
  /// The rate of `epoch`, counted from 0.
  ///
  /// Keys of checkpoints are computed from these numbers, not from the schedule, so a longer
  /// training continues a shorter one wherever their rates agree. The logarithmic schedule is the
  /// bottleneck papers' 10^linspace(log₁₀ from, log₁₀ to, over).
  func rate(epoch: Int) -> Double {
    func part(_ over: Int) -> Double { over > 1 ? min(1, Double(epoch) / Double(over - 1)) : 1 }
    switch self {
    case .constant(let rate): return rate
    case .logarithmic(let from, let to, let over):
      // The ends are returned as given: 10^log₁₀ x need not be x.
      if epoch == 0 { return from }
      let t = part(over)
      if t == 1 { return to }
      return pow(10, log10(from) + (log10(to) - log10(from)) * t)
    case .linear(let from, let to, let over): return from + (to - from) * part(over)
    case .cosine(let from, let to, let over):
      return to + (from - to) * (1 + cos(Double.pi * part(over))) / 2
    case .step(let from, let factor, let every):
      return from * pow(factor, Double(epoch / every))
    }
  }
}

extension Training {
  /// The rate of each of the first `epochs` epochs, the rise over epochs included.
  ///
  /// During the rise the schedule runs on: epoch e of w, counted from 1, has e/w of its rate, so
  /// that milestones and horizons count from the first epoch.
  func learningRates(epochs: Int) -> [Double] {
    (0..<epochs).map { epoch in
      let rate = learningRate.rate(epoch: epoch)
      guard case .epochs(let rise) = warmUp, epoch + 1 < rise else { return rate }
      return rate * (Double(epoch + 1) / Double(rise))
    }
  }
}
