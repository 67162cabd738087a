import Base
import Foundation
import Neural
import Pipeline
import Spec
import Store
import Testing

@testable import Experiments

@Suite("a study through its stages")
struct StudyStagesTests {
  @Test("every stage is published with its files, and a second plan finds all of them")
  func endToEnd() throws {
    let runner = try StudyRunner()
    let plan = try StudyRunner.plan(StudyRunner.tiny())
    let report = try runner.run(plan.graph)
    #expect(report.isComplete, "\(report.failures)")
    // Data; 3 checkpoints; 30 samples in 2 chunks and a summary, 3 times, twice from tables that are
    // stages; 2 metrics of splits at 3.
    #expect(report.finished == 1 + 3 + 3 * 3 + 2 * 2 + 2 * 3)
    let wanted = [
      "dataset": ["data.safetensors"], "train": ["checkpoint.safetensors", "metrics.bin"],
      "tables": ["tables.safetensors"], "measure": ["metrics.bin"], "summary": ["metrics.bin"],
    ]
    for node in plan.graph.nodes {
      let record = try #require(runner.folder.published(node.key)).record()
      #expect(record.outputs.map(\.name) == wanted[node.kind], "\(node.label)")
      #expect(record.parameters == node.parameters)
      #expect(record.inputs == node.inputs)
    }
    let again = Plan.make(plan.graph, in: runner.folder, rehash: true)
    #expect(again.count(.cached) == plan.graph.count)
    #expect(try runner.run(plan.graph).planned == 0)
  }

