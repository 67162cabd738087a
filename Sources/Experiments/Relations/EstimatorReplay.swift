import Base
import Interactions
import Store

/// An estimator drawn again and again on tables whose exact strengths are known.
struct EstimatorReplay {
  /// The context orders measured, and what each weighs in the mean that J divides by.
  private let orders: [Int]
  private let weights: [Double]?
  private let playerCount: Int
  private let sampleCount: Int
  /// Means over samples of the exact S at all orders, of all pairs and of those near each other.
  private var ofAllPairs: [Double]
  private var ofNearPairs: [Double]
  /// Means over samples, shape [repetition][order].
  private var estimates: [[Double]]
  private var ofDrawnPairs: [[Double]]
  private var floors: [Double]
  /// Intervals of S that hold the exact value, and how many there are, by order.
  private var covered: [Int]
  private var intervals: [Int]
  private var passes = 0
  private var contexts = 0
  private let repetitions: Int

  /// The level of the intervals whose coverage is counted.
  private static let level = 0.95
  /// What rounding makes of a standard error that is 0, in units of the estimate, at most.
  private static let rounding = 1e-9

  init(
    _ samples: [TabulatedSample], layout: PlayerLayout, sampling: SamplingChoice, repetitions: Int
  ) throws {
    let playerCount = layout.playerCount
    let orders = sampling.sampling(layout, sample: 0).contextOrders
    self.orders = orders
    self.playerCount = playerCount
    self.repetitions = repetitions
    weights = sampling.weights(of: orders, players: playerCount)
    sampleCount = samples.count
    ofAllPairs = [Double](repeating: 0, count: playerCount - 1)
    ofNearPairs = ofAllPairs
    let zeros = [Double](repeating: 0, count: orders.count)
    estimates = [[Double]](repeating: zeros, count: repetitions)
    ofDrawnPairs = estimates
    floors = zeros
    covered = [Int](repeating: 0, count: orders.count)
    intervals = covered
    let nearPairs = sampling.candidates(layout).pairs
    let share = 1 / Double(samples.count)
    for sample in samples {
      let exact = PairwiseInteractionsByOrder(of: sample.table, magnitudes: false)
      let near = OrderStrength(of: exact, pairs: nearPairs).strengths
      let all = OrderStrength(of: exact).strengths
      for order in near.indices {
        ofNearPairs[order] += share * near[order]
        ofAllPairs[order] += share * all[order]
      }
      for repetition in 0..<repetitions {
        let drawn = sampling.sampling(layout, sample: sample.id, repetition: repetition)
        let quantity = sampling.strength.quantity
        let found = try SampledInteractions(of: sample.table, drawn, quantities: [quantity])
        let strength = found[quantity]
        let truth = OrderStrength(of: exact, orders: orders, pairs: drawn.pairs).strengths
        for (place, order) in orders.enumerated() {
          estimates[repetition][place] += share * strength.values[place]
          ofDrawnPairs[repetition][place] += share * truth[place]
          floors[place] += share * found.orders[place].noiseFloor / Double(repetitions)
          let estimate = strength[place]
          // The one context of an end, evaluated many times, varies by rounding alone.
          guard estimate.standardError > Self.rounding * estimate.value else { continue }
          let interval = estimate.interval(level: Self.level)
          intervals[place] += 1
          if (interval.low...interval.high).contains(near[order]) { covered[place] += 1 }
        }
        passes += found.forwardPasses
        contexts = max(contexts, drawn.contexts)
      }
    }
  }

  var rows: [MetricRow] {
    let truth = orders.map { ofNearPairs[$0] }
    func shares(_ strengths: [Double]) -> [Double] { orderShares(of: strengths, weights: weights) }
    let ofS = EstimatorError(
      estimates: relative(estimates, to: truth), ofDrawnPairs: relative(ofDrawnPairs, to: truth),
      truth: truth.map { $0 > 0 ? 1 : 0 })
    let ofJ = EstimatorError(
      estimates: estimates.map(shares), ofDrawnPairs: ofDrawnPairs.map(shares),
      truth: shares(truth))
    return rows("S", ofS) + rows("J", ofJ) + numbers(truth, shares) + facts(truth)
  }

