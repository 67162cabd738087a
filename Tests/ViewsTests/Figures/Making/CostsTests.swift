import Base
import Store
import TestSupport
import Testing

@testable import Views

/// Figures of numbers against what they cost.
@Suite("errors against their cost as a figure")
struct CostsTests {
  private static let recipe = FigureRecipe(
    name: "costs", summary: "",
    .costs(
      CostRecipe(
        cost: "passes", xLabel: "forward passes",
        panels: [
          CostRecipe.Panel(title: "bias", yLabel: "|bias|", quantity: "bias"),
          CostRecipe.Panel(title: "error", yLabel: "error", quantity: "rmse"),
        ])))

  /// Two estimators with two budgets and three seeds each; the second has no bias at the larger one.
  private static func fixture() throws -> StudyFixture {
    let fixture = try StudyFixture()
    for (place, variant) in ["official", "own"].enumerated() {
      for budget in [100, 10] {
        for seed in 0..<3 {
          try fixture.plan(
            variant: variant, seed: seed, coordinates: ["relate.error.passes": .integer(budget)])
          try fixture.collect([
            MetricRow(name: "passes", value: Double(budget - place), exact: true),
            MetricRow(
              name: "bias", value: place == 1 && budget == 100 ? 0 : 1 / Double(budget), exact: true
            ),
            MetricRow(name: "rmse", value: Double(seed + 1) / Double(budget), exact: true),
          ])
        }
      }
    }
    return fixture
  }

  @Test("a point is the mean over seeds at one budget; lines run through a series by cost")
  func points() throws {
    let preset = PresetFigure("costs", measure: "strength", series: "variant")
    let data = try FigureBuilder(queries: Self.fixture().queries()).data(
      for: FigureRequest(name: "f", .preset(preset))
    ) { _ in Self.recipe }
    guard case .lines(let figure) = data.content else {
      throw FigureError.recipe(figure: "f", reason: "no lines")
    }
    #expect(figure.panels.map(\.title) == ["bias", "error"])
    #expect(figure.panels.allSatisfy { $0.x.isLog && $0.y.isLog })
    let errors = figure.panels[1].curves
    #expect(errors.map(\.label) == ["official", "own"])
    #expect(errors.map(\.seeds) == [3, 3])
    #expect(errors[0].points.map(\.x) == [10, 100])
    #expect(errors[1].points.map(\.x) == [9, 99])
    expectClose(errors[0].points.map(\.y), [0.2, 0.02], relative: 1e-15)
    let interval = try #require(MeanEstimate(meanOf: [0.1, 0.2, 0.3])).interval(level: 0.95)
    #expect(errors[0].points[0].low == interval.low && errors[0].points[0].high == interval.high)
    // No bias cannot be drawn on a logarithmic axis, and the caption says so.
    #expect(figure.panels[0].curves[1].points.map(\.x) == [9])
    #expect(
      data.caption
        == "Each point is the mean over 3 seeds at one value of what is swept: 4 points. Bands: 95 %"
        + " intervals over three seeds or more (Student's t). Networks at the last epoch. 1 point at 0"
        + " cannot be shown on logarithmic axes.")
    #expect(data.note == "3 seeds; bands: 95 % over seeds")
  }
}
