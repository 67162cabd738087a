import Base
import Neural
import Pipeline
import Spec
import Testing

@testable import Experiments

@Suite("augmented trainings")
struct AugmentationTests {
  private static func study(_ training: String) -> String {
    """
    runexp: 1
    name: augmented
    dataset: {name: glyphs, train: 40, test: 20}
    architecture: {name: mlp, hidden: [6]}
    training: {epochs: 2, batch: 16, learning_rate: 0.05, checkpoints: [0, 1, 2]\(training)}
    """
  }

  private func checkpoint(_ training: String, _ label: String = "train@2") throws -> ContentHash {
    let runner = try StudyRunner()
    let graph = try StudyRunner.plan(Self.study(training)).graph
    let report = try runner.run(graph)
    try #require(report.isComplete, "\(report.failures)")
    let outputs = try runner.stage(label, in: graph).record().outputs
    return try #require(outputs.first { $0.name == StageFiles.checkpointName }).sha256
  }

  @Test("learn something else, the same each time")
  func bits() throws {
    let plain = try checkpoint("")
    let augmented = try checkpoint(", augment: [{crop: {pad: 4}}, {shift: {random: 2}}]")
    #expect(augmented != plain)
    #expect(try checkpoint(", augment: [{crop: {pad: 4}}, {shift: {random: 2}}]") == augmented)
    #expect(try checkpoint(", augment: [{crop: {pad: 3}}, {shift: {random: 2}}]") != augmented)
  }

  @Test("have keys of their own once something is trained")
  func keys() throws {
    func key(_ training: String, _ label: String) throws -> ContentHash {
      let plan = try StudyRunner.plan(Self.study(training))
      guard case .found(let node) = plan.graph.find(label) else {
        throw StageFailure("no stage \(label)")
      }
      return node.key
    }
    #expect(try key(", augment: [flip]", "train@0") == key("", "train@0"))
    #expect(try key(", augment: [flip]", "train@1") != key("", "train@1"))
  }

  @Test("take changes of single samples only")
  func faults() throws {
    let error = #expect(throws: DiagnosticList.self) {
      try StudyRunner.plan(Self.study(", augment: [{label-noise: {fraction: 0.1}}]"))
    }
    #expect(error?.text.contains("`label-noise` does not change samples one by one") == true)
    #expect(
      error?.text.contains("take it into the data: `transform` of a data node") == true)
  }
}
