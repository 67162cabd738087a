import Base
import Store

/// What a metric of some cells is: one number a cell, or several, told apart by dimensions.
struct MetricValues {
  /// A number of a cell: one row, the last of a curve, or the mean over samples.
  struct Number: Hashable {
    var measure: String
    var model: String?
    var reference: String?
    var checkpoint: Int?
    var quantity: MetricQuantity
    /// Rows behind it.
    var rows: Int
    var value: Double
    var deviation: Double?
  }

  /// The numbers of each cell.
  private(set) var byCell: [Int64: [Number]] = [:]

  /// Gathers the entries that a reference means.
  ///
  /// Rows of several samples together count before rows of single samples, whose chunks are put
  /// together. Where no measure is named, one called like the metric counts before others, and a
  /// training curve last.
  init(_ reference: MetricReference, in metrics: CellMetrics) {
    let meant = metrics.entries.filter { entry in
      let quantity = metrics.quantities[entry.quantity]
      return quantity.name == reference.name
        && (reference.measure == nil || entry.measure == reference.measure)
        && (reference.checkpoint == nil || entry.checkpoint == reference.checkpoint)
        && reference.filters.allSatisfy { Self.value(of: $0.key, entry, quantity) == $0.value }
    }
    let rank = meant.map { Self.rank($0.measure, reference) }.min()
    self.init(meant.filter { Self.rank($0.measure, reference) == rank }, metrics.quantities)
  }

  /// Gathers entries, of each cell and measure those of its last epoch.
  init(_ entries: [CellMetrics.Entry], _ quantities: [MetricQuantity]) {
    var groups: [Int64: [CellMetrics.Entry]] = [:]
    for entry in entries { groups[entry.cell, default: []].append(entry) }
    for (cell, entries) in groups {
      byCell[cell] = Self.numbers(Self.last(entries), quantities)
    }
  }

  /// Of the entries of one cell, those of each measure's last epoch.
  static func last(_ entries: [CellMetrics.Entry]) -> [CellMetrics.Entry] {
    var last: [String: Int] = [:]
    for entry in entries {
      if let checkpoint = entry.checkpoint {
        last[entry.measure] = max(last[entry.measure] ?? checkpoint, checkpoint)
      }
    }
    return entries.filter { $0.checkpoint == last[$0.measure] }
  }

  /// The numbers that entries of one cell make, in their order.
  static func numbers(_ entries: [CellMetrics.Entry], _ quantities: [MetricQuantity]) -> [Number] {
    var order: [Number] = []
    var gathered: [Number: [CellMetrics.Entry]] = [:]
    for entry in entries {
      // Chunks of samples differ in nothing but their numbers.
      let key = Number(
        measure: entry.measure, model: entry.model, reference: entry.reference,
        checkpoint: entry.checkpoint, quantity: quantities[entry.quantity], rows: 0, value: 0)
      if gathered[key] == nil { order.append(key) }
      gathered[key, default: []].append(entry)
    }
    return order.map { key in
      let all = gathered[key] ?? []
      let aggregates = all.filter { !$0.isOfSamples }
      return aggregates.isEmpty ? pooled(all, key) : single(aggregates, key)
    }
  }

  /// The number of rows that are of no single sample: the last, where a curve ends.
  private static func single(_ entries: [CellMetrics.Entry], _ key: Number) -> Number {
    var number = key
    number.rows = entries.reduce(0) { $0 + $1.rows }
    number.value = entries.last?.last ?? .nan
    number.deviation = entries.count == 1 ? entries[0].deviation : nil
    return number
  }

  /// The mean over the samples of several chunks, and their standard deviation.
  private static func pooled(_ entries: [CellMetrics.Entry], _ key: Number) -> Number {
    var number = key
    number.rows = entries.reduce(0) { $0 + $1.rows }
    let mean = ExactSum.of(entries.map { $0.mean * Double($0.rows) }) / Double(number.rows)
    number.value = entries.count == 1 ? entries[0].mean : mean
    guard number.rows > 1 else { return number }
    let squares = entries.flatMap { entry -> [Double] in
      let inner = entry.deviation.map { $0 * $0 * Double(entry.rows - 1) } ?? 0
      let outer = (entry.mean - mean) * (entry.mean - mean) * Double(entry.rows)
      return [inner, outer]
    }
    number.deviation =
      entries.count == 1
      ? entries[0].deviation : (ExactSum.of(squares) / Double(number.rows - 1)).squareRoot()
    return number
  }

  /// The number of each cell; throws where a cell has several.
  func single(_ reference: MetricReference) throws -> [Int64: Double] {
    for cell in byCell.keys.sorted() {
      guard let numbers = byCell[cell], numbers.count > 1 else { continue }
      throw Self.ambiguity(numbers, reference)
    }
    return byCell.compactMapValues { $0.first?.value }
  }

