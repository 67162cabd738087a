import Base
import Store
import Testing

@testable import Views

/// Another kind of figure than the one asked for.
struct Unexpected: Error { var what: String }

@Suite struct SQLFigureTests {
  static let rows = QueryResult(
    columns: ["epoch", "who", "number", "low", "high", "split", "seeds", "images"],
    rows: [
      row(5, "b", 0.5, 0.4, 0.6),
      row(1, "b", 0.25, 0.2, 0.3),
      row(1, "a", 0.75, 0.7, 0.8),
    ])

  static func row(_ epoch: Int64, _ who: String, _ number: Double, _ low: Double, _ high: Double)
    -> [QueryValue]
  {
    [
      .integer(epoch), .text(who), .number(number), .number(low), .number(high), .text("train"),
      .integer(3), .integer(50),
    ]
  }

  static func make(
    _ change: (inout SQLFigure) -> Void = { _ in }, log: Set<FigureRequest.Axis> = [],
    of answer: QueryResult = rows
  ) throws(FigureError) -> FigureData {
    var sql = SQLFigure(
      sql: "SELECT 1", kind: .line, x: "epoch", y: "number", series: "who", low: "low",
      high: "high")
    change(&sql)
    return try SQLFigureMaker(
      request: FigureRequest(name: "f", .sql(sql), log: log), sql: sql
    ).figure(of: answer)
  }

  @Test func linesAreSeriesInTheOrderOfTheRows() throws {
    let figure = try Self.make()
    guard case .lines(let lines) = figure.content else { throw Unexpected(what: "no lines") }
    #expect(lines.panels[0].curves.map(\.label) == ["b", "a"])
    #expect(lines.panels[0].curves[0].points.map(\.x) == [1, 5])
    #expect(lines.panels[0].curves[0].points[1] == FigurePoint(x: 5, y: 0.5, low: 0.4, high: 0.6))
    #expect(figure.note == "3 seeds × 50 images")
    #expect(figure.caption.hasPrefix("3 rows as the query gives them: 3 seeds × 50 images."))
  }

  @Test func labelsHaveTheUnit() throws {
    let figure = try Self.make { sql in
      sql.unit = "nat"
      sql.yLabel = "loss"
    }
    guard case .lines(let lines) = figure.content else { throw Unexpected(what: "no lines") }
    #expect(lines.panels[0].y.label == "loss (nat)" && lines.panels[0].x.label == "epoch")
  }

  @Test func barsAndMapsHaveCategories() throws {
    guard case .bars(let bars) = try Self.make({ $0.kind = .bars }).content else {
      throw Unexpected(what: "no bars")
    }
    #expect(bars.panels[0].x.categories == ["5", "1"])
    #expect(bars.panels[0].groups.map { $0.bars.map { $0?.y } } == [[0.5, 0.25], [nil, 0.75]])
    let map = try Self.make { sql in
      sql = SQLFigure(sql: "", kind: .heatMap, x: "epoch", y: "who", value: "number")
    }
    guard case .heatMap(let drawn) = map.content else { throw Unexpected(what: "no map") }
    #expect(drawn.panels[0].values == [[0.5, 0.25], [nil, 0.75]])
  }

  @Test func aDecayIsSorted() throws {
    let figure = try Self.make { sql in
      sql = SQLFigure(sql: "", kind: .decay, x: "", y: "number")
    }
    guard case .lines(let lines) = figure.content else { throw Unexpected(what: "no lines") }
    #expect(lines.panels[0].y.isLog)
    #expect(lines.panels[0].curves[0].points.map(\.y) == [0.75, 0.5, 0.25])
  }

  @Test func whatCannotBeDrawnIsNamed() throws {
    func fault(_ body: () throws -> Void) -> String {
      do { try body() } catch { return "\(error)" }
      return ""
    }
    #expect(
      fault { _ = try Self.make { $0.y = "numbr" } }
        == "figure `f`: `y` names the column `numbr`, which the query does not give; did you mean"
        + " `number`?; its columns: epoch, who, number, low, high, split, seeds, images")
    #expect(
      fault { _ = try Self.make(of: QueryResult(columns: Self.rows.columns, rows: [])) }
        == "figure `f`: the query gives no row; nothing is drawn of nothing")
    #expect(
      fault { _ = try Self.make { $0.y = "split" } }
        == "figure `f`: row 1 of the query has the text `train` in `split`, where a number is drawn;"
        + " leave such rows out with WHERE")
    #expect(
      fault { _ = try Self.make { $0.series = nil } }
        == "figure `f`: 2 rows of `number` for one unit (epoch 1) and no reducer; hold what tells them"
        + " apart with `where`, or average over it with `pool`")
  }

  @Test func aRefusedQueryIsTheFiguresFault() throws {
    let fixture = try StudyFixture()
    try fixture.plan(seed: 0)
    let request = FigureRequest(
      name: "f", .sql(SQLFigure(sql: "DELETE FROM cell", kind: .line, x: "a", y: "b")))
    #expect(
      throws: FigureError.query(
        figure: "f", "the query would write; only reading is allowed here")
    ) {
      try FigureBuilder(queries: fixture.queries()).data(for: request) { _ in nil }
    }
  }

  @Test func aLogarithmicAxisNeedsPositiveNumbers() throws {
    let fixture = try StudyFixture()
    try fixture.plan(seed: 0)
    try fixture.collect(StudyFixture.strengths([[1, -2]]))
    let request = FigureRequest(
      name: "f",
      .sql(
        SQLFigure(
          sql: "SELECT context_order AS m, value FROM metrics", kind: .line, x: "m", y: "value")),
      log: [.y])
    #expect(throws: FigureError.notPositive(figure: "f", axis: "y", value: -2)) {
      try FigureBuilder(queries: fixture.queries()).data(for: request) { _ in nil }
    }
  }
}
