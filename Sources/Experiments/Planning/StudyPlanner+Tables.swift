import Base
import Pipeline
import Spec

/// Tables that another program computed, as stages.
extension StudyPlanner {
  /// The tables a measurement names: those of its models and checkpoints, where it says which.
  func tableFiles(at path: String, of node: MeasureNode, in cell: Cell) throws
    -> [TablePattern.Found]
  {
    do throws(TableFileError) {
      let pattern = try TablePattern(path, in: cell)
      let found = try pattern.find(in: LocalFileSystem(), expanding: environment.expanded)
      return try wanted(found, by: node, in: cell, pattern: pattern.text)
    } catch {
      throw Diagnostic(.error, at: node.span, "measure.\(node.name): \(error.description)")
    }
  }

  private func wanted(
    _ found: [TablePattern.Found], by node: MeasureNode, in cell: Cell, pattern: String
  ) throws(TableFileError) -> [TablePattern.Found] {
    var wanted = found
    if !node.models.isEmpty, found.contains(where: { $0.model != nil }) {
      let names = node.models.map(\.target.name)
      let missing = names.filter { name in !found.contains { $0.model == name } }
      guard missing.isEmpty else {
        throw .missing(models: missing, checkpoints: [], pattern: pattern)
      }
      wanted = wanted.filter { names.contains($0.model ?? "") }
    }
    var epochs: Set<Int> = []
    if case .listed(let checkpoints) = node.at {
      for case .epoch(let epoch) in checkpoints { epochs.insert(epoch) }
    }
    if !epochs.isEmpty {
      let missing = epochs.subtracting(wanted.compactMap(\.checkpoint)).sorted()
      guard missing.isEmpty else {
        throw .missing(models: [], checkpoints: missing, pattern: pattern)
      }
      wanted = wanted.filter { epochs.contains($0.checkpoint ?? -1) }
    }
    return wanted
  }

  /// Adds the stages of a measurement of tables found.
  mutating func addOutside(
    _ found: TablePattern.Found, metric: any Metric, node: MeasureNode, label: String, in cell: Cell
  ) throws -> MeasurementRequest.Stages {
    var files: [String: ContentHash] = [:]
    var paths: [String: Value] = [:]
    for (sample, path) in found.files {
      let name = sample.map { "\($0)" } ?? TablesStage.allSamples
      do { files[name] = try LocalDataFile(path, in: environment).hash() } catch {
        throw Diagnostic(.error, at: node.span, "measure.\(node.name): \(error)")
      }
      paths[name] = .text(path)
    }
    var inputs: [String: [ContentHash]] = [:]
    var parameters: [String: Value] = [:]
    if let samples = node.samples {
      let pool = Self.node(samples.target.name, among: cell.samples)
      inputs["data"] = try output(samples.target, in: cell).data.map { [$0] } ?? []
      parameters["samples"] = pool.parameters
      parameters["split"] = .text(pool.from.split ?? "train")
    }
    let tables = plan.graph.add(
      StageNode(
        kind: TablesStage.name, version: TablesStage.version, parameters: .map(parameters),
        inputs: inputs, files: files, label: "tables" + label.dropFirst("measure".count),
        hints: .map(["paths": .map(paths)]), weight: 1))
    return MeasurementRequest.add(
      metric, of: node, tables: tables, label: label, to: &plan.graph)
  }
}
