import Base

/// The second differences of all pairs at one context order, and the statistics of them.
struct OrderDifferences {
  let pairCount: Int
  /// K, the contexts of each pair.
  let contexts: Int
  /// Contexts drawn together: their mean is one independent observation of a pair.
  private let contextsPerUnit: Int
  /// 1 − K/C(n−2,m) for distinct contexts, 0 for all of them, else 1.
  private let populationFactor: Double
  /// Δv, shape [pair][slot].
  private var values: [Double]
  /// The unit of each pair's observations, shape [pair][slot / contextsPerUnit]; units of one
  /// number in one group are the same draw.
  private var units: [Int32]
  private let groups: [Int32]

  /// No differences yet.
  init(draws: ContextDraws) {
    pairCount = draws.sampling.pairs.count
    contexts = 0
    contextsPerUnit = draws.contextsPerUnit
    populationFactor = 1
    values = []
    units = []
    groups = draws.groups
  }

  /// `old` with the differences of one more round, so that each pair has `contexts`.
  init(
    _ old: OrderDifferences, adding request: DifferenceRequest, values answers: [Double],
    contexts: Int, draws: ContextDraws
  ) {
    pairCount = old.pairCount
    self.contexts = contexts
    contextsPerUnit = old.contextsPerUnit
    populationFactor = draws.populationFactor(contexts: contexts)
    groups = old.groups
    let observations = contexts / contextsPerUnit
    let before = old.contexts / contextsPerUnit
    values = [Double](repeating: 0, count: pairCount * contexts)
    units = [Int32](repeating: 0, count: pairCount * observations)
    for pair in 0..<pairCount {
      for slot in 0..<old.contexts {
        values[pair * contexts + slot] = old.values[pair * old.contexts + slot]
      }
      for place in 0..<before {
        units[pair * observations + place] = old.units[pair * before + place]
      }
    }
    for (difference, value) in zip(request.differences, request.secondDifferences(answers)) {
      let (pair, slot) = (Int(difference.pair), Int(difference.slot))
      values[pair * contexts + slot] = value
      units[pair * observations + slot / contextsPerUnit] = difference.unit
    }
  }

  /// The independent observations of each pair.
  private var observations: Int { contexts / contextsPerUnit }

  /// The observations of a pair: the differences, or the means of those drawn together.
  private func observations(of pair: Int, _ transform: (Double) -> Double = { $0 }) -> [Double] {
    let start = pair * contexts
    guard contextsPerUnit > 1 else { return values[start..<start + contexts].map(transform) }
    return (0..<observations).map { place in
      let first = start + place * contextsPerUnit
      let sum = values[first..<first + contextsPerUnit].reduce(0) { $0 + transform($1) }
      return sum / Double(contextsPerUnit)
    }
  }

  /// Count, sums and variance of each pair.
  func statistics() -> [DifferenceStatistics] {
    (0..<pairCount).map { pair in
      let differences = values[pair * contexts..<(pair + 1) * contexts]
      let observed = observations(of: pair)
      let count = Double(observed.count)
      let mean = observed.reduce(0, +) / count
      let squares = observed.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return DifferenceStatistics(
        count: contexts, sum: differences.reduce(0, +),
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
        influences[group + Int(units[pair * observations + place])] += scale * deviation
      }
      return value
    }
    return QuantitySample(pairValues: pairValues, influences: influences, unitsPerGroup: stride)
  }
}

/// One quantity of every pair at one order.
struct QuantitySample {
  var pairValues: [Double]
  /// What each unit adds to the error of the mean over pairs: its square is the unit's share of
  /// the variance. Shape [group][unit]; empty where the values are exact.
  var influences: [Double]
  var unitsPerGroup: Int
}