  /// Each number in units of the truth at its order; 0 where that is 0.
  private func relative(_ numbers: [[Double]], to truth: [Double]) -> [[Double]] {
    numbers.map { zip($0, truth).map { $1 > 0 ? $0 / $1 : 0 } }
  }

  private func row(
    _ name: String, _ value: Double, order: Int? = nil, error: Double? = nil
  ) -> MetricRow {
    MetricRow(
      name: name, value: value, contextOrder: order, standardError: error, count: repetitions,
      exact: true)
  }

  private typealias Names = EstimatorErrorRelation.Row

  private func rows(_ quantity: String, _ error: EstimatorError) -> [MetricRow] {
    let parts: [(String, KeyPath<EstimatorError.Order, EstimatorError.Part>)] = [
      ("", \.total), (Names.ofContexts, \.contexts), (Names.ofPairs, \.pairs),
    ]
    return parts.flatMap { suffix, part in
      let byOrder = zip(orders, error.orders).flatMap { order, found in
        rows(quantity, found[keyPath: part], suffix, order: order)
      }
      let all = EstimatorError.Part(overOrders: error.orders.map { $0[keyPath: part] })
      return byOrder + rows(Names.overOrders + quantity, all, suffix)
    }
  }

  private func rows(
    _ quantity: String, _ part: EstimatorError.Part, _ suffix: String, order: Int? = nil
  ) -> [MetricRow] {
    [
      row(
        quantity + Names.bias + suffix, part.bias, order: order,
        // A root of mean squares has no such error.
        error: order.map { _ in part.deviation / Double(repetitions).squareRoot() }),
      row(quantity + Names.deviation + suffix, part.deviation, order: order),
      row(quantity + Names.rootMeanSquare + suffix, part.rootMeanSquare, order: order),
    ]
  }

  /// Estimated and exact S and J, and what J owes to the orders and pairs that are measured.
  private func numbers(_ truth: [Double], _ shares: ([Double]) -> [Double]) -> [MetricRow] {
    let mean = orders.indices.map { place in
      ExactSum.of(estimates.map { $0[place] }) / Double(repetitions)
    }
    let shareMean = orders.indices.map { place in
      ExactSum.of(estimates.map { shares($0)[place] }) / Double(repetitions)
    }
    let measured = shares(truth)
    let near = orderShares(of: ofNearPairs)
    let all = orderShares(of: ofAllPairs)
    let ofMeasured = orders.enumerated().flatMap { place, order in
      [
        row("S" + Names.estimate, mean[place], order: order),
        row("J" + Names.estimate, shareMean[place], order: order),
        row(Names.ordersShift, measured[place] - near[order], order: order),
        row(Names.pairsShift, near[order] - all[order], order: order),
      ]
    }
    let exact = near.indices.flatMap { order in
      [
        row("S" + Names.exact, ofNearPairs[order], order: order),
        row("S" + Names.exactOfAll, ofAllPairs[order], order: order),
        row("J" + Names.exact, near[order], order: order),
        row("J" + Names.exactOfAll, all[order], order: order),
      ]
    }
    return ofMeasured + exact
  }

  private func facts(_ truth: [Double]) -> [MetricRow] {
    let byOrder = orders.enumerated().flatMap { place, order in
      var rows: [MetricRow] = []
      if truth[place] > 0 {
        rows.append(row(Names.biasBound, floors[place] / truth[place], order: order))
      }
      if intervals[place] > 0 {
        let share = Double(covered[place]) / Double(intervals[place])
        rows.append(row(Names.coverage, share, order: order))
      }
      return rows
    }
    return byOrder + [
      row(Names.passes, Double(passes) / Double(sampleCount * repetitions)),
      row(Names.contexts, Double(contexts)),
    ]
  }
}
