import Base
import Foundation
import Store
import TestSupport
import Testing

@testable import Views

/// Figures of every point of a sweep.
@Suite("the points of a sweep as a figure")
struct SweepPointsTests {
  static let quantity = PresetFigure.Quantity(measure: "strength", metric: "accuracy")

  static func build(_ fixture: StudyFixture, _ log: Set<FigureRequest.Axis> = []) throws
    -> (figure: ScatterFigure, data: FigureData)
  {
    let preset = PresetFigure("sweep", y: quantity)
    let recipe = FigureRecipe(name: "sweep", summary: "", .sweepPoints)
    let data = try FigureBuilder(queries: fixture.queries()).data(
      for: FigureRequest(name: "f", .preset(preset), log: log)
    ) { _ in recipe }
    guard case .scatter(let figure) = data.content else {
      throw FigureError.recipe(figure: "f", reason: "no points")
    }
    return (figure, data)
  }

  /// Two batches by two kinds by two seeds; of the last point one seed is measured.
  static func grid() throws -> StudyFixture {
    let fixture = try StudyFixture()
    for batch in [64, 32] {
      for kind in ["a", "b"] {
        for seed in 0..<2 {
          try fixture.plan(
            seed: seed, coordinates: ["training.batch": .integer(batch), "kind": .text(kind)])
          guard (batch, kind, seed) != (32, "b", 1) else { continue }
          let value = Double(batch) + (kind == "a" ? 0 : 1) + Double(seed)
          try fixture.collect([MetricRow(name: "accuracy", value: value, exact: true)])
        }
      }
    }
    return fixture
  }

  @Test("each parameter has a panel of all points, which are means over seeds, and means of them")
  func panels() throws {
    let (figure, data) = try Self.build(Self.grid())
    #expect(figure.panels.map(\.x.label) == ["kind", "training.batch"])
    let kinds = figure.panels[0]
    #expect(kinds.x.categories == ["a", "b"])
    let points = kinds.series[0].points
    #expect(points.map(\.unit).sorted().first == "kind=a,training.batch=32")
    #expect(points.filter { $0.x == 0 }.map(\.y).sorted() == [32.5, 64.5])
    #expect(points.filter { $0.x == 1 }.map(\.y).sorted() == [33, 65.5])
    #expect(kinds.series[0].means.map(\.x) == [0, 1])
    #expect(kinds.series[0].means.map(\.y) == [48.5, 49.25])
    // Two points say too little of a mean to draw an interval.
    #expect(kinds.series[0].means.allSatisfy { $0.low == nil })
    let batches = figure.panels[1]
    #expect(batches.x.categories.isEmpty && !batches.x.isLog && batches.fit == nil)
    #expect(batches.series[0].means.map(\.x) == [32, 64])
    #expect(
      data.caption
        == "Faint: 4 points of the sweep, each the mean over 1 to 2 seeds. Bold: means over the points"
        + " at one value, with 95 % intervals over three points or more (Student's t), over all"
        + " values of the other parameters. Networks at the last epoch.")
  }

  @Test("numbers spread by their logarithms get a logarithmic axis, quarters and a correlation")
  func logarithms() throws {
    let fixture = try StudyFixture()
    for place in 0..<16 {
      let rate = pow(10, -4 + Double(place) / 5)
      try fixture.plan(
        seed: nil,
        coordinates: ["rate": .number(rate), "drop": .number(rate * 0 + Double(place) / 16)])
      try fixture.collect([MetricRow(name: "accuracy", value: Double(place), exact: true)])
    }
    let (figure, data) = try Self.build(fixture)
    let (drop, rate) = (figure.panels[0], figure.panels[1])
    #expect(rate.x.isLog && !drop.x.isLog)
    #expect(rate.series[0].trend == 1)
    #expect(rate.series[0].means.map(\.y) == [1.5, 5.5, 9.5, 13.5])
    let quarter = [4, 5, 6, 7].map { pow(10, -4 + Double($0) / 5) }
    expectClose(
      rate.series[0].means[1].x, (quarter[1] + quarter[2]) / 2, relative: 1e-12)
    #expect(data.caption.contains("or over quarters of the points; ρ: Spearman's correlation"))
    // Student's t of three degrees of freedom, 3.1824, times √(5/3)/2.
    expectClose(
      rate.series[0].means[0].high ?? 0, 1.5 + 3.1824 * (5.0 / 3).squareRoot() / 2,
      absolute: 1e-3)
    #expect(data.note == "16 points, each over 1 seed; bars: 95 % over points")
  }

  @Test("the table has every point and every mean with its interval")
  func table() throws {
    let table = try Self.build(Self.grid()).data.table
    #expect(table.columns.suffix(3) == ["n", "low", "high"])
    #expect(table.rows.allSatisfy { $0.count == table.columns.count })
    let marks = table.rows.map { row in row[3] }
    #expect(marks.filter { $0 == .text("point") }.count == 8)
    #expect(marks.filter { $0 == .text("mean") }.count == 4)
    // A category by its name.
    #expect(table.rows.first?[6] == .text("b"))
  }

  @Test("a study that sweeps seeds alone is refused")
  func seedsAlone() throws {
    let fixture = try StudyFixture()
    for seed in 0..<2 {
      try fixture.plan(seed: seed, coordinates: ["seeds.init": .integer(seed)])
      try fixture.collect([MetricRow(name: "accuracy", value: 1, exact: true)])
    }
    #expect(throws: FigureError.nothingSwept(figure: "f")) { try Self.build(fixture) }
  }
}
