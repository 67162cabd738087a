import Base
import Experiments
import Pipeline
import Spec

/// What of a study is run: all of it, one stage and what it needs, or the cells of a shard.
struct RunPart {
  /// The stages.
  let graph: StageGraph
  /// The one stage that was asked for; nil in other runs.
  let only: StageNode?
  /// What is said at the end of a run that leaves figures and claims as they were.
  let note: String?
  /// What the run's lease is of, where it may go on beside other parts.
  let leaseName: String?

  /// Whether it is all of the study, so that its results are drawn and judged.
  var isWhole: Bool { note == nil }

  /// The part of a study that the options `--only` and `--shard` ask for; the whole is what is planned
  /// of it as far as that is decided.
  init(of halved: HalvedPlan, only name: String? = nil, shard: StudyShard? = nil) throws {
    let planned = halved.full
    if let name {
      let stage = try StageOptions.stage(name, of: planned)
      only = stage
      graph = planned.graph.needed(by: stage.key)
      note = "only \(stage.label) and what it needs; figures and claims are as they were"
      leaseName = nil
      return
    }
    only = nil
    guard let shard else {
      graph = halved.planned.graph
      note = nil
      leaseName = nil
      return
    }
    guard planned.study.halving == nil else {
      throw Diagnostic(
        .error, "--shard parts cells that successive halving compares with each other",
        notes: [
          "run it without --shard, or on a cluster: --on slurm",
          "or let every point go all the way: --set sweep.halving=null",
        ])
    }
    let part = planned.part(shard)
    graph = part.graph
    leaseName = "shard-\(shard.number)-of-\(shard.count)"
    let left =
      part.relationsLeft > 0
      ? " and \(Amount.count(part.relationsLeft, "relation")) with cells of other shards" : ""
    note =
      "shard \(shard): \(part.cells) of \(Amount.count(planned.study.cells.count, "cell"));"
      + " figures and claims\(left) are left to the plain command"
  }
}
