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
      if name == "and-or.yaml" { kinds.formUnion(["tables", "relate"]) }
      if study.cells.contains(where: { !$0.relations.isEmpty }) { kinds.insert("relate") }
      let isDerived = study.cells.flatMap(\.data).contains { node in
        if case .derived = node.source { true } else { false }
      }
      if isDerived { kinds.insert("derived-dataset") }
      #expect(Set(plan.graph.nodes.map(\.kind)) == kinds)
      #expect(plan.plannedCells.count == study.cells.count)
      #expect(plan.plannedCells.allSatisfy { !$0.stages.isEmpty })
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
