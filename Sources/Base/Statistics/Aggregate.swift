/// One number for runs of several tasks: strata of runs, each stratum a task.
///
/// The estimators of Agarwal et al. ("Deep reinforcement learning at the edge of the statistical
/// precipice", 2021), where runs × tasks is a rectangle.
public enum Aggregate: Sendable, Hashable {
  /// The mean over strata of their means.
  case mean
  /// The mean of the middle half of all numbers together: a quarter (rounded down) is cut off at
  /// each end.
  case interquartileMean
  /// The median over strata of their means; of one stratum, its median.
  case median
  /// How far the numbers fall short of `target` on average; what lies above counts as the target.
  case optimalityGap(target: Double)

  /// The name in messages.
  public var name: String {
    switch self {
    case .mean: "mean"
    case .interquartileMean: "interquartile mean"
    case .median: "median"
    case .optimalityGap: "optimality gap"
    }
  }

  /// Whether all strata are pooled, so that a larger one would weigh more.
  var isPooled: Bool { self == .interquartileMean }

  /// The number; NaN of nothing.
  public func value(of strata: [[Double]]) -> Double {
    switch self {
    case .mean: Self.meanOfMeans(strata)
    case .interquartileMean: Self.interquartileMean(strata.flatMap(\.self))
    case .median:
      (strata.count == 1
        ? Statistics.median(strata[0])
        : Statistics.median(strata.map { Statistics.mean($0) ?? .nan })) ?? .nan
    case .optimalityGap(let target):
      target - Self.meanOfMeans(strata.map { $0.map { min($0, target) } })
    }
  }

  /// What the reader of the number should know.
  public func notes(for strata: [[Double]]) -> [String] {
    let count = strata.map(\.count).reduce(0, +)
    guard self == .interquartileMean, count < 4 else { return [] }
    return ["of \(count) numbers the interquartile mean cuts off none: it is their mean"]
  }

  private static func meanOfMeans(_ strata: [[Double]]) -> Double {
    Statistics.mean(strata.map { Statistics.mean($0) ?? .nan }) ?? .nan
  }

  private static func interquartileMean(_ values: [Double]) -> Double {
    let cut = values.count / 4
    return Statistics.mean(Array(values.sorted()[cut..<(values.count - cut)])) ?? .nan
  }
}

extension Statistics {
  /// The chance that a run of `x` beats one of `y` on the same task, averaged over tasks.
  ///
  /// A tie is half a win. Nil where a task of either has no run.
  public static func probabilityOfImprovement(_ x: [[Double]], over y: [[Double]]) -> Double? {
    precondition(x.count == y.count, "two methods are compared on the same tasks")
    guard x.allSatisfy({ !$0.isEmpty }), y.allSatisfy({ !$0.isEmpty }) else { return nil }
    return mean(
      zip(x, y).map { first, second in
        let wins = first.map { a in
          second.map { b in a > b ? 1 : a == b ? 0.5 : 0 }.reduce(0, +)
        }
        return wins.reduce(0, +) / Double(first.count * second.count)
      })
  }

  /// The share of runs above each threshold, averaged over tasks: a performance profile.
  public static func performanceProfile(_ strata: [[Double]], above thresholds: [Double])
    -> [Double]
  {
    thresholds.map { threshold in
      mean(
        strata.map { runs in
          Double(runs.count { $0 > threshold }) / Double(max(1, runs.count))
        }) ?? .nan
    }
  }
}
