import Base
import Testing

@testable import Views

@Suite struct FigureKindTests {
  /// y = 2x + 1 but for the last point.
  static let scatter = ScatterFigure.Panel(
    title: "", x: FigureAxis("x"), y: FigureAxis("y"),
    series: [
      ScatterFigure.Series(
        label: "a", ink: .series(0),
        points: [(0.0, 1.0), (1, 3), (2, 5), (3, 9)].map {
          ScatterFigure.Point(unit: "", x: $0.0, y: $0.1)
        })
    ])

  @Test(arguments: [(0.9, 0.2), (1, 0.2), (0.05, 0.01), (7, 2), (14, 2.5), (60, 10), (1e6, 2e5)])
  func stepsAlongTheHorizontalAxisAreRoundAndFew(span: Double, step: Double) {
    #expect(abs(AxisScript.roundStep(span) - step) < 1e-9 * step)
    let settings = AxisScript.settings("x", FigureAxis("share"), low: 0, high: span)
    #expect(
      settings[0].hasPrefix(
        "set xtics out nomirror scale 0.5 \(GnuplotText.number(AxisScript.roundStep(span)))"))
  }

  @Test func theFitIsThatOfLeastSquares() throws {
    let fit = try #require(Self.scatter.fit)
    // Σdx² = 5, Σdxdy = 13, ȳ = 4.5, x̄ = 1.5, Σdy² = 35.
    #expect(abs(fit.slope - 2.6) < 1e-12)
    #expect(abs(fit.intercept - 0.6) < 1e-12)
    #expect(abs(fit.correlation - 13 / (5 * 35.0).squareRoot()) < 1e-12)
    #expect(fit.count == 4)
  }

  @Test func pointsWithoutSpreadHaveNoFit() {
    var panel = Self.scatter
    panel.series[0].points = [.init(unit: "", x: 1, y: 2), .init(unit: "", x: 1, y: 3)]
    #expect(panel.fit == nil)
  }

  @Test func onLogarithmicAxesTheFitIsOfLogarithms() throws {
    var panel = Self.scatter
    panel.x.isLog = true
    panel.y.isLog = true
    panel.series[0].points = [1.0, 10, 100].map { .init(unit: "", x: $0, y: $0 * $0 * 3) }
    let fit = try #require(panel.fit)
    #expect(abs(fit.slope - 2) < 1e-12)
  }

  @Test func coloursGrowDarkerOrSpreadAroundZero() {
    let plain = ColourScale([1, 3])
    #expect(!plain.isDiverging && plain.isLight(1) && !plain.isLight(3))
    let around = ColourScale([-1, 0.5])
    #expect(around.isDiverging && around.low == -1 && around.high == 1)
    #expect(around.isLight(0) && !around.isLight(-1) && !around.isLight(1))
    #expect(ColourScale([2]).isLight(2))
  }

  @Test func stepsGrowDarker() {
    func lightness(_ colour: Int) -> Double {
      0.299 * Double(colour >> 16 & 0xFF) + 0.587 * Double(colour >> 8 & 0xFF)
        + 0.114 * Double(colour & 0xFF)
    }
    let shades = (0..<9).map { lightness(ColourScale.step($0, of: 9)) }
    #expect(zip(shades, shades.dropFirst()).allSatisfy { $0 > $1 + 5 })
    // The lightest is still a line on white, and one alone is the darkest.
    #expect(shades[0] < 180)
    #expect(ColourScale.step(0, of: 1) == ColourScale.step(8, of: 9))
    let style = FigureStyle()
    #expect(style.colour(.ordered(8, of: 9)) == style.colour(.ordered(1, of: 2)))
    #expect(style.marker(.ordered(1, of: 9)) == style.marker(.series(1)))
  }

  @Test func seriesDifferWithoutColour() {
    let style = FigureStyle()
    let marks = (0..<12).map { style.marker(.series($0)) }
    #expect(Set(marks).count == 12)
    #expect(Set((0..<12).map { style.colour($0) }).count == 12)
    #expect(style.colour(0) == style.colour(12))
  }

  @Test func axesKnowHowLongTheirNumbersAre() {
    // Ticks as gnuplot sets them: 0.0005, 0.05, 500, 2, 0.5 and powers of ten.
    let axes: [(Double, Double, Int)] = [
      (-0.0005, 0.0035, 7), (0, 0.35, 4), (0, 3500, 4), (-8, 6, 2), (0, 2.5, 3), (0, 3e-5, 7),
    ]
    for (low, high, letters) in axes {
      #expect(FigureNumber.letters(from: low, to: high, isLog: false) == letters)
    }
    #expect(FigureNumber.letters(from: 2e-4, to: 0.3, isLog: true) == 6)
  }

  @Test func numbersAreShort() {
    #expect(
      [0.8734, 0, 15, -1.5, 123456, 1e-5, 99.95].map(FigureNumber.short)
        == ["0.87", "0", "15", "-1.50", "123456", "1.0e-05", "100.0"])
  }

  @Test func longTitlesAreBrokenAndEnd() {
    #expect(
      GnuplotText.wrapped("one two three four", inches: 1, points: 8, most: 3)
        == ["one two three four"])
    #expect(
      GnuplotText.wrapped("one two three four", inches: 0.5, points: 8, most: 3)
        == ["one two", "three", "four"])
    let long = GnuplotText.wrapped(
      String(repeating: "word ", count: 100), inches: 1, points: 8, most: 2)
    #expect(long.count == 2 && long[1].hasSuffix("…"))
    #expect(
      GnuplotText.wrapped(String(repeating: "x", count: 100), inches: 0.5, points: 8, most: 2)
        == ["xxxxxxxx…"])
  }
}
