import Base
import Neural
import Spec
import Store
import TestSupport
import Testing

@testable import Experiments

@Suite("gradients of second differences over contexts")
struct ContextGradientTests {
  /// Central differences of log-odds in Double at a step of 1e-5.
  static let step: Float = 0x1p-17
  static let tolerance = 1e-6
  /// Rounding of Doubles in sums of a hundred terms.
  static let rounding = 1e-11

  private let data = DataTable.stripes(shape: [4, 4, 1])

  private func metric(pairs: Int = 100, contexts: Int = 100) throws -> ContextGradients {
    try Vocabulary.runexp.metrics.made(
      ["name": "context-gradients", "pairs": .integer(pairs), "contexts": .integer(contexts)],
      as: ContextGradients.self)
  }

  private func network() throws -> Network<Float> {
    let made = try Vocabulary.runexp.architectures.made(
      ["name": "mlp", "hidden": [5]], as: (any Architecture).self)
    let network = try Network<Float>(
      made.blueprint(inputShape: data.shape, classes: data.classes))
    network.initialise(seed: 4)
    for parameter in network.parameters {
      parameter.values.array = parameter.values.array.map { 2.5 * $0 }
    }
    return network
  }

  private func sample(_ row: Int) throws -> PoolSample {
    let split = try data.split("train")
    return PoolSample(
      id: split.ids[row], label: Int(split.labels[row]),
      input: try data.inputs(of: "train", ids: [split.ids[row]]))
  }

  private func game(_ grid: [Value], precision: String = "float64") throws -> GameSettings {
    try GameSettings([
      "players": ["kind": "grid", "grid": .list(grid)], "baseline": ["name": "channel-mean"],
      "output": "log-odds", "label": "true", "precision": .text(precision),
    ])
  }

  private func number(_ rows: [MetricRow], _ name: String, _ order: Int) -> Double? {
    rows.first { $0.name == name && $0.contextOrder == order }?.value
  }

  /// ∂Δv/∂W of every pair and context of four players, by finite differences of the values of all 16
  /// masks: by order, then pair, then context.
  private func gradients(_ network: Network<Float>, _ sample: PoolSample) throws -> [[[[Double]]]] {
    let players = (0..<16).map { $0 / 8 * 2 + $0 % 4 / 2 }
    func values() throws -> [Double] {
      try MaskedReference(
        network, input: sample.input, baseline: [Double](repeating: 0, count: 16),
        players: players, playerCount: 4, label: sample.label, output: .logOdds
      ).values
    }
    var slopes: [[Double]] = []
    for parameter in network.parameters {
      for index in 0..<parameter.count {
        let own = parameter.values[index]
        parameter.values[index] = own + Self.step
        let (above, high) = (try values(), Double(parameter.values[index]))
        parameter.values[index] = own - Self.step
        let (below, low) = (try values(), Double(parameter.values[index]))
        parameter.values[index] = own
        slopes.append(zip(above, below).map { ($0 - $1) / (high - low) })
      }
    }
    var pairs: [(Int, Int)] = []
    for i in 0..<4 { for j in i + 1..<4 { pairs.append((1 << i, 1 << j)) } }
    var found: [[[[Double]]]] = []
    for order in 0...2 {
      var ofOrder: [[[Double]]] = []
      for (i, j) in pairs {
        let contexts = (0..<16).filter { $0 & (i | j) == 0 && $0.nonzeroBitCount == order }
        ofOrder.append(
          contexts.map { context -> [Double] in
            slopes.map { (v: [Double]) -> Double in
              v[context | i | j] - v[context | i] - v[context | j] + v[context]
            }
          })
      }
      found.append(ofOrder)
    }
    return found
  }