  @Test("the rows published are those of the network published")
  func rows() throws {
    let runner = try StudyRunner()
    let graph = try StudyRunner.plan(StudyRunner.tiny()).graph
    try runner.run(graph)
    let data = try StageFiles.data(of: runner.stage("dataset/glyphs", in: graph))
    let network = try StageFiles.network(of: runner.stage("train@2", in: graph), data: data)
    // Loss and accuracy come from the training's curve and from two measurements alike.
    let curve = try runner.rows("train@2", in: graph)
    for split in ["train", "test"] {
      let wanted = Evaluation(of: network, on: try data.labelledInputs(of: split))
      for (name, measure, value) in [
        ("accuracy", "quality", wanted.accuracy), ("loss", "misfit", wanted.loss),
      ] {
        let rows = try runner.rows("measure/\(measure)@2", in: graph)
        #expect(rows.first { $0.split == split && $0.name == name }?.value == value)
        #expect(
          curve.first { $0.split == split && $0.name == name && $0.checkpoint == 2 }?.value
            == value)
      }
    }
    // The chunks hold the pool in its order: three of each class, class after class.
    let chunks = try (0..<2).map { try runner.rows("measure/right@2#\($0)", in: graph) }
    #expect(chunks.map(\.count) == [25, 5])
    let pool = try SamplePool(.firstPerClass(3), from: "train", of: data)
    #expect(chunks.joined().map(\.sample) == pool.ids)
    let summary = try runner.rows("summary/right@2", in: graph)
    let share = chunks.joined().map(\.value).reduce(0, +) / 30
    #expect(summary == [MetricRow(name: "correct", value: share, count: 30, exact: true)])
    let strength = try runner.rows("summary/strength@2", in: graph)
    #expect(strength.filter { $0.name == "J" }.map(\.contextOrder) == [0, 1, 2])
    #expect(strength.first { $0.name == "correct" }?.value == share)
    // What a metric says it records is what claims are checked against.
    for (metric, rows) in [
      ("multi-order-interaction", strength), ("correct", summary),
      ("accuracy", try runner.rows("measure/quality@2", in: graph)),
      ("loss", try runner.rows("measure/misfit@2", in: graph)),
    ] {
      let made = try Vocabulary.runexp.metrics.made(["name": .text(metric)], as: (any Metric).self)
      let said = try #require(made as? any QuantityNaming).quantities(playerCount: 4)
      #expect(Set(said.map(\.name)) == Set(rows.map(\.name)), "\(metric)")
      for quantity in said {
        let orders = Set(rows.filter { $0.name == quantity.name }.map(\.contextOrder))
        let said: [Int?] = quantity.ranges["context_order"].map { $0.map(Optional.some) } ?? [nil]
        #expect(orders == Set(said), "\(metric) \(quantity.name)")
      }
    }
  }

  @Test("a sample's rows have the same bits in a pool of 30 and in one of 50")
  func pools() throws {
    let runner = try StudyRunner()
    let small = try StudyRunner.plan(StudyRunner.tiny()).graph
    let large = try StudyRunner.plan(
      StudyRunner.tiny(), overrides: ["samples.pool.per-class=5"]
    ).graph
    try runner.run(small)
    try runner.run(large)
    for epoch in [0, 2] {
      func rows(_ graph: StageGraph) throws -> [MetricRow] {
        try (0..<2).flatMap { try runner.rows("measure/strength@\(epoch)#\($0)", in: graph) }
      }
      let few = try rows(small)
      let ids = Set(few.map(\.sample))
      #expect(ids.count == 30)
      #expect(try rows(large).filter { ids.contains($0.sample) } == few)
    }
  }

  @Test("a checkpoint made in one go has the files of one made from segments")
  func segments() throws {
    let cut = try StudyRunner()
    let whole = try StudyRunner()
    let plan = try StudyRunner.plan(StudyRunner.tiny()).graph
    let direct = try StudyRunner.plan(
      StudyRunner.tiny(),
      overrides: ["training.checkpoints=[2]", "measure.strength.at=last"]
    ).graph
    try cut.run(plan)
    try whole.run(direct)
    let (first, second) = (
      try cut.stage("train@2", in: plan), try whole.stage("train@2", in: direct)
    )
    #expect(first.key == second.key)
    #expect(try first.record().differences(from: second.record()).isEmpty)
    #expect(
      try cut.rows("summary/strength@2", in: plan)
        == whole.rows("summary/strength@2", in: direct))
  }

  @Test("a damaged checkpoint is made again before anything measures it")
  func damagedCheckpoint() throws {
    let runner = try StudyRunner()
    let graph = try StudyRunner.plan(StudyRunner.tiny()).graph
    try runner.run(graph)
    let path = try runner.stage("train@2", in: graph).path(of: StageFiles.checkpointName)
    var content = try Safetensors(contentsOf: path)
    let trained: [Float] = try content.numbers(of: "fc2.weight", shape: [10, 8])
    var numbers = trained
    numbers[7] = .nan
    // The size stays, so that the plan does not see it.
    content.tensors["fc2.weight"] = SafetensorsTensor(numbers, shape: [10, 8])
    try content.write(to: path)
    let more = try StudyRunner.plan(
      StudyRunner.tiny(), overrides: ["samples.pool.per-class=2"]
    ).graph
    let report = try runner.run(more)
    #expect(report.failures.map(\.label).isEmpty)
    let again: [Float] = try Safetensors(contentsOf: path)
      .numbers(of: "fc2.weight", shape: [10, 8])
    #expect(again == trained)
    #expect(report.skipped == 0)
  }

  @Test("a diverging training fails its stage with the step and the next thing to do")
  func divergence() throws {
    let runner = try StudyRunner()
    let graph = try StudyRunner.plan(
      StudyRunner.tiny(), overrides: ["training.learning_rate=1e30"]
    ).graph
    let report = try runner.run(graph)
    #expect(Set(report.failures.map(\.label)) == ["train@1", "train@2"])
    for failure in report.failures {
      guard case .failed(let reason, _) = failure.result else { continue }
      #expect(
        reason.hasPrefix("the loss is NaN at step 2 (epoch 1, batch 2): lower"), "\(reason)")
    }
    // What needs no trained network has its result.
    #expect(report.cached + report.finished == 1 + 1 + 2 + 3 + 2)
  }
}
