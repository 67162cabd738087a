/// All resamples of a few units, each counted as often as it may be drawn.
///
/// Of the nⁿ ordered draws of n units only the numbers of times each unit is drawn matter: with six
/// units 46,656 draws are 462 different ones.
struct ExactResamples {
  /// Of each stratum, its different resamples with the number of draws that give each.
  private let strata: [[(units: [Double], draws: Int)]]

  /// The resamples of strata of units; nil where there are more than `limit` ordered draws.
  init?(_ strata: [[Double]], atMost limit: Int) {
    var draws = 1
    for units in strata {
      for _ in units {
        draws *= units.count
        guard draws <= limit else { return nil }
      }
    }
    self.strata = strata.map(Self.resamples)
  }

  /// The statistic of every combination of the strata's resamples, with its number of draws.
  func values(_ statistic: ([[Double]]) -> Double) -> [(value: Double, draws: Int)] {
    var values: [(value: Double, draws: Int)] = []
    func combine(_ chosen: [[Double]], draws: Int) {
      guard chosen.count < strata.count else {
        return values.append((statistic(chosen), draws))
      }
      for (units, ways) in strata[chosen.count] {
        combine(chosen + [units], draws: draws * ways)
      }
    }
    combine([], draws: 1)
    return values
  }

  private static func resamples(of units: [Double]) -> [(units: [Double], draws: Int)] {
    var found: [(units: [Double], draws: Int)] = []
    // Units are taken in their order; k of those left can be placed in (left choose k) ways.
    func take(_ place: Int, _ chosen: [Double], draws: Int) {
      let left = units.count - chosen.count
      guard place < units.count - 1 else {
        let rest = [Double](repeating: units[place], count: left)
        return found.append((chosen + rest, draws))
      }
      var ways = 1
      for count in 0...left {
        take(
          place + 1, chosen + [Double](repeating: units[place], count: count),
          draws: draws * ways)
        ways = ways * (left - count) / (count + 1)
      }
    }
    take(0, [], draws: 1)
    return found
  }
}

/// The values of resamples in order, each with its number of draws.
struct Resampled {
  private let values: [(value: Double, draws: Int)]
  private let count: Int

  /// Sorts the values; those that are not finite are left out.
  init(_ values: [(value: Double, draws: Int)]) {
    self.values = values.filter(\.value.isFinite).sorted { $0.value < $1.value }
    count = self.values.map(\.draws).reduce(0, +)
  }

  /// The percentile interval, its half-widths about `estimate` multiplied by `factor`.
  ///
  /// The distribution of all resamples is known, steps and all: its quantile is the least value
  /// that is not exceeded often enough. To interpolate between the 27 resamples of three units
  /// would cost 3 % of coverage. That of random resamples is interpolated.
  func interval(around estimate: Double, level: Double, factor: Double, isExact: Bool) -> Interval {
    let tail = (1 - level) / 2
    let ends = [tail, 1 - tail].map { isExact ? leastValue($0) : quantile($0) }
    guard let low = ends[0], let high = ends[1] else { return Interval(estimate, estimate) }
    return Interval(
      estimate - factor * max(0, estimate - low), estimate + factor * max(0, high - estimate))
  }

  /// The least value that a share `probability` of the draws does not exceed.
  func leastValue(_ probability: Double) -> Double? {
    var passed = 0
    for (value, draws) in values {
      passed += draws
      if Double(passed) >= probability * Double(count) { return value }
    }
    return values.last?.value
  }

  /// As `Statistics.quantile` of every draw in full.
  func quantile(_ probability: Double) -> Double? {
    guard count > 0 else { return nil }
    let position = Double(count - 1) * probability
    let lower = Int(position)
    let low = draw(lower)
    let fraction = position - Double(lower)
    let high = fraction > 0 ? draw(lower + 1) : low
    return low == high ? low : low + fraction * (high - low)
  }

  private func draw(_ index: Int) -> Double {
    var passed = 0
    for (value, draws) in values {
      passed += draws
      if index < passed { return value }
    }
    return values.last?.value ?? .nan
  }
}