  @Test("all pairs and contexts: every row is its definition, by finite differences")
  func definitions() throws {
    let network = try network()
    let sample = try sample(2)
    let rows = try metric().measure(
      MeasuredModel(network: network, training: data), sample: sample, game: game([2, 2]))
    #expect(rows.allSatisfy { $0.sample == sample.id && $0.exact })
    func product(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
    for (order, pairs) in try gradients(network, sample).enumerated() {
      func check(_ name: String, _ ofPair: ([[Double]]) -> Double) throws {
        expectClose(
          number(rows, name, order) ?? .nan, try #require(Statistics.mean(pairs.map(ofPair))),
          relative: Self.tolerance, absolute: Self.tolerance, "\(name) \(order)")
      }
      func meanSquare(_ all: [[Double]]) -> Double {
        all.reduce(0) { $0 + product($1, $1) } / Double(all.count)
      }
      func squareOfMean(_ all: [[Double]]) -> Double {
        let mean = all[0].indices.map { place in
          all.reduce(0) { $0 + $1[place] } / Double(all.count)
        }
        return product(mean, mean)
      }
      try check("gradient-square", meanSquare)
      try check("interaction-gradient-square", squareOfMean)
      try check("independent-gradient-square") { meanSquare($0) / Double($0.count) }
      guard order == 1 else {
        #expect(number(rows, "gradient-variance", order) == nil)
        #expect(number(rows, "gradient-cosine", order) == nil)
        continue
      }
      // Two contexts each.
      try check("gradient-variance") { meanSquare($0) - product($0[0], $0[1]) }
      try check("gradient-cosine") {
        product($0[0], $0[1]) / (product($0[0], $0[0]) * product($0[1], $0[1])).squareRoot()
      }
    }
  }

  @Test("the pool has means, and roots and ratios of means")
  func pool() throws {
    let model = MeasuredModel(network: try network(), training: data)
    let metric = try metric(pairs: 2, contexts: 3)
    let rows = try [0, 3, 5].flatMap {
      try metric.measure(model, sample: try sample($0), game: game([2, 3]))
    }
    // Four contexts at orders 1 and 3 and six at order 2: three of them are no enumeration.
    #expect(rows.contains { $0.exact && $0.contextOrder == 0 } == false)
    let pool = try metric.summarise(rows)
    #expect(pool.allSatisfy { $0.sample == nil && $0.contextOrder != nil })
    for order in 0...4 {
      func mean(_ name: String) throws -> Double {
        try #require(
          Statistics.mean(
            rows.filter { $0.name == name && $0.contextOrder == order }.map(\.value)))
      }
      let square = max(0, try mean("interaction-gradient-square"))
      let independent = try mean("independent-gradient-square")
      let wanted = [
        "gradient-square": try mean("gradient-square"),
        "interaction-gradient": square.squareRoot(),
        "independent-gradient": independent.squareRoot(),
        "gradient-ratio": (square / independent).squareRoot(),
        "learning-strength": Double(5 - order) / 30 * square.squareRoot(),
        "gradient-cosine-independent": 0, "gradient-ratio-independent": 1,
      ]
      for (name, value) in wanted {
        expectClose(
          number(pool, name, order) ?? .nan, value, relative: Self.rounding, "\(name) \(order)")
      }
      // A single context is what independence says, whatever the gradients.
      if order == 0 || order == 4 { #expect(number(pool, "gradient-ratio", order) == 1) }
    }
    #expect(throws: MetricError.noRows(metric: "context-gradients")) { try metric.summarise([]) }
  }

  @Test("some contexts of each pair estimate all of them")
  func estimates() throws {
    let model = MeasuredModel(network: try network(), training: data)
    let settings = try game([2, 4])
    let all = try metric().measure(model, sample: try sample(1), game: settings)
    let some = try metric(contexts: 8).measure(model, sample: try sample(1), game: settings)
    for order in 0...6 {
      let (exact, estimate) = (
        try #require(number(all, "interaction-gradient-square", order)),
        try #require(number(some, "interaction-gradient-square", order))
      )
      // 28 pairs with 8 of at most 20 contexts each.
      expectClose(estimate, exact, relative: 0.3, "order \(order)")
    }
    #expect(all.allSatisfy { $0.exact })
    #expect(some.contains { !$0.exact })
  }

  @Test("Float32 agrees within its rounding; a sample has the same bits measured among others")
  func singlePrecision() throws {
    let model = MeasuredModel(network: try network(), training: data)
    let (single, double) = (try game([2, 2], precision: "float32"), try game([2, 2]))
    let wide = try metric().measure(model, sample: try sample(1), game: double)
    _ = try metric().measure(model, sample: try sample(0), game: single)
    let narrow = try metric().measure(model, sample: try sample(1), game: single)
    for (one, other) in zip(narrow, wide) {
      #expect(one.name == other.name)
      expectClose(one.value, other.value, relative: 1e-4, absolute: 1e-4, one.name)
    }
    let alone = try metric().measure(
      MeasuredModel(network: try network(), training: data), sample: try sample(1), game: single)
    #expect(alone == narrow)
  }

  @Test("a network whose output is not finite is told by sample")
  func notFinite() throws {
    let network = try network()
    network.parameters[0].values[0] = .nan
    let model = MeasuredModel(network: network, training: data)
    let error = #expect(throws: StageParameterError.self) {
      try metric().measure(model, sample: try sample(0), game: game([2, 2]))
    }
    #expect(
      error?.description
        == "the network's output is not finite for sample 0; look at its training curve")
  }
}
