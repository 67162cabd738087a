import Base
import Store

/// The number of one unit of inference.
struct UnitNumber {
  /// Such as `seed=3`.
  var unit: String
  var value: Double
  /// How many recorded numbers it was made from.
  var samples: Int
}

/// One number per unit of inference, picked from recorded rows by fixed values of dimensions.
///
/// Only rows of several samples together are looked at, unless a claim reduces samples itself.
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
  /// The last epoch in each cell's rows: what `last` is for a relation, whose stage has all or none.
  private let latest: [Int: Int]
  private let reducers: [Claim.Reducer]

  init(
    measure: String, metric: String, reducers: [Claim.Reducer] = [], queries: StudyQueries
  ) throws {
    self.measure = measure
    self.metric = metric
    self.reducers = reducers
    let isOfSamples = reducers.contains { $0.dimension == "sample" }
    selection = try queries.rows(
      measure: measure, names: [metric], extent: isOfSamples ? .samples : .aggregates)
    entries = selection.entries
    planned = try queries.plannedCheckpoints(measure: measure)
    latest = Dictionary(
      entries.compactMap { entry in entry.checkpoint.map { (entry.cell, $0) } },
      uniquingKeysWith: max)
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
  func numbers(unit: String, _ filters: [Claim.Filter]) throws(Gap) -> [UnitNumber] {
    for dimension in filters.map(\.dimension) + reducers.map(\.dimension) { try check(dimension) }
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
    var numbers: [UnitNumber] = []
    for (unit, cells) in cells {
      let rows = entries.filter { cells.contains($0.cell) }
      var values: [Double] = []
      var samples = 0
      for point in Self.points(filters) {
        let found = try self.rows(at: point, of: rows, unit: unit)
        let place = Place(unit: unit, point: point)
        values.append(try reduced(found, reducers[...], at: place))
        samples += found.count
      }
      guard let mean = Statistics.mean(values) else { throw .missing("no values to average") }
      numbers.append(UnitNumber(unit: unit, value: mean, samples: samples))
    }
    return numbers
  }

  /// Where rows are looked for: a unit at one value of each dimension filtered by.
  private struct Place {
    var unit: String
    var point: [(dimension: String, value: Value)]

    var text: String {
      ([unit] + point.map { "\($0.dimension)=\(UnitNumbers.text($0.value))" })
        .joined(separator: ", ")
    }
  }

  /// The rows of a unit at one value of each dimension filtered by; there is one at least.
  private func rows(
    at point: [(dimension: String, value: Value)], of rows: [MetricSelection.Entry], unit: String
  ) throws(Gap) -> [MetricSelection.Entry] {
    let found = rows.filter { entry in
      point.allSatisfy { dimension, value in
        if dimension == "checkpoint", value.text == "last" {
          return entry.checkpoint == planned[entry.cell]?.max() ?? latest[entry.cell]
        }
        return Self.agree(value, selection.value(of: dimension, entry))
      }
    }
    guard !found.isEmpty else {
      throw .missing("no row of \(measure).\(metric) at \(Place(unit: unit, point: point).text)")
    }
    return found
  }

  /// The one number of `rows`, which may differ in the dimensions of `reducers` alone; the first of
  /// these is reduced first.
  private func reduced(
    _ rows: [MetricSelection.Entry], _ reducers: ArraySlice<Claim.Reducer>, at place: Place
  ) throws(Gap) -> Double {
    guard let last = reducers.last else {
      guard rows.count == 1 else { throw several(rows, at: place) }
      return rows[0].value
    }
    var groups: [(value: Value?, rows: [MetricSelection.Entry])] = []
    var places: [Value?: Int] = [:]
    for row in rows {
      let value = selection.value(of: last.dimension, row)
      if let place = places[value] {
        groups[place].rows.append(row)
      } else {
        places[value] = groups.count
        groups.append((value, [row]))
      }
    }
    var numbers: [Double] = []
    for group in groups {
      var inner = place
      if let value = group.value { inner.point.append((last.dimension, value)) }
      numbers.append(try reduced(group.rows, reducers.dropLast(), at: inner))
    }
    guard let number = last.reduction.value(of: numbers) else {
      throw .missing("no values to reduce")
    }
    return number
  }

  private func several(_ rows: [MetricSelection.Entry], at place: Place) -> Gap {
    let filtered = Set(place.point.map(\.dimension))
    let candidates =
      MetricSelection.dimensions + ["variant"]
      + Set(selection.cells.flatMap { $0.coordinates.keys }).sorted()
    let varying = candidates.first { dimension in
      !filtered.contains(dimension)
        && Set(rows.map { selection.value(of: dimension, $0) ?? .null }).count > 1
    }
    return .fault(
      "\(rows.count) rows of \(measure).\(metric) at \(place.text), not one"
        + (varying.map { "; fix `\($0)` in `where`, or name it in `reduce`" } ?? ""))
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
