import Base
import Pipeline
import Spec

/// A study as stages: the graph to run, and which stage's rows belong to which cell.
public struct StudyPlan: Sendable {
  /// A stage whose rows a cell uses.
  public struct Use: Sendable, Hashable {
    /// The cell's place in the study.
    public var cell: Int
    /// The stage.
    public var stage: ContentHash
    /// The measurement's name in the spec; `training` for training curves.
    public var measure: String
    /// The model measured.
    public var model: String?
    /// The model's epoch.
    public var checkpoint: Int?
  }

  /// The study.
  public let study: Study
  /// The stages.
  public internal(set) var graph = StageGraph()
  /// Whose rows are whose, in the order of cells and nodes.
  public internal(set) var uses: [Use] = []

  /// The checkpoints of each cell's models, as stages.
  public internal(set) var trainings: [Use] = []

  /// How the stages that evaluate masked inputs do it, in a word: `plain`, `subset-sums`, `memoised`.
  public internal(set) var routes: [ContentHash: String] = [:]

  init(_ study: Study) { self.study = study }

  /// The name under which training curves are recorded.
  public static let trainingMeasure = "training"

  /// The name under which is recorded what making the data node `name` did; with a dot, so that no
  /// measurement has it.
  public static func measure(ofData name: String) -> String { "data.\(name)" }
}
