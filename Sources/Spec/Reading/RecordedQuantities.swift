import Base

/// What a measurement records in the cells of a study, as far as it is known before any runs.
struct RecordedQuantities {
  /// The quantities in the metric's order; nil where the metric does not say.
  private(set) var quantities: [Quantity]?
  /// The splits measured, in the order written; empty for a metric of a pool.
  private(set) var splits: [String] = []
  /// The models measured, in the order written.
  private(set) var models: [String] = []
  /// The epochs measured in any cell.
  private(set) var epochs: Set<Int> = []
  /// The largest number of epochs measured in one cell.
  private(set) var mostEpochs = 0

  /// Adds what `measure` records in `cell`.
  mutating func add(_ measure: MeasureNode, in cell: Cell) {
    splits += measure.splits.filter { !splits.contains($0) }
    var here: Set<Int> = []
    for reference in measure.models {
      guard let model = cell.models.first(where: { $0.name == reference.target.name })
      else { continue }
      if !models.contains(model.name) { models.append(model.name) }
      here.formUnion(measure.epochs(of: model, through: reference))
    }
    epochs.formUnion(here)
    mostEpochs = max(mostEpochs, here.count)
    guard let metric = measure.metric.made as? any QuantityNaming else { return }
    let named = metric.quantities(playerCount: Self.playerCount(measure, in: cell))
    quantities = (quantities ?? []).widened(by: named)
  }

  /// How many play: from the spec, or from the features of the data trained on.
  private static func playerCount(_ measure: MeasureNode, in cell: Cell) -> Int? {
    guard let players = measure.game?.players else { return nil }
    switch players.definition {
    case .grid, .cells, .groups: return players.playerCount
    case .features, .tokens:
      guard let name = measure.models.first?.target.name,
        let data = cell.models.first(where: { $0.name == name })?.training?.data.target.name,
        case .dataset(let plugin)? = cell.data.first(where: { $0.name == data })?.source
      else { return nil }
      return (plugin.made as? any SampleShaped)?.shape.reduce(1, *)
    case .other: return nil
    }
  }

  /// The quantity called `name`.
  subscript(name: String) -> Quantity? { quantities?.first { $0.name == name } }
}

extension [Quantity] {
  /// These and `others`, each dimension with the values it has in either.
  fileprivate func widened(by others: [Quantity]) -> [Quantity] {
    var result = self
    for other in others {
      guard let place = result.firstIndex(where: { $0.name == other.name }) else {
        result.append(other)
        continue
      }
      let ranges = result[place].ranges.merging(other.ranges) { first, second in
        Swift.min(
          first.lowerBound, second.lowerBound)...Swift.max(first.upperBound, second.upperBound)
      }
      result[place] = Quantity(other.name, ranges: ranges)
    }
    return result
  }
}

/// Checks that a claim says which of the recorded rows it means: one per unit.
struct ClaimedRows {
  let measure: String
  let quantity: String
  let names: ViewNames
  let sink: FaultSink

  private var recorded: RecordedQuantities? { names.recorded[measure] }

  /// Reports a quantity the measurement does not record.
  func checkQuantity(at span: SourceSpan) {
    guard let known = recorded?.quantities?.map(\.name), !known.contains(quantity) else { return }
    var notes: [String] = []
    if let nearest = NearestName.suggestion(for: quantity, among: known) {
      notes.append("did you mean `\(measure).\(nearest)`?")
    }
    notes.append("it records: " + known.joined(separator: ", "))
    sink.report(
      at: span, "measure.\(measure) records no `\(SpecNode.shortened(quantity))`", notes: notes)
  }

  /// Reports a dimension the quantity's rows do not have.
  func check(_ dimension: String, at span: SourceSpan) {
    guard let recorded, let quantity = recorded[quantity] else { return }
    let legal =
      quantity.ranges.keys.sorted() + ["checkpoint", "model", "variant", "cell", "seed"]
      + (recorded.splits.isEmpty ? [] : ["split"]) + names.coordinates.map(\.path)
    guard !legal.contains(dimension) else { return }
    sink.report(
      at: span, "\(measure).\(quantity.name) has no `\(dimension)`",
      notes: ["its rows differ in: " + several(but: []).map(\.name).joined(separator: ", ")])
  }

  /// Reports a value of `dimension` that no row has.
  func check(_ value: Value, of dimension: String, at span: SourceSpan) {
    if let range = recorded?[quantity]?.ranges[dimension] {
      guard value.integer.map(range.contains) != true else { return }
      sink.report(
        at: span,
        "`\(dimension)` of \(measure).\(quantity) must be an integer from \(range.lowerBound) to"
          + " \(range.upperBound), not \(value.label)")
      return
    }
    switch dimension {
    case "split": unknown(value, "split", among: recorded?.splits ?? [], at: span)
    case "model": unknown(value, "model", among: recorded?.models ?? [], at: span)
    default:
      guard let swept = names.coordinates.first(where: { $0.path == dimension }) else { return }
      // 1 and 1.0 are the same value.
      let isSwept = swept.values.contains {
        $0.agrees(with: value)
      }
      if !isSwept {
        unknown(value, "value of \(dimension)", among: swept.values.map(\.label), at: span)
      }
    }
  }

  private func unknown(_ value: Value, _ what: String, among names: [String], at span: SourceSpan) {
    guard !names.isEmpty, !names.contains(value.label) else { return }
    reportUnknown(what, value.label, among: names, at: span, sink: sink)
  }

  /// Reports dimensions with several values that are neither in `fixed` nor the unit.
  func checkOneRow(perUnit unit: String, fixed: Set<String>, at span: SourceSpan) {
    let open = several(but: fixed.union([unit]))
    guard !open.isEmpty else { return }
    sink.report(
      at: span,
      "several rows per unit: fix or contrast "
        + open.map { "`\($0.name)`" }.joined(separator: ", "),
      notes: open.map {
        "add `\($0.name): \($0.example)` to `where`; there are \($0.values) (a list is averaged)"
      } + ["or say how they become one number: `reduce: {\(open[0].name): mean}`"])
  }

  typealias Dimension = (name: String, example: String, values: String)

  /// The dimensions with several values, but some.
  func several(but left: Set<String>) -> [Dimension] {
    guard let recorded else { return [] }
    func listed(_ name: String, _ values: [String], example: String? = nil) -> Dimension {
      let shown = values.prefix(20).joined(separator: ", ") + (values.count > 20 ? ", …" : "")
      return (name, example ?? values.first ?? "", shown)
    }
    var found: [Dimension] = []
    for (name, range) in (recorded[quantity]?.ranges ?? [:]).sorted(by: { $0.key < $1.key })
    where range.count > 1 {
      found.append((name, "\(range.lowerBound)", "\(range.lowerBound) to \(range.upperBound)"))
    }
    if recorded.mostEpochs > 1 {
      found.append(
        listed("checkpoint", recorded.epochs.sorted().map(String.init), example: "last"))
    }
    if recorded.splits.count > 1 { found.append(listed("split", recorded.splits)) }
    if recorded.models.count > 1 { found.append(listed("model", recorded.models)) }
    // A cell has one variant and one point of the sweep.
    if !left.contains("cell") {
      if names.variants.count > 1 { found.append(listed("variant", names.variants)) }
      let open = Set(names.factors.flatMap { $0.paths(varyingWhileHeld: left) })
      for swept in names.coordinates where open.contains(swept.path) {
        found.append(listed(swept.path, swept.values.map(\.label)))
      }
    }
    return found.filter { !left.contains($0.name) }
  }
}
