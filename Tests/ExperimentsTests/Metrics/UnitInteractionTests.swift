import Base
import Neural
import Spec
import Store
import TestSupport
import Testing

@testable import Experiments

@Suite("interactions between units of a layer")
struct UnitInteractionTests {
  /// Rounding of Doubles in means over 2⁶ contexts.
  static let rounding = 1e-12
  /// Rounding of Float32 logits of order ten.
  static let roundingOfFloats = 1e-5
  private static let units = 8

  private let data = DataTable.stripes()

  /// A network with weights of order one, so that its units interact.
  private func model() throws -> MeasuredModel {
    let network = try Trainer(
      Recipes.training(
        architecture: ["name": "mlp", "hidden": [.integer(Self.units), 10]], epochs: 0), data: data
    ).network
    for parameter in network.parameters {
      var stream = RandomStream(seed: 8, purpose: parameter.name)
      parameter.values.array = parameter.values.array.map { _ in Float(stream.uniform(-1, 1)) }
    }
    return MeasuredModel(network: network, training: data)
  }

  /// The first samples that leave some units zero and at least four not: two alone interact in one
  /// context, and then all indices are one.
  private func mixedSamples(_ model: MeasuredModel) throws -> [PoolSample] {
    let mixed = try (0..<20).map(sample).filter { sample in
      (4..<Self.units).contains(hidden(model, sample).count { $0 > 0 })
    }
    try #require(mixed.count > 1)
    return mixed
  }

  private func metric(_ parameters: [String: Value] = [:]) throws -> UnitInteraction {
    try Vocabulary.runexp.metrics.made(
      .map(["name": "unit-interaction", "layer": "relu1"].merging(parameters) { $1 }),
      as: UnitInteraction.self)
  }

  private func sample(_ row: Int) throws -> PoolSample {
    let split = try data.split("train")
    return PoolSample(
      id: split.ids[row], label: Int(split.labels[row]),
      input: try data.inputs(of: "train", ids: [split.ids[row]]))
  }

  private func number(_ rows: [MetricRow], _ name: String) throws -> MetricRow {
    try #require(rows.first { $0.name == name })
  }

  // MARK: - Brute force

  private static func dense(_ x: [Double], _ weight: [Double], _ bias: [Double]) -> [Double] {
    bias.enumerated().map { row, bias in
      zip(x, weight[row * x.count..<(row + 1) * x.count]).reduce(bias) { $0 + $1.0 * $1.1 }
    }
  }

  /// What the units give.
  private func hidden(_ model: MeasuredModel, _ sample: PoolSample) -> [Double] {
    let tensors = model.network.parameters.prefix(2).map { parameter in
      parameter.fileOrder(of: parameter.values).map(Double.init)
    }
    return Self.dense(sample.input.map(Double.init), tensors[0], tensors[1]).map { max(0, $0) }
  }

  /// The label's logit for every set of units that are present, in Doubles.
  private func values(_ model: MeasuredModel, _ sample: PoolSample) -> [Double] {
    let tensors = model.network.parameters.map { parameter in
      parameter.fileOrder(of: parameter.values).map(Double.init)
    }
    let hidden = hidden(model, sample)
    return (0..<1 << Self.units).map { set in
      let present = hidden.enumerated().map { set >> $0 & 1 == 1 ? $1 : 0 }
      let second = Self.dense(present, tensors[2], tensors[3]).map { max(0, $0) }
      return Self.dense(second, tensors[4], tensors[5])[sample.label]
    }
  }

  /// I(i,j) of every pair, context by context, each with the weight of its size.
  private func interactions(_ values: [Double], weight: (Int) -> Double) -> [Double] {
    let n = Self.units
    return (0..<n).flatMap { i in
      (i + 1..<n).map { j in
        let pair = 1 << i | 1 << j
        return (0..<1 << n).filter { $0 & pair == 0 }.reduce(0) { sum, context in
          let difference =
            values[context | pair] - values[context | 1 << i] - values[context | 1 << j]
            + values[context]
          return sum + weight(context.nonzeroBitCount) * difference
        }
      }
    }
  }

