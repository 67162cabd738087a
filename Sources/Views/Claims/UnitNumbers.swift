import Base
import Store

/// One number per unit of inference, picked from recorded rows by fixed values of dimensions.
///
/// Only rows of several samples together are looked at: what is stored per sample has to be
/// reduced by its measure first, in an order of its own.
struct UnitNumbers {
  /// Why there is no number for a unit.
  enum Gap: Error, Sendable, Hashable {
    /// The rows are not there: the claim is not evaluable.
    case missing(String)
    /// The claim does not say which number it means: its author has to mend it.
    case fault(String)

    var reason: String {
      switch self {
      case .missing(let reason), .fault(let reason): reason
      }
    }
  }

  let measure: String
  let metric: String
  private let selection: MetricSelection
  private let entries: [MetricSelection.Entry]
  private let planned: [Int: Set<Int>]

  init(measure: String, metric: String, queries: StudyQueries) throws {
    self.measure = measure
    self.metric = metric
    selection = try queries.rows(measure: measure, names: [metric], extent: .aggregates)
    entries = selection.entries
    planned = try queries.plannedCheckpoints(measure: measure)
    guard entries.isEmpty else { return }
    let measures = try queries.measures()
    guard measures.contains(measure) else {
      throw Gap.fault(Self.unknown("measure", measure, measures))
    }
    let names = try queries.metricNames(measure: measure)
    guard names.isEmpty || names.contains(metric) else {
      throw Gap.fault(Self.unknown("metric of `\(measure)`", metric, names))
    }
    throw Gap.missing("no rows of \(measure).\(metric)")
  }

  /// The number of each unit at `filters`, in the plan's order; every planned unit must have one.
  ///
  /// A filter with several values averages over them.
  func numbers(unit: String, _ filters: [Claim.Filter]) throws(Gap) -> [(
    unit: String, value: Double
  )] {
    for filter in filters { try check(filter.dimension) }
    let ofCells = filters.filter { !MetricSelection.dimensions.contains($0.dimension) }
    var cells: [(unit: String, cells: [Int])] = []
    for (place, cell) in selection.cells.enumerated() {
      let fits = ofCells.allSatisfy { filter in
        let value = cell.value(of: filter.dimension)
        return filter.values.contains { Self.agree($0, value) }
      }
      guard fits else { continue }
      guard let value = cell.value(of: unit) else {
        throw .fault("unit `\(unit)` is not swept: cell `\(cell.label)` has none")
      }
      let name = "\(unit)=\(Self.text(value))"
      if let known = cells.firstIndex(where: { $0.unit == name }) {
        cells[known].cells.append(place)
      } else {
        cells.append((name, [place]))
      }
    }
    guard !cells.isEmpty else {
      throw .missing("no cell with \(Self.text(ofCells))")
    }
    var numbers: [(unit: String, value: Double)] = []
    for (unit, cells) in cells {
      let rows = entries.filter { cells.contains($0.cell) }
      var values: [Double] = []
      for point in Self.points(filters) {
        values.append(try number(at: point, of: rows, unit: unit))
      }
      guard let mean = Statistics.mean(values) else { throw .missing("no values to average") }
      numbers.append((unit, mean))
    }
    return numbers
  }

  /// The one row of a unit at one value of each dimension filtered by.
  private func number(
    at point: [(dimension: String, value: Value)], of rows: [MetricSelection.Entry], unit: String
  ) throws(Gap) -> Double {
    let found = rows.filter { entry in
      point.allSatisfy { dimension, value in
        if dimension == "checkpoint", value.text == "last" {
          return entry.checkpoint == planned[entry.cell]?.max()
        }
        return Self.agree(value, selection.value(of: dimension, entry))
      }
    }
    let place = ([unit] + point.map { "\($0.dimension)=\(Self.text($0.value))" })
      .joined(separator: ", ")
    guard let first = found.first else {
      throw .missing("no row of \(measure).\(metric) at \(place)")
    }
    guard found.count > 1 else { return first.value }
    let filtered = Set(point.map(\.dimension))
    let candidates =
      MetricSelection.dimensions + ["variant"]
      + Set(selection.cells.flatMap { $0.coordinates.keys }).sorted()
    let varying = candidates.first { dimension in
      !filtered.contains(dimension)
        && Set(found.map { selection.value(of: dimension, $0) ?? .null }).count > 1
    }
    throw .fault(
      "\(found.count) rows of \(measure).\(metric) at \(place), not one"
        + (varying.map { "; fix `\($0)` in `where`" } ?? ""))
  }

  private func check(_ dimension: String) throws(Gap) {
    let coordinates = Set(selection.cells.flatMap { $0.coordinates.keys })
    let known =
      MetricSelection.dimensions + ["variant", "seed", "cell"] + coordinates.sorted()
    guard !known.contains(dimension) else { return }
    throw .fault(Self.unknown("dimension", dimension, known))
  }

  private static func unknown(_ kind: String, _ name: String, _ known: [String]) -> String {
    let nearest = NearestName.suggestion(for: name, among: known)
    return "no \(kind) `\(name)`" + (nearest.map { "; did you mean `\($0)`?" } ?? "")
  }

  /// Every combination of one value of each filter.
  private static func points(_ filters: [Claim.Filter]) -> [[(dimension: String, value: Value)]] {
    filters.reduce([[]]) { points, filter in
      points.flatMap { point in filter.values.map { point + [(filter.dimension, $0)] } }
    }
  }

  /// Whether two values are the same, 1 and 1.0 included.
  private static func agree(_ left: Value, _ right: Value?) -> Bool {
    guard let right else { return left == .null }
    if let first = left.number, let second = right.number { return first == second }
    return left == right
  }

  private static func text(_ value: Value) -> String { value.text ?? value.json }

  private static func text(_ filters: [Claim.Filter]) -> String {
    filters.map { filter in
      "\(filter.dimension)=\(filter.values.map { text($0) }.joined(separator: "|"))"
    }.joined(separator: ", ")
  }
}
