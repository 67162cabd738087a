import Base

/// The second differences of all pairs at one context order, and the statistics of them.
struct OrderDifferences {
  let pairCount: Int
  /// Contexts drawn together: their mean is one independent observation of a pair.
  private let contextsPerUnit: Int
  /// 1 − K/C(n−2,m) for distinct contexts, 0 for all of them, else 1.
  private let populationFactor: Double
  /// Where each pair's differences start, and at the end their number.
  private let starts: [Int]
  /// Δv, pair by pair.
  private var values: [Double]
  /// The unit of each difference; those of one number in one group are the same draw.
  private var units: [Int32]
  private let groups: [Int32]

  /// No differences yet.
  init(draws: ContextDraws) {
    pairCount = draws.sampling.pairs.count
    contextsPerUnit = draws.contextsPerUnit
    populationFactor = 1
    starts = [Int](repeating: 0, count: pairCount + 1)
    values = []
    units = []
    groups = draws.groups
  }

  /// `old` with the differences of one more round, which brings the pairs to `contexts`.
  init(
    _ old: OrderDifferences, adding request: DifferenceRequest, values answers: [Double],
    contexts: Int, draws: ContextDraws
  ) {
    pairCount = old.pairCount
    contextsPerUnit = old.contextsPerUnit
    populationFactor = draws.populationFactor(contexts: contexts)
    groups = old.groups
    var starts = [0]
    for pair in 0..<pairCount {
      starts.append(starts[pair] + draws.contexts(contexts, ofPair: pair))
    }
    self.starts = starts
    values = [Double](repeating: 0, count: starts[pairCount])
    units = [Int32](repeating: 0, count: starts[pairCount])
    for pair in 0..<pairCount {
      for (offset, place) in (old.starts[pair]..<old.starts[pair + 1]).enumerated() {
        values[starts[pair] + offset] = old.values[place]
        units[starts[pair] + offset] = old.units[place]
      }
    }
    for (difference, value) in zip(request.differences, request.secondDifferences(answers)) {
      let place = starts[Int(difference.pair)] + Int(difference.slot)
      values[place] = value
      units[place] = difference.unit
    }
  }

  /// The independent observations of a pair: the differences, or the means of those drawn together.
  private func observations(of pair: Int, _ transform: (Double) -> Double = { $0 }) -> [Double] {
    let range = starts[pair]..<starts[pair + 1]
    guard contextsPerUnit > 1 else { return values[range].map(transform) }
    return stride(from: range.lowerBound, to: range.upperBound, by: contextsPerUnit).map { first in
      let sum = values[first..<first + contextsPerUnit].reduce(0) { $0 + transform($1) }
      return sum / Double(contextsPerUnit)
    }
  }

  /// Î of one pair.
  func mean(ofPair pair: Int) -> Double {
    let differences = values[starts[pair]..<starts[pair + 1]]
    return differences.reduce(0, +) / Double(differences.count)
  }

  /// Count, sums and variance of each pair.
  func statistics() -> [DifferenceStatistics] {
    (0..<pairCount).map { pair in
      let differences = values[starts[pair]..<starts[pair + 1]]
      let observed = observations(of: pair)
      let count = Double(observed.count)
      let mean = observed.reduce(0, +) / count
      let squares = observed.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return DifferenceStatistics(
        count: differences.count, sum: differences.reduce(0, +),
        sumOfSquares: differences.reduce(0) { $0 + $1 * $1 },
        sumOfMagnitudes: differences.reduce(0) { $0 + abs($1) },
        varianceOfMean: populationFactor == 0
          ? 0 : populationFactor * squares / (count * (count - 1)),
        degreesOfFreedom: max(1, count - 1))
    }
  }

  /// One quantity of every pair, and what each unit contributes to the error of its mean over
  /// pairs.
  func sample(of quantity: SampledQuantity) -> QuantitySample {
    let stride = Int(units.max() ?? 0) + 1
    let groupCount = Int(groups.max() ?? 0) + 1
    let exact = populationFactor == 0
    var influences = [Double](repeating: 0, count: exact ? 0 : groupCount * stride)
    // The finite-population factor narrows a variance, and each influence by its root.
    let scale = populationFactor.squareRoot() / Double(pairCount)
    let pairValues = (0..<pairCount).map { pair in
      let observed = observations(of: pair, quantity == .magnitude ? { abs($0) } : { $0 })
      let (value, deviations) = quantity.jackknife(observed, populationFactor: populationFactor)
      guard !exact else { return value }
      let group = Int(groups[pair]) * stride
      for (place, deviation) in deviations.enumerated() {
        let unit = Int(units[starts[pair] + place * contextsPerUnit])
        influences[group + unit] += scale * deviation
      }
      return value
    }
    return QuantitySample(pairValues: pairValues, influences: influences, unitsPerGroup: stride)
  }
}

/// One quantity of every pair at one order.
struct QuantitySample {
  var pairValues: [Double]
  /// What each unit adds to the error of the mean over pairs; its square is its share of the
  /// variance.
  ///
  /// Shape [group][unit]; empty where the values are exact.
  var influences: [Double]
  var unitsPerGroup: Int
}