  /// 1/((n−1)·C(n−2,m)): orders alike, and contexts of one order alike.
  private func shapleyWeight(_ size: Int) -> Double {
    let others = Self.units - 2
    var contexts = 1.0
    for step in 0..<size { contexts *= Double(others - step) / Double(step + 1) }
    return 1 / (Double(others + 1) * contexts)
  }

  private func wanted(_ index: String, _ model: MeasuredModel, _ sample: PoolSample) -> [Double] {
    let values = values(model, sample)
    return index == "shapley"
      ? interactions(values, weight: shapleyWeight)
      : interactions(values) { _ in 1 / Double(1 << (Self.units - 2)) }
  }

  @Test("exact: the mean of |I| over all pairs", arguments: ["shapley", "banzhaf"])
  func exact(index: String) throws {
    let model = try model()
    let metric = try metric(["estimate": "exact", "index": .text(index)])
    for sample in try mixedSamples(model).prefix(2) {
      let rows = try metric.measure(model, sample: sample, game: nil)
      let wanted = wanted(index, model, sample)
      let count = Double(wanted.count)
      let strength = wanted.reduce(0) { $0 + abs($1) } / count
      #expect(strength > 1e-3)
      for name in ["strength", "strength-upper", "strength-lower"] {
        expectClose(try number(rows, name).value, strength, absolute: Self.rounding)
      }
      expectClose(
        try number(rows, "I").value, wanted.reduce(0, +) / count, absolute: Self.rounding)
      expectClose(
        try number(rows, "R2").value, wanted.reduce(0) { $0 + $1 * $1 } / count,
        absolute: Self.rounding)
      #expect(try number(rows, "noise-floor").value == 0)
      #expect(rows.allSatisfy { $0.exact && $0.sample == sample.id })
    }
  }

