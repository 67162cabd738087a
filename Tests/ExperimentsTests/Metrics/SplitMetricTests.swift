import Base
import Glibc
import Neural
import Spec
import Store
import TestSupport
import Testing

@testable import Experiments

@Suite("accuracy, loss and correct")
struct SplitMetricTests {
  /// Rounding of Float32 logits of order 1, in a mean of losses.
  static let roundingOfFloats = 1e-5

  /// 150 training samples: a whole evaluation block and a padded one.
  private let data = DataTable.stripes(train: 150, test: 20)

  private func made<Wanted>(_ name: String, as type: Wanted.Type) throws -> Wanted {
    let metric = try Vocabulary.runexp.metrics.made(["name": .text(name)], as: (any Metric).self)
    return try #require(metric as? Wanted)
  }

  @Test("they are what counting one sample after another gives")
  func counting() throws {
    let trainer = try Trainer(
      Recipes.training(architecture: ["name": "mlp", "hidden": [4]], epochs: 1, rate: 0.01),
      data: data)
    try trainer.run(report: { _, _ in }, check: {})
    let model = MeasuredModel(network: trainer.network, training: data)
    let wide = try Network<Double>(trainer.network.blueprint)
    wide.copyParameters(from: trainer.network)
    for name in ["train", "test"] {
      let split = try data.split(name)
      var (hits, loss) = (0, 0.0)
      for row in 0..<split.count {
        let input = try data.inputs(of: name, ids: [split.ids[row]])
        let logits = wide.logits(of: input.map(Double.init))
        let label = Int(split.labels[row])
        let isHit = !logits.indices.contains { $0 != label && logits[$0] >= logits[label] }
        hits += isHit ? 1 : 0
        loss -= log(exp(logits[label]) / logits.map { exp($0) }.reduce(0, +))
        let sample = PoolSample(id: split.ids[row], label: label, input: input)
        #expect(
          try made("correct", as: (any SampleMetric).self)
            .measure(model, sample: sample, game: nil)
            == [
              MetricRow(name: "correct", value: isHit ? 1 : 0, sample: sample.id, exact: true)
            ])
      }
      let count = split.count
      // A network that is always right, or never, would not tell counting from guessing.
      #expect(hits > 0 && hits < count)
      #expect(
        try made("accuracy", as: (any SplitMetric).self).measure(model, split: name) == [
          MetricRow(
            name: "accuracy", value: Double(hits) / Double(count), split: name, count: count,
            exact: true)
        ])
      let measured = try made("loss", as: (any SplitMetric).self).measure(model, split: name)
      #expect(measured.count == 1)
      #expect(measured[0].unit == "nat")
      #expect(measured[0].split == name)
      #expect(measured[0].count == count)
      expectClose(measured[0].value, loss / Double(count), absolute: Self.roundingOfFloats)
    }
  }

  @Test("the gap is what a split is worse than the one trained on, in loss and in accuracy")
  func gap() throws {
    let trainer = try Trainer(
      Recipes.training(architecture: ["name": "mlp", "hidden": [4]], epochs: 3, rate: 0.02),
      data: data)
    try trainer.run(report: { _, _ in }, check: {})
    let model = MeasuredModel(network: trainer.network, training: data)
    func one(_ name: String, _ split: String) throws -> Double {
      try made(name, as: (any SplitMetric).self).measure(model, split: split)[0].value
    }
    let gaps = try made("generalization-gap", as: (any SplitMetric).self)
      .measure(model, split: "test")
    #expect(
      gaps == [
        MetricRow(
          name: "loss-gap", value: try one("loss", "test") - one("loss", "train"), split: "test",
          count: 20, exact: true, unit: "nat"),
        MetricRow(
          name: "accuracy-gap", value: try one("accuracy", "train") - one("accuracy", "test"),
          split: "test", count: 20, exact: true),
      ])
    #expect(gaps[0].value != 0)
    let own = try made("generalization-gap", as: (any SplitMetric).self)
      .measure(model, split: "train")
    #expect(own.map(\.value) == [0, 0])
    let other = try Vocabulary.runexp.metrics.made(
      ["name": "generalization-gap", "against": "test"], as: GeneralizationGap.self)
    #expect(try other.measure(model, split: "train")[0].value == -gaps[0].value)
  }

  @Test("a split that is not there is named")
  func unknownSplit() throws {
    let trainer = try Trainer(Recipes.training(epochs: 0), data: data)
    let model = MeasuredModel(network: trainer.network, training: data)
    #expect(throws: DatasetError.unknownSplit("held", legal: ["test", "train"])) {
      try made("accuracy", as: (any SplitMetric).self).measure(model, split: "held")
    }
  }

  @Test("correct of a pool is the share of correct samples")
  func share() throws {
    let rows = [1.0, 0, 1, 1].enumerated().map {
      MetricRow(name: "correct", value: $1, sample: Int64($0), exact: true)
    }
    let correct = try made("correct", as: (any SampleMetric).self)
    #expect(
      try correct.summarise(rows)
        == [MetricRow(name: "correct", value: 0.75, count: 4, exact: true)])
    #expect(throws: MetricError.noRows(metric: "correct")) { try correct.summarise([]) }
  }
}
