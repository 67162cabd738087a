import Base
import Testing

@testable import Views

@Suite struct PublishedValuesTests {
  static let file = #"""
    quantity,model,value,source,evidence,note,x
    J,normal,0.5,arXiv:1 Table 2,paper,,1
    J,"other, net",0.7,arXiv:2 Fig. 3,read-off,"not ""ours""",2
    J,all,,arXiv:1,paper,no value,
    loss,normal,0.1,arXiv:1,secondary,,
    """#

  static func add(_ quantity: String, panel: Int = 0, file: String = file) throws(FigureError)
    -> FigureData
  {
    var figure = FigureDriftTests.figure(0.1, label: "normal")
    try PublishedValues(
      PublishedSelection(file: "p.csv", quantity: quantity, panel: panel), figure: "f",
      files: InMemoryFileSystem(["p.csv": file])
    ).add(to: &figure)
    return figure
  }

  @Test func theyStandBesideWhatIsMeasuredAndSayHowTheyAreKnown() throws {
    let figure = try Self.add("J")
    guard case .lines(let lines) = figure.content else { throw Unexpected(what: "no lines") }
    #expect(
      lines.panels[0].published == [
        PublishedMark(
          label: "normal", x: 1, value: 0.5, evidence: .paper, source: "arXiv:1 Table 2",
          ink: .series(0)),
        PublishedMark(
          label: "other, net", x: 2, value: 0.7, evidence: .readOff, source: "arXiv:2 Fig. 3",
          ink: .neutral),
      ])
    #expect(lines.panels[0].curves[0].points.count == 2)
    #expect(
      lines.key(FigureStyle()).map(\.label)
        == ["normal", "published (paper)", "published (read-off)"])
    #expect(
      figure.table.rows.suffix(2).map { $0[4].text } == ["published, paper", "published, read-off"])
    #expect(
      figure.caption
        == "C Open symbols: 2 published values, not measured here (arXiv:1 Table 2; arXiv:2 Fig. 3)."
    )
  }

  @Test func overBarsAModelStandsAtItsOwnBarAndIsSeenOnIt() throws {
    let group = BarFigure.Group(
      label: "normal", slot: 0, ink: .series(0), isHatched: false, seeds: 1, images: 0,
      bars: [nil, FigurePoint(x: 1, y: 0.4)])
    var figure = FigureData(
      name: "f", title: "",
      .bars(
        BarFigure(
          panels: [
            BarFigure.Panel(
              title: "", x: FigureAxis("", categories: ["low", "normal"]), y: FigureAxis("loss"),
              groups: [group])
          ], isStacked: false)), caption: "", note: "")
    try PublishedValues(
      PublishedSelection(file: "p.csv", quantity: "loss"), figure: "f",
      files: InMemoryFileSystem(["p.csv": Self.file])
    ).add(to: &figure)
    guard case .bars(let bars) = figure.content else { throw Unexpected(what: "no bars") }
    #expect(bars.panels[0].published.map(\.x) == [1])
    // White below black: a mark of the bar's own colour would vanish in it.
    let drawn = bars.axes(FigureStyle())[0].elements.suffix(2)
    #expect(drawn.map { $0.contains("#FFFFFF") } == [true, false])
    #expect(drawn.map { $0.contains("#111111") } == [false, true])
  }

  @Test func everyKindOfEvidenceHasAMarkerOfItsOwn() {
    #expect(Set(PublishedMark.Evidence.allCases.map(\.marker)).count == 4)
    // Measured values have filled ones.
    #expect(
      Set(PublishedMark.Evidence.allCases.map(\.marker)).isDisjoint(with: FigureStyle().markers))
  }

  @Test(arguments: [
    ("j", 0, file, "no quantity `j`; did you mean `J`?; there are `J`, `loss`"),
    ("J", 3, file, "there is no panel 3; panels are numbered from 0 to 0"),
    (
      "J", 0, "quantity,model,value,source,evidence\nJ,a,x,s,paper\n", "row 1: `x` is no number"
    ),
    (
      "J", 0, "quantity,model,value,source,evidence\nJ,a,1,s,guess\n",
      "row 1: evidence must be one of paper, code, secondary, read-off, not `guess`"
    ),
    (
      "J", 0, "quantity,model,value,source,evidence\nJ,a,,s,paper\n",
      "`J` has no value in it: nothing was found in print"
    ),
    ("J", 0, "a,b\n", "no column `quantity`; its columns: a, b"),
  ])
  func faultsNameTheFile(_ quantity: String, _ panel: Int, _ file: String, _ reason: String) {
    #expect(throws: FigureError.published(figure: "f", file: "p.csv", reason: reason)) {
      try Self.add(quantity, panel: panel, file: file)
    }
  }
}
