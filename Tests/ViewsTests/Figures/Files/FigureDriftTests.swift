import Testing

@testable import Views

@Suite struct FigureDriftTests {
  static func figure(_ y: Double, label: String = "a, \"b\"\nc") -> FigureData {
    let curve = LineFigure.Curve(
      label: label, stroke: .solid, ink: .series(0), seeds: 2, images: 0,
      points: [FigurePoint(x: 0, y: 1 / 3), FigurePoint(x: 1, y: y)])
    let panel = LineFigure.Panel(
      title: "# p", x: FigureAxis("x"), y: FigureAxis("y"), startsAtZero: true, curves: [curve])
    return FigureData(
      name: "f", title: "T", .lines(LineFigure(panels: [panel])), caption: "C", note: "")
  }

  static let file = FigureCSV.text(figure(0.1), state: "x")

  @Test func whatIsAsDrawnHasNoDrift() {
    #expect(FigureDrift.of(Self.file, from: Self.figure(0.1), tolerance: 0) == [])
  }

  @Test func aDriftNamesRowColumnAndBothValues() {
    let drifts = FigureDrift.of(Self.file, from: Self.figure(0.1.nextUp), tolerance: 0)
    #expect(
      drifts.map(\.text) == ["f, row 2, y: 0.1 → 0.10000000000000002"])
  }

  @Test(arguments: [(1e-3, 0), (1e-5, 1)])
  func aToleranceIsAPartOfTheLarger(_ tolerance: Double, _ count: Int) {
    let drifts = FigureDrift.of(Self.file, from: Self.figure(0.10005), tolerance: tolerance)
    #expect(drifts.count == count)
  }

  @Test func textsAndRowsAreCompared() {
    let other = FigureDrift.of(Self.file, from: Self.figure(0.1, label: "other"), tolerance: 1)
    #expect(other.map(\.column) == ["series", "series"])
    var short = Self.figure(0.1)
    if case .lines(var lines) = short.content {
      lines.panels[0].curves[0].points.removeLast()
      short.content = .lines(lines)
    }
    let lacking = FigureDrift.of(Self.file, from: short, tolerance: 0)
    #expect(lacking.map(\.row) == [2] && lacking[0].new == nil && lacking[0].column == "row")
    #expect(
      FigureDrift.of("", from: Self.figure(0.1), tolerance: 0).map(\.text)
        == ["f, header, columns:  → panel,x_label,y_label,series,stroke,seeds,images,x,y,low,high"])
  }
}
