import Base
import Store

/// A column of a table of results: a recorded quantity at fixed values of dimensions.
public struct ResultColumn: Sendable, Hashable {
  /// Text above it.
  public var title: String
  /// The measure node.
  public var measure: String
  /// The metric's name.
  public var metric: String
  /// What is held fixed; `checkpoint` is the last one unless said otherwise.
  public var filters: [Claim.Filter]

  /// Makes a column.
  public init(title: String, measure: String, metric: String, filters: [Claim.Filter] = []) {
    self.title = title
    self.measure = measure
    self.metric = metric
    self.filters = filters
  }
}

/// Results by variant: mean ± standard deviation over seeds.
public struct ResultTable: Sendable {
  /// The study's rows.
  public let queries: StudyQueries

  /// Makes a table maker.
  public init(queries: StudyQueries) { self.queries = queries }

  /// One row a variant (one in all where there are none); `–` where a number is missing.
  public func table(_ columns: [ResultColumn]) throws -> TextTable {
    var variants: [String?] = []
    for cell in queries.cells where !variants.contains(cell.variant) {
      variants.append(cell.variant)
    }
    var rows = variants.map { [$0 ?? queries.study] }
    for column in columns {
      let numbers: UnitNumbers?
      do {
        numbers = try UnitNumbers(
          measure: column.measure, metric: column.metric, queries: queries)
      } catch is UnitNumbers.Gap {
        numbers = nil
      }
      for (place, variant) in variants.enumerated() {
        rows[place].append(summary(column, variant: variant, numbers))
      }
    }
    return TextTable(
      columns: [.init("variant")] + columns.map { .init($0.title, .right) }, rows: rows)
  }

  private func summary(_ column: ResultColumn, variant: String?, _ numbers: UnitNumbers?)
    -> String
  {
    var filters = column.filters
    if !filters.contains(where: { $0.dimension == "checkpoint" }) {
      filters.append(Claim.Filter(dimension: "checkpoint", values: ["last"]))
    }
    if let variant { filters.append(.init(dimension: "variant", values: [.text(variant)])) }
    let isSwept = queries.cells.contains { $0.value(of: "seed") != nil }
    guard
      let units = try? numbers?.numbers(unit: isSwept ? "seed" : "cell", filters),
      let mean = Statistics.mean(units.map(\.value))
    else { return "–" }
    return ShownNumber.spread(mean, Statistics.standardDeviation(units.map(\.value)))
  }
}
