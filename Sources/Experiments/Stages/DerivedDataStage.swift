import Base
import Pipeline
import Spec
import Store
import Synchronization

/// Makes data from other data: splits cut anew, then transforms.
enum DerivedDataStage: StageKind {
  static let name = "derived-dataset"
  static let version = 1

  /// The role of the data that the models in `role` were trained on, in the same order.
  static func dataRole(of role: String) -> String { role + "-data" }

  /// Writes `data.safetensors` and, where transforms measure what they do, `metrics.bin`.
  static func run(_ job: StageJob) throws {
    var table = try StageFiles.data(of: job.input("data"))
    var seeds = Seeds()
    if let seed = job.parameters["seed_split"]?.text.flatMap(UInt64.init) { seeds.split = seed }
    if let seed = job.parameters["seed_noise"]?.text.flatMap(UInt64.init) { seeds.noise = seed }
    if let name = job.parameters["split"]?.text {
      // What is made of one split has no splits of its own; stages take such data as `train`.
      table.splits = ["train": try table.split(name)]
      table.trainingSplit = "train"
    }
    if let shares = SplitShares(job.parameters["shares"]) {
      table = table.cut(into: shares, seed: seeds.split)
    }
    let transforms = try (job.parameters["transforms"]?.list ?? []).map {
      try Vocabulary.runexp.transforms.made($0, as: (any DataTransform).self)
    }
    let roles = (job.parameters["roles"]?.list ?? []).compactMap(\.text)
    let rows = Mutex<[MetricRow]>([])
    table = try table.transformed(
      by: transforms, seeds: seeds,
      inputs: Dictionary(uniqueKeysWithValues: roles.map { ($0, job.inputs($0)) }),
      progress: { fraction in
        try job.checkCancelled()
        job.report(progress: fraction)
      }, record: { made in rows.withLock { $0 += made } })
    try StageFiles.write(table, to: job.outputPath(StageFiles.dataName))
    let measured = rows.withLock { $0 }
    if !measured.isEmpty {
      try MetricFile.write(measured, to: job.outputPath(MetricFile.name))
    }
  }

  /// The stage of data made from those of the input `data`.
  ///
  /// Seeds that no transform draws from are left out, so they do not reach the key.
  static func node(
    _ node: DataNode, of split: String?, _ transforms: [Plugin],
    inputs: [String: [ContentHash]], label: String
  ) -> StageNode {
    let kinds = transforms.compactMap { ($0.made as? any DataTransform).map { type(of: $0) } }
    let drawn = kinds.reduce(into: Set<TransformSeed>()) { $0.formUnion($1.seeds) }
    var parameters: [String: Value] = ["transforms": .list(transforms.map(\.parameters))]
    if let split { parameters["split"] = .text(split) }
    let shares = SplitShares(node)
    if let shares { parameters["shares"] = shares.value }
    if drawn.contains(.noise) { parameters["seed_noise"] = .text("\(node.seeds.noise)") }
    if drawn.contains(.split) || shares != nil {
      parameters["seed_split"] = .text("\(node.seeds.split)")
    }
    let roles = inputs.keys.filter { $0 != "data" }.sorted()
    if !roles.isEmpty { parameters["roles"] = .list(roles.map { .text($0) }) }
    return StageNode(
      kind: name, version: version, parameters: .map(parameters), inputs: inputs, label: label,
      weight: 1)
  }
}

extension SplitShares {
  /// The shares that a data node cuts; nil when it keeps the splits there are.
  init?(_ node: DataNode) {
    guard !node.split.isEmpty else { return nil }
    shares = node.split.map { Share($0.split, $0.fraction) }
  }
}
