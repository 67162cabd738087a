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
    // A user's own files may have changed since the study was planned.
    let found = try source.files(in: environment)
    if found != job.files { throw ChangedFiles(planned: job.files, found: found) }
    let table: DataTable
    if let shares = SplitShares(job.parameters["split"]) {
      table = try source.load(cut: shares, seeds: seeds, in: environment)
    } else {
      table = try source.load(seeds: seeds, in: environment)
    }
    try StageFiles.write(table, to: job.outputPath(StageFiles.dataName))
  }

  /// The stage of a data set; where its files lie is a hint, their content part of the key.
  static func node(
    _ source: any DatasetSource, parameters: Value, shares: SplitShares? = nil, seeds: Seeds,
    files: [String: ContentHash], label: String
  ) -> StageNode {
    var values: [String: Value] = [
      "dataset": source.identity, "name": .text(type(of: source).name),
      "seed_data": .text("\(seeds.data)"), "seed_split": .text("\(seeds.split)"),
    ]
    if let shares { values["split"] = shares.value }
    return StageNode(
      kind: name, version: version, parameters: .map(values),
      files: files, label: label, hints: .map(["dataset": parameters]), weight: 1)
  }
}

/// Files are others than when the study was planned.
struct ChangedFiles: Error, CustomStringConvertible {
  var planned: [String: ContentHash]
  var found: [String: ContentHash]

  var description: String {
    let names = Set(planned.keys).union(found.keys).filter { planned[$0] != found[$0] }.sorted()
    return names.joined(separator: ", ")
      + ": changed since the study was planned\n  run again: the study is planned anew"
  }
}