  private static func ambiguity(_ numbers: [Number], _ reference: MetricReference) -> Diagnostic {
    var notes: [String] = []
    var example: String?
    if Set(numbers.map(\.measure)).count > 1 {
      let measures = Set(numbers.map(\.measure)).sorted()
      notes.append("measures: \(measures.joined(separator: ", "))")
      example = "\(measures[0]).\(reference.text)"
    } else {
      for dimension in AskedNames.dimensions {
        let values = Set(numbers.map { value(of: dimension, $0) ?? .null })
        guard values.count > 1 else { continue }
        let texts = values.map { $0.text ?? $0.json }
        let sorted = texts.sorted { (Double($0) ?? 0, $0) < (Double($1) ?? 0, $1) }
        notes.append("\(dimension): \(sorted.joined(separator: ", "))")
        example =
          example ?? "\(reference.text.split(separator: "[")[0])[\(dimension)=\(sorted[0])]"
      }
    }
    return reference.fault(
      "`\(reference.text)` is \(numbers.count) numbers a cell",
      notes: (example.map { ["fix what tells them apart, such as `\($0)`"] } ?? []) + notes)
  }

  private static func rank(_ measure: String, _ reference: MetricReference) -> Int {
    guard reference.measure == nil else { return 0 }
    return measure == reference.name ? 0 : measure == "training" ? 2 : 1
  }

  private static func value(
    of dimension: String, _ entry: CellMetrics.Entry, _ quantity: MetricQuantity
  ) -> Value? {
    switch dimension {
    case "model": entry.model.map { .text($0) }
    case "reference": entry.reference.map { .text($0) }
    default: quantity.value(of: dimension)
    }
  }

  private static func value(of dimension: String, _ number: Number) -> Value? {
    switch dimension {
    case "model": number.model.map { .text($0) }
    case "reference": number.reference.map { .text($0) }
    default: number.quantity.value(of: dimension)
    }
  }
}

/// A number of one cell, for a list of all of them.
public struct CellNumber: Sendable, Hashable {
  /// The measure node.
  public var measure: String
  /// The model node.
  public var model: String?
  /// The metric's name with what tells it from others, such as `J[context_order=2]`.
  public var metric: String
  /// The unit.
  public var unit: String?
  /// The epoch.
  public var checkpoint: Int?
  /// The last row of several samples together, or the mean over samples.
  public var mean: Double
  /// The standard deviation of the rows; nil of one.
  public var deviation: Double?
  /// Number of rows.
  public var rows: Int

  /// The numbers of one cell, by measure, then epoch, then in the order of the rows; or those of each
  /// measure's last epoch alone.
  public static func all(of metrics: CellMetrics, lastOnly: Bool = false) -> [CellNumber] {
    let entries = lastOnly ? MetricValues.last(metrics.entries) : metrics.entries
    let numbers = MetricValues.numbers(entries, metrics.quantities)
    let measures = numbers.reduce(into: [String]()) { names, number in
      if !names.contains(number.measure) { names.append(number.measure) }
    }
    let places = Dictionary(
      zip(measures, measures.indices), uniquingKeysWith: { first, _ in first })
    let sorted = numbers.enumerated().sorted { first, second in
      let (a, b) = (first.element, second.element)
      return (places[a.measure] ?? 0, a.checkpoint ?? -1, first.offset)
        < (places[b.measure] ?? 0, b.checkpoint ?? -1, second.offset)
    }.map(\.element)
    return sorted.map { number in
      var quantity = number.quantity
      quantity.reference = number.reference
      return CellNumber(
        measure: number.measure, model: number.model, metric: quantity.words,
        unit: quantity.unit, checkpoint: number.checkpoint, mean: number.value,
        deviation: number.deviation, rows: number.rows)
    }
  }
}

extension MetricQuantity {
  /// The value of a dimension; nil where it does not apply.
  func value(of dimension: String) -> Value? {
    switch dimension {
    case "split": split.map { .text($0) }
    case "layer": layer.map { .text($0) }
    case "class": className.map { .text($0) }
    case "label_kind": labelKind.map { .text($0) }
    case "part": part.map { .text($0) }
    case "context_order": contextOrder.map { .integer($0) }
    case "interaction_order": interactionOrder.map { .integer($0) }
    case "exact": .text(exact ? "true" : "false")
    case "unit": unit.map { .text($0) }
    case "reference": reference.map { .text($0) }
    default: nil
    }
  }

  /// Whether no order, class, layer or part tells it from others of its name.
  var isScalar: Bool {
    layer == nil && className == nil && labelKind == nil && part == nil && contextOrder == nil
      && interactionOrder == nil && reference == nil
  }

  /// The name with what tells it from others: `J[context_order=2]`.
  public var words: String {
    let told = AskedNames.dimensions.filter { !["exact", "unit", "model"].contains($0) }
    let parts = told.compactMap { dimension in
      value(of: dimension).map { "\(dimension)=\($0.text ?? $0.json)" }
    }
    return parts.isEmpty ? name : "\(name)[\(parts.joined(separator: ","))]"
  }
}
