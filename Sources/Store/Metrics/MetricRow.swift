/// One measured number with the dimensions it has.
///
/// A dimension that does not apply is nil. A value that is not finite is a failed measurement,
/// never a row: writing it is refused.
public struct MetricRow: Sendable, Hashable {
  /// What was measured, in the metric's own words, such as `S` or `accuracy`.
  public var name: String
  /// The number, finite.
  public var value: Double
  /// The split of the data, such as `test`.
  public var split: String?
  /// The epoch of the checkpoint, where it is not that of the measured model.
  public var checkpoint: Int?
  /// The training step.
  public var step: Int?
  /// The layer of the network.
  public var layer: String?
  /// The stable id of the sample; nil when the number is of several samples together.
  public var sample: Int64?
  /// The class.
  public var className: String?
  /// Which label it is about: `true`, `given`, `predicted`.
  public var labelKind: String?
  /// A part of a whole, such as a sign or a loss term.
  public var part: String?
  /// m, the number of players in the context.
  public var contextOrder: Int?
  /// The number of players that interact.
  public var interactionOrder: Int?
  /// The standard error of `value`, where it was sampled.
  public var standardError: Double?
  /// How many numbers `value` summarises: samples, contexts, draws.
  public var count: Int?
  /// Whether the value is exact, not sampled.
  public var exact: Bool
  /// The unit, such as `nat`; nil for a pure number.
  public var unit: String?
  /// The second model of a comparison.
  public var reference: String?

  /// Makes a row; see the properties.
  public init(
    name: String, value: Double, split: String? = nil, checkpoint: Int? = nil, step: Int? = nil,
    layer: String? = nil, sample: Int64? = nil, className: String? = nil,
    labelKind: String? = nil, part: String? = nil, contextOrder: Int? = nil,
    interactionOrder: Int? = nil, standardError: Double? = nil, count: Int? = nil, exact: Bool,
    unit: String? = nil, reference: String? = nil
  ) {
    self.name = name
    self.value = value
    self.split = split
    self.checkpoint = checkpoint
    self.step = step
    self.layer = layer
    self.sample = sample
    self.className = className
    self.labelKind = labelKind
    self.part = part
    self.contextOrder = contextOrder
    self.interactionOrder = interactionOrder
    self.standardError = standardError
    self.count = count
    self.exact = exact
    self.unit = unit
    self.reference = reference
  }
}
