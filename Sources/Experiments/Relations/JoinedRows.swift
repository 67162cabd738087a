import Base
import Store

/// Rows of two measurements side by side: numbers of the same sample, order, part, ….
///
/// Rows are joined on the dimensions the spec names, or else on the sample where both sides have
/// samples. Other dimensions must agree where both sides have them, and tell results apart: a
/// number by context order beside a single one gives a result for each order.
struct JoinedRows {
  /// What tells results apart.
  struct Group: Hashable {
    var split: String?
    var layer: String?
    var className: String?
    var part: String?
    var contextOrder: Int?
    var interactionOrder: Int?
    /// Where one cell is measured at several epochs: epochs are no units.
    var checkpoint: Int?
    /// Where one cell measures several models.
    var model: String?
  }

  /// Two numbers of one unit.
  struct Point {
    var cell: [String: Value]
    var sample: Int64?
    var left: Double
    var right: Double
  }

  /// The points of each result, in the order of the first side's rows.
  private(set) var groups: [(group: Group, points: [Point])] = []

  /// The dimensions a spec may join on.
  static let dimensions = [
    "sample", "split", "layer", "class", "part", "context_order", "interaction_order",
  ]

  /// Joins each pair of measurements; points of all pairs are gathered by group.
  init(_ pairs: [RelationInputs.Pair], join: [String]) throws {
    var places: [Group: Int] = [:]
    let hasEpochs = Self.differ(pairs, in: \.checkpoint)
    let hasModels = Self.differ(pairs, in: \.model)
    for pair in pairs {
      let sides = try Self.sides(pair, join: join)
      for (found, point) in try Self.points(sides, pair, join: join) {
        var group = found
        group.checkpoint = hasEpochs ? pair.left.checkpoint ?? pair.right.checkpoint : nil
        group.model = hasModels ? pair.left.model ?? pair.right.model : nil
        if let place = places[group] {
          groups[place].points.append(point)
        } else {
          places[group] = groups.count
          groups.append((group, [point]))
        }
      }
    }
  }

  /// Whether measurements of one cell differ in a property.
  private static func differ<Property: Hashable>(
    _ pairs: [RelationInputs.Pair], in property: KeyPath<RelatedMeasurement, Property?>
  ) -> Bool {
    var found: [[String: Value]: Set<Property?>] = [:]
    for pair in pairs {
      found[pair.left.cell, default: []]
        .insert(pair.left[keyPath: property] ?? pair.right[keyPath: property])
    }
    return found.values.contains { $0.count > 1 }
  }

  /// The rows of both sides: of samples only where both have them and they are joined on.
  private static func sides(_ pair: RelationInputs.Pair, join: [String]) throws
    -> (left: [MetricRow], right: [MetricRow])
  {
    var (left, right) = pair
    let joinsSamples = join.isEmpty || join.contains("sample")
    if !joinsSamples || left.isReduced || right.isReduced || left.chunks.isEmpty
      || right.chunks.isEmpty
    {
      left.isReduced = true
      right.isReduced = true
    }
    return (try left.rows(), try right.rows())
  }

  private static func points(
    _ sides: (left: [MetricRow], right: [MetricRow]), _ pair: RelationInputs.Pair, join: [String]
  ) throws -> [(Group, Point)] {
    let shared = sharedDimensions(sides)
    var partners: [Identity: MetricRow] = [:]
    for row in sides.right {
      let identity = Identity(row, shared)
      if let other = partners[identity] {
        throw RelationError.severalRows(pair.right.label, dimensions: differences(other, row))
      }
      partners[identity] = row
    }
    let points = sides.left.compactMap { row -> (Group, Point)? in
      guard let partner = partners[Identity(row, shared)] else { return nil }
      let point = Point(
        cell: pair.left.cell, sample: row.sample, left: row.value, right: partner.value)
      return (Group(row, without: join), point)
    }
    guard !points.isEmpty else {
      throw RelationError.noSharedSamples(pair.left.label, pair.right.label)
    }
    return points
  }

  /// The dimensions that both sides have.
  private static func sharedDimensions(_ sides: (left: [MetricRow], right: [MetricRow]))
    -> [String]
  {
    dimensions.filter { dimension in
      sides.left.contains { $0.dimension(dimension) != nil }
        && sides.right.contains { $0.dimension(dimension) != nil }
    }
  }

  private static func differences(_ first: MetricRow, _ second: MetricRow) -> [String] {
    let found = dimensions.filter { first.dimension($0) != second.dimension($0) }
    return found.isEmpty ? ["nothing"] : found
  }

  /// The values of the dimensions joined on.
  private struct Identity: Hashable {
    let values: [Value?]

    init(_ row: MetricRow, _ dimensions: [String]) { values = dimensions.map(row.dimension) }
  }
}

extension JoinedRows.Group {
  /// The dimensions of a row but for those that tell units of one result apart.
  init(_ row: MetricRow, without join: [String]) {
    func kept<Number>(_ dimension: String, _ value: Number?) -> Number? {
      join.contains(dimension) ? nil : value
    }
    self.init(
      split: kept("split", row.split), layer: kept("layer", row.layer),
      className: kept("class", row.className), part: kept("part", row.part),
      contextOrder: kept("context_order", row.contextOrder),
      interactionOrder: kept("interaction_order", row.interactionOrder))
  }

  /// A row of a result.
  func row(
    _ name: String, _ value: Double, standardError: Double? = nil, count: Int,
    sample: Int64? = nil
  ) -> MetricRow {
    MetricRow(
      name: name, value: value, split: split, checkpoint: checkpoint, layer: layer, sample: sample,
      className: className, part: part, contextOrder: contextOrder,
      interactionOrder: interactionOrder, standardError: standardError, count: count, exact: true,
      reference: model)
  }
}

extension MetricRow {
  /// The value of a dimension; nil where the row has none.
  fileprivate func dimension(_ name: String) -> Value? {
    switch name {
    case "sample": sample.map { .integer(Int($0)) }
    case "split": split.map { .text($0) }
    case "layer": layer.map { .text($0) }
    case "class": className.map { .text($0) }
    case "part": part.map { .text($0) }
    case "context_order": contextOrder.map { .integer($0) }
    case "interaction_order": interactionOrder.map { .integer($0) }
    default: nil
    }
  }
}
