import Base

/// A cell of a study's current plan and the stages it is made of.
public struct PlannedCell: Sendable, Hashable {
  /// A stage in the role it plays in this cell; other cells may share the stage.
  public struct Stage: Sendable, Hashable {
    /// The stage's key.
    public var key: ContentHash
    /// The measure (or relation) node whose rows it holds; nil for data and training.
    public var measure: String?
    /// The model node measured or trained.
    public var model: String?
    /// The epoch of the model measured or trained.
    public var checkpoint: Int?
    /// The second model of a comparison.
    public var reference: String?

    /// Makes a stage of a cell.
    public init(
      key: ContentHash, measure: String? = nil, model: String? = nil, checkpoint: Int? = nil,
      reference: String? = nil
    ) {
      self.key = key
      self.measure = measure
      self.model = model
      self.checkpoint = checkpoint
      self.reference = reference
    }
  }

  /// The cell's name, such as `variant=low-order,seed=0`.
  public var label: String
  /// The variant; nil when the study has none.
  public var variant: String?
  /// The swept seed; nil when seeds are not swept.
  public var seed: Int?
  /// The swept coordinates by dotted path, `seed` among them.
  public var coordinates: [String: Value]
  /// Its stages.
  public var stages: [Stage]

  /// Makes a cell.
  public init(
    label: String, variant: String? = nil, seed: Int? = nil, coordinates: [String: Value] = [:],
    stages: [Stage]
  ) {
    self.label = label
    self.variant = variant
    self.seed = seed
    self.coordinates = coordinates
    self.stages = stages
  }
}
