import Base
import Foundation
import Pipeline
import Spec

/// Makes a data set once, for every stage that reads it.
enum DatasetStage: StageKind {
  static let name = "dataset"
  static let version = 1

  /// Writes `data.safetensors`.
  static func run(_ job: StageJob) throws {
    let source = try Vocabulary.runexp.datasets.made(
      job.hints["dataset"], as: (any DatasetSource).self)
    var seeds = Seeds()
    if let data = job.parameters["seed_data"]?.text.flatMap(UInt64.init) { seeds.data = data }
    if let split = job.parameters["seed_split"]?.text.flatMap(UInt64.init) { seeds.split = split }
    let environment = DataEnvironment(
      variables: ProcessInfo.processInfo.environment,
      report: {
        job.report(progress: 0, $0)
        // Into the attempt's output too, so that a failure shows where files were looked for.
        print($0)
      })
    let table = try source.load(seeds: seeds, in: environment)
    try StageFiles.write(table, to: job.outputPath(StageFiles.dataName))
  }

  /// The stage of a data set; where its files lie is a hint, their content part of the key.
  static func node(
    _ source: any DatasetSource, parameters: Value, seeds: Seeds, label: String
  ) throws -> StageNode {
    StageNode(
      kind: name, version: version,
      parameters: .map([
        "dataset": source.identity, "name": .text(type(of: source).name),
        "seed_data": .text("\(seeds.data)"), "seed_split": .text("\(seeds.split)"),
      ]),
      files: source.files, label: label, hints: .map(["dataset": parameters]), weight: 1)
  }
}
