/// What many rows of a stage have in common: all that is not a sample, a time or a number.
///
/// Few quantities stand behind millions of rows, so files and tables store each once.
public struct MetricQuantity: Sendable, Hashable {
  /// As in `MetricRow`.
  public var name: String
  /// As in `MetricRow`.
  public var split: String?
  /// As in `MetricRow`.
  public var layer: String?
  /// As in `MetricRow`.
  public var className: String?
  /// As in `MetricRow`.
  public var labelKind: String?
  /// As in `MetricRow`.
  public var part: String?
  /// As in `MetricRow`.
  public var contextOrder: Int?
  /// As in `MetricRow`.
  public var interactionOrder: Int?
  /// As in `MetricRow`.
  public var exact: Bool
  /// As in `MetricRow`.
  public var unit: String?
  /// As in `MetricRow`.
  public var reference: String?

  /// The quantity of `row`.
  public init(of row: MetricRow) {
    self.init(
      name: row.name, split: row.split, layer: row.layer, className: row.className,
      labelKind: row.labelKind, part: row.part, contextOrder: row.contextOrder,
      interactionOrder: row.interactionOrder, exact: row.exact, unit: row.unit,
      reference: row.reference)
  }

  /// Makes a quantity.
  init(
    name: String, split: String?, layer: String?, className: String?, labelKind: String?,
    part: String?, contextOrder: Int?, interactionOrder: Int?, exact: Bool, unit: String?,
    reference: String?
  ) {
    self.name = name
    self.split = split
    self.layer = layer
    self.className = className
    self.labelKind = labelKind
    self.part = part
    self.contextOrder = contextOrder
    self.interactionOrder = interactionOrder
    self.exact = exact
    self.unit = unit
    self.reference = reference
  }

  /// The texts in the order files store them.
  var texts: [String?] {
    [name, split, layer, className, labelKind, part, unit, reference]
  }
}
