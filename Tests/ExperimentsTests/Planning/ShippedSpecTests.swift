import Base
import Pipeline
import Spec
import Store
import Testing

@testable import Experiments

@Suite("the specs that come with the program")
struct ShippedSpecTests {
  private static let folder = PackageFolder.path + "/configs"

  private static var names: [String] {
    get throws { try LocalFileSystem().list(folder).filter { $0.hasSuffix(".yaml") } }
  }

  @Test("every file in configs is a spec that plans, with nothing that is not built")
  func plans() throws {
    let names = try Self.names
    #expect(
      Set(names).isSuperset(of: [
        "and-or.yaml", "bottleneck.yaml", "bottleneck-mnist.yaml", "bottleneck-cnn.yaml",
        "halving.yaml", "sweep.yaml",
      ]))
    for name in names {
      let study = try SpecReader(files: LocalFileSystem(), vocabulary: .runexp)
        .study(at: "\(Self.folder)/\(name)", overrides: [])
      #expect(study.name + ".yaml" == name)
      let plan = try StudyPlanner.plan(study)
      #expect(plan.unbuilt.isEmpty, "\(name)")
      var kinds: Set = ["dataset", "train", "measure"]
      if study.cells.contains(where: { !$0.samples.isEmpty }) { kinds.insert("summary") }
      if study.cells.contains(where: { !$0.relations.isEmpty }) { kinds.insert("relate") }
      let isDerived = study.cells.flatMap(\.data).contains { node in
        if case .derived = node.source { true } else { false }
      }
      if isDerived { kinds.insert("derived-dataset") }
      // Tables are a stage where few play, and where a measurement keeps them.
      let planned = Set(plan.graph.nodes.map(\.kind))
      #expect(planned.subtracting(["tables"]) == kinds, "\(name)")
      if ["and-or.yaml", "official-estimator.yaml"].contains(name) {
        #expect(planned.contains("tables"), "\(name)")
      }
      #expect(plan.plannedCells.count == study.cells.count)
      #expect(plan.plannedCells.allSatisfy { !$0.stages.isEmpty })
    }
  }

  @Test("the long form of each is a spec of the same stages, also where cells exchange data sets")
  func longForms() throws {
    for name in try Self.names {
      let path = "\(Self.folder)/\(name)"
      let reader = SpecReader(files: LocalFileSystem(), vocabulary: .runexp)
      let files = InMemoryFileSystem([path: try reader.longForm(at: path)])
      let again = try SpecReader(files: files, vocabulary: .runexp).study(at: path)
      let study = try reader.study(at: path)
      #expect(again.claims.map(\.value) == study.claims.map(\.value), "\(name)")
      let keys = try [study, again].map { try StudyPlanner.plan($0).graph.nodes.map(\.key) }
      #expect(Set(keys[0]) == Set(keys[1]) && keys[0].count == keys[1].count, "\(name)")
    }
  }

  @Test(
    "specs of other folders plan without their data, and what they compute is costed",
    arguments: ["paper-scale", "slow"])
  func costs(folder: String) throws {
    let folder = "\(Self.folder)/\(folder)"
    let names = try LocalFileSystem().list(folder).filter { $0.hasSuffix(".yaml") }
    #expect(!names.isEmpty)
    for name in names {
      let study = try SpecReader(files: LocalFileSystem(), vocabulary: .runexp)
        .study(at: "\(folder)/\(name)", overrides: [])
      let plan = try StudyPlanner.plan(study, in: DataEnvironment(variables: [:]))
      #expect(plan.unbuilt.isEmpty, "\(name)")
      for node in plan.graph.nodes where node.kind != "derived-dataset" {
        // What is made of derived data may be of any size.
        let isOfKnownSize =
          !name.contains("adversarial") || ["train", "dataset"].contains(node.kind)
        #expect(node.expected != nil || !isOfKnownSize, "\(name): \(node.label)")
      }
    }
  }

  @Test("the default study: four models, five seeds, and the untrained network once a seed")
  func defaultStudy() throws {
    let study = try SpecReader(files: LocalFileSystem(), vocabulary: .runexp)
      .study(at: "\(Self.folder)/bottleneck.yaml", overrides: [])
    #expect(study.variants == ["normal", "low-order", "mid-order", "high-order"])
    #expect(study.coordinates.map(\.path) == ["seed"])
    #expect(study.coordinates[0].values == [0, 1, 2, 3, 4])
    let graph = try StudyPlanner.plan(study).graph
    #expect(graph.nodes.count { $0.kind == "dataset" } == 1)
    #expect(graph.nodes.count { $0.kind == "train" } == 5 * (1 + 4 * 3))
    // Two chunks of 25 images, and the splits, of every checkpoint.
    #expect(graph.nodes.count { $0.kind == "measure" } == 5 * (1 + 4 * 3) * 3)
    #expect(graph.nodes.count { $0.kind == "summary" } == 5 * (1 + 4 * 3))
  }
}