  @Test("sampled: within its errors of that", arguments: ["shapley", "banzhaf"])
  func sampled(index: String) throws {
    let model = try model()
    let sample = try mixedSamples(model)[0]
    let metric = try metric([
      "index": .text(index), "pairs": 28, "contexts": 2000,
    ])
    let rows = try metric.measure(model, sample: sample, game: nil)
    let wanted = wanted(index, model, sample)
    let strength = wanted.reduce(0) { $0 + abs($1) } / 28
    let signed = try number(rows, "I")
    let error = try #require(signed.standardError)
    // Beyond four standard errors once in 15,000 seeds.
    #expect(error > 0 && abs(signed.value - wanted.reduce(0, +) / 28) < 4 * error)
    let found = try number(rows, "strength")
    let bound = try #require(found.standardError)
    let floor = try number(rows, "noise-floor").value
    #expect(abs(found.value - strength) < 4 * bound + floor)
    #expect(floor < strength / 2 && bound < strength / 4)
    #expect(
      try number(rows, "strength-lower").value <= found.value
        && found.value <= number(rows, "strength-upper").value)
    #expect(!found.exact && found.count == 28)
    #expect(
      try metric.measure(model, sample: sample, game: nil) == rows,
      "the same draws for the same sample")
    let other = index == "shapley" ? "banzhaf" : "shapley"
    let distance = zip(wanted, self.wanted(other, model, sample)).map { abs($0 - $1) }.max() ?? 0
    #expect(distance > 1e-3, "the two indices differ here")
  }

  @Test("some pairs stand for all, with an error that says so")
  func somePairs() throws {
    let model = try model()
    let sample = try mixedSamples(model)[0]
    let rows = try metric(["pairs": 14, "contexts": 50]).measure(model, sample: sample, game: nil)
    let all = try metric(["pairs": 28, "contexts": 50]).measure(model, sample: sample, game: nil)
    let (some, whole) = (try number(rows, "strength"), try number(all, "strength"))
    #expect(some.count == 14 && whole.count == 28)
    #expect((some.standardError ?? 0) > (whole.standardError ?? 1))
  }

  @Test("the scale is that of the label's logit against the others', over a split")
  func scale() throws {
    let model = try model()
    for split in ["train", "test"] {
      let inputs = try data.labelledInputs(of: split)
      let distances = (0..<inputs.count).map { row -> Double in
        let logits = model.network.logits(
          of: Array(inputs.inputs[row * data.elements..<(row + 1) * data.elements])
        ).map(Double.init)
        let label = Int(inputs.labels[row])
        let others = logits.indices.filter { $0 != label }.map { logits[$0] }
        return abs(logits[label] - others.reduce(0, +) / 2)
      }
      let mean = distances.reduce(0, +) / Double(distances.count)
      let rows = try metric(["estimate": "exact", "scale_split": .text(split)])
        .measure(model, sample: sample(0), game: nil)
      expectClose(
        try number(rows, "logit-scale").value, mean, relative: Self.roundingOfFloats)
    }
  }

  @Test("a pool has means, the relative strength and R, samples being the units")
  func pool() throws {
    let (model, metric) = (try model(), try metric(["pairs": 10, "contexts": 10]))
    let rows = try (0..<5).flatMap { try metric.measure(model, sample: sample($0), game: nil) }
    let pool = try metric.summarise(rows)
    let strengths = rows.filter { $0.name == "strength" }.map(\.value)
    let mean = strengths.reduce(0, +) / 5
    let scale = try number(pool, "logit-scale").value
    let spread = strengths.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (spread / 4 / 5).squareRoot()
    let strength = try number(pool, "strength")
    expectClose(strength.value, mean, absolute: Self.rounding)
    expectClose(strength.standardError ?? 0, error, absolute: Self.rounding)
    let relative = try number(pool, "relative-strength")
    expectClose(relative.value, mean / scale, absolute: Self.rounding)
    expectClose(relative.standardError ?? 0, error / scale, absolute: Self.rounding)
    expectClose(
      try number(pool, "R").value,
      max(0, try number(pool, "R2").value).squareRoot(), absolute: Self.rounding)
    #expect(Set(pool.map(\.name)) == Set(metric.quantities(playerCount: nil).map(\.name)))
  }

  @Test("the share of units that are not zero anyway")
  func activeUnits() throws {
    let model = try model()
    let sample = try mixedSamples(model)[0]
    let present = hidden(model, sample).map { $0 > 0 }
    let active = present.count { $0 }
    let rows = try metric(["estimate": "exact"]).measure(model, sample: sample, game: nil)
    #expect(try number(rows, "active-units").value == Double(active) / Double(Self.units))
    let pairs = Double(active * (active - 1)) / Double(Self.units * (Self.units - 1))
    expectClose(try number(rows, "active-pairs").value, pairs, absolute: Self.rounding)
    // Who is zero interacts with nobody, so the pool's strength of active pairs is theirs.
    let wanted = wanted("shapley", model, sample)
    let places = (0..<Self.units).flatMap { i in (i + 1..<Self.units).map { (i, $0) } }
    let ofActive = zip(places, wanted).filter { present[$0.0.0] && present[$0.0.1] }.map(\.1)
    let mean = ofActive.reduce(0) { $0 + abs($1) } / Double(ofActive.count)
    let pool = try metric(["estimate": "exact"]).summarise(rows)
    expectClose(try number(pool, "active-strength").value, mean, absolute: Self.rounding)
  }

  @Test("too many units for exact numbers, too few for any")
  func faults() throws {
    let model = try model()
    #expect(throws: MetricError.tooManyUnits(24, layer: "flatten", limit: 20)) {
      try metric(["layer": "flatten", "estimate": "exact"]).measure(
        model, sample: sample(0), game: nil)
    }
    #expect(
      MetricError.tooManyUnits(24, layer: "flatten", limit: 20).description
        == "layer flatten has 24 units, and exact interactions need at most 20: set"
        + " `estimate: sampled`")
    #expect(
      MetricError.tooFewUnits(1, layer: "relu1").description
        == "layer relu1 has 1 unit, and an interaction needs two: name a wider layer")
  }

  @Test("a layer that is not there is a fault of the spec")
  func plannedLayer() throws {
    let text = StudyRunner.tiny(
      "  units: {metric: unit-interaction, layer: relu2, of: main, at: [2], samples: pool}")
    let fault = #expect(throws: Diagnostic.self) { try StudyRunner.plan(text) }
    #expect(fault?.message == "`layer`: no layer of models.main is called `relu2`")
    #expect(
      fault?.notes == ["did you mean `relu1`?", "layers with others behind: flatten, fc1, relu1"])
  }
}
