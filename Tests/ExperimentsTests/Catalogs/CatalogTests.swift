import Base
import Foundation
import Spec
import Testing

@testable import Experiments

@Suite("catalogs")
struct CatalogTests {
  /// The files of types directly in a folder of the module's sources, without endings; those of
  /// extensions, `Type+What`, are left out.
  private func files(in folder: String) throws -> Set<String> {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let path = root.appendingPathComponent("Sources/Experiments/\(folder)").path
    let names = try FileManager.default.contentsOfDirectory(atPath: path)
    return Set(
      names.filter { $0.hasSuffix(".swift") && !$0.contains("+") }.map { String($0.dropLast(6)) })
  }

  @Test("every data set file stands in the catalog")
  func datasets() throws {
    #expect(try files(in: "Datasets") == Set(DatasetCatalog.built.map { "\($0)" }))
  }

  @Test("every transform file stands in the catalog")
  func transforms() throws {
    let types = Set(TransformCatalog.built.map { "\($0)" })
    #expect(try files(in: "Transforms") == types.union(["DataTransform", "SampleChange"]))
  }

  @Test("a plugin that uses other nodes comes back without its references: they are stage inputs")
  func withoutReferences() throws {
    let transforms = Vocabulary.runexp.transforms
    #expect(throws: DiagnosticList.self) {
      try ParameterReader.read(
        yaml: "epsilon: 0.1", try #require(transforms["adversarial"]).read)
    }
    #expect(throws: Never.self) {
      try transforms.made(["name": "adversarial", "epsilon": 0.1], as: (any Sendable).self)
    }
  }

  @Test("every architecture file stands in the catalog")
  func architectures() throws {
    let types = Set(ArchitectureCatalog.built.map { "\($0)" })
    #expect(try files(in: "Architectures") == types.union(["Architecture"]))
  }

  @Test("every file of an optimizer stands in the catalog")
  func optimizers() throws {
    let types = Set(OptimizerCatalog.built.map { "\($0)" })
    #expect(try files(in: "Optimizers") == types.union(["StepRule"]))
  }

  @Test("every file of a loss stands in the catalog")
  func losses() throws {
    let types = Set(LossCatalog.built.map { "\($0)" })
    #expect(try files(in: "Losses") == types.union(["TrainingLoss"]))
  }

  @Test("every metric file stands in the catalog")
  func metrics() throws {
    let types = Set(MetricCatalog.built.map { "\($0)" })
    let others: Set = [
      "Metric", "MetricError", "MeasuredModel", "Headline", "TableMetric", "SampleInteractions",
      "SampleOrders", "PoolMeans", "PoolErrors", "InteractionRows",
      "ExtractionChoice", "MaskedHits",
    ]
    #expect(try files(in: "Metrics") == types.union(others))
  }

  @Test("every file of a relation stands in the catalog")
  func relations() throws {
    let types = Set(RelationCatalog.built.map { "\($0)" })
    let others: Set = [
      "Relation", "RelatedMeasurement", "InteractionComparison", "JoinedRows", "ChanceLevel",
      "SalienceChoice", "LossWeights", "EstimatorReplay",
    ]
    #expect(try files(in: "Relations") == types.union(others))
  }

  @Test("every file of a figure preset stands in the catalog")
  func figures() throws {
    let types = Set(FigureCatalog.built.map { "\($0)" })
    #expect(try files(in: "Figures") == types.union(["FigurePreset"]))
  }

  @Test("every name has a summary, and every built plugin describes its parameters")
  func summaries() {
    for catalog in Vocabulary.runexp.catalogs {
      for entry in catalog.entries {
        #expect(!entry.summary.isEmpty, "\(catalog.kind) \(entry.name)")
        for field in catalog.fields(of: entry, vocabulary: .runexp) {
          #expect(
            !field.summary.isEmpty || entry.status != .built,
            "\(catalog.kind) \(entry.name).\(field.name)")
        }
      }
    }
  }

  @Test("a preset says which quantities it draws")
  func recipes() {
    #expect(Vocabulary.runexp.figures["strength-over-training"]?.quantities == ["S", "J-null"])
    #expect(
      Vocabulary.runexp.figures["multi-order-strength"]?.quantities == [
        "S", "J-null", "v-effect", "A",
      ])
    #expect(
      Vocabulary.runexp.figures["ends-over-middle"]?.quantities == [
        "low-over-middle", "low-over-middle-null", "high-over-middle", "high-over-middle-null",
      ])
  }

  @Test("a plugin comes back from the parameters a stage carries")
  func roundTrip() throws {
    let made = try Vocabulary.runexp.architectures.made(
      ["name": "mlp", "hidden": [7, 5]], as: (any Architecture).self)
    #expect((made as? MLP)?.hidden == [7, 5])
    #expect(throws: StageParameterError.self) {
      try Vocabulary.runexp.architectures.made(["name": "nope"], as: (any Architecture).self)
    }
  }
}
