import Neural
import Pipeline

/// A kind whose stages evaluate networks: how many inputs is counted and kept with the result.
///
/// A process computes one stage at a time, so what its networks evaluate meanwhile is the stage's.
enum CountedStage<Kind: StageKind>: StageKind {
  static var name: String { Kind.name }
  static var version: Int { Kind.version }

  static func run(_ job: StageJob) throws {
    let before = ForwardPasses.total
    try Kind.run(job)
    job.count(forwardPasses: ForwardPasses.total - before)
  }
}
