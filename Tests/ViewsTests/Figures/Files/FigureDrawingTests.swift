import Base
import Foundation
import Testing

@testable import Views

@Suite struct FigureDrawingTests {
  static let hostile = "it's `touch HACKED` \"$(touch HACKED)\" _{x}^@ %d\nnext é"

  static func figure(title: String = "T", label: String = "a") -> FigureData {
    let points = [
      FigurePoint(x: 0, y: 0.1, low: 0.05, high: 0.2),
      FigurePoint(x: 1, y: 1 / 3.0, low: 0.3, high: 0.4),
    ]
    let panel = LineFigure.Panel(
      title: label, x: FigureAxis("context order m"), y: FigureAxis("J⁽ᵐ⁾"), startsAtZero: true,
      curves: [
        LineFigure.Curve(
          label: "null", stroke: .dotted, ink: .neutral, seeds: 0, images: 0,
          points: [.init(x: 0, y: 9), .init(x: 1, y: 0.1)]),
        LineFigure.Curve(
          label: label, stroke: .solid, ink: .series(0), seeds: 2, images: 3, points: points),
      ])
    return FigureData(
      name: "figure", title: title, .lines(LineFigure(panels: [panel])), caption: "Caption.",
      note: label)
  }

  static func script(_ data: FigureData) -> String {
    GnuplotScript(data: data, style: FigureStyle(), formats: [.svg, .pdf], stem: "figure").text
  }

  @Test(arguments: [
    ("plain", "'plain'"), ("it's", "'it''s'"), ("`id`", "'`id`'"), ("a\nb\tc", "'a b c'"),
    ("\\", "'\\'"), ("\"", "'\"'"),
  ])
  func textsAreSingleQuoted(_ text: String, _ expected: String) {
    #expect(GnuplotText.quoted(text) == expected)
  }

  @Test func noTextIsDoubleQuotedInAScript() {
    let script = Self.script(Self.figure(title: Self.hostile, label: Self.hostile))
    // Outside single-quoted strings there is neither a double quote nor a backtick.
    let outside = script.split(separator: "'", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined()
    #expect(!outside.contains("\"") && !outside.contains("`"))
    #expect(script.contains("set label 10 'it''s `touch HACKED`"))
  }

  @Test func dataStandInTheScriptExactly() {
    let script = Self.script(Self.figure())
    #expect(
      script.contains(
        "$panel0_1 << EOD\n0 0.1 0.05 0.2\n1 0.3333333333333333 0.3 0.4\nEOD\n"))
  }

  @Test func theNullDoesNotFlattenTheMeasured() {
    // 1.1 times the highest measured end of a band, 0.4.
    #expect(Self.script(Self.figure()).contains("set yrange [0:0.44000000000000006]"))
  }

  @Test func aShadeIsFilledDownToZeroWithALineThere() {
    guard case .lines(var lines) = Self.figure().content else { return }
    lines.panels[0].startsAtZero = false
    lines.panels[0].curves[0] = LineFigure.Curve(
      label: "weight", stroke: .shaded, ink: .neutral, seeds: 0, images: 0,
      points: [.init(x: 0, y: -0.2), .init(x: 1, y: 0.4)])
    var figure = Self.figure()
    figure.content = .lines(lines)
    let script = Self.script(figure)
    #expect(
      script.contains("plot $panel0_0 using 1:2 with filledcurves y=0 fillcolor rgb '#555555'"))
    #expect(script.contains("set xzeroaxis linetype 1"))
    #expect(script.contains("'weight' noenhanced"))
    // All of one sign: no such line.
    #expect(!Self.script(Self.figure()).contains("set xzeroaxis linetype"))
  }

  @Test func theCSVHoldsNumbersAndCaption() {
    #expect(
      FigureCSV.text(Self.figure(label: "a, \"b\""), state: "x") == """
        # figure: figure
        # title: T
        # caption: Caption.
        # drawn: x
        panel,x_label,y_label,series,stroke,seeds,images,x,y,low,high
        "a, ""b\""",context order m,J⁽ᵐ⁾,null,dotted,,,0,9,,
        "a, ""b\""",context order m,J⁽ᵐ⁾,null,dotted,,,1,0.1,,
        "a, ""b\""",context order m,J⁽ᵐ⁾,"a, ""b\""",solid,2,3,0,0.1,0.05,0.2
        "a, ""b\""",context order m,J⁽ᵐ⁾,"a, ""b\""",solid,2,3,1,0.3333333333333333,0.3,0.4

        """)
  }

  @Test(arguments: [
    ("strength-by_order", "strength-by_order"), ("a/b", "a-b-c14cddc0"), ("a b", "a-b-c8687a08"),
    ("../x", "---x-d6b96a97"),
  ])
  func fileNamesAreSafeAndDistinct(_ name: String, _ expected: String) {
    #expect(FigureDrawing.stem(name) == expected)
  }

  static func drawing(_ fixture: StudyFixture, path: String? = nil) -> FigureDrawing {
    var variables = ProcessInfo.processInfo.environment
    if let path { variables["PATH"] = path }
    return FigureDrawing(folder: fixture.folder + "/it's", variables: variables)
  }

  @Test func gnuplotDrawsHostileTextsAndOnlyWhenNeeded() throws {
    let fixture = try StudyFixture()
    let drawing = Self.drawing(fixture)
    guard drawing.gnuplotVersion != nil else {
      print("skipped: gnuplot is not installed, so no figure is drawn in this test")
      return
    }
    let data = Self.figure(title: Self.hostile, label: Self.hostile)
    let first = try drawing.draw(data)
    #expect(first.isRedrawn)
    #expect(first.files.map { ($0 as NSString).pathExtension } == ["svg", "pdf", "csv", "gp"])
    let svg = try String(contentsOfFile: first.files[0], encoding: .utf8)
    #expect(svg.hasPrefix("<?xml"))
    #expect(svg.contains("touch HACKED") && svg.contains("next é"))
    let pdf = try Data(contentsOf: URL(fileURLWithPath: first.files[1]))
    #expect(pdf.starts(with: Data("%PDF".utf8)))
    let names = try FileManager.default.contentsOfDirectory(atPath: drawing.folder)
    #expect(!names.contains("HACKED"))

    #expect(try !drawing.draw(data).isRedrawn)
    var changed = data
    changed.caption = "Another caption."
    #expect(try drawing.draw(changed).isRedrawn)
    try FileManager.default.removeItem(atPath: first.files[1])
    #expect(try drawing.draw(changed).isRedrawn)
  }

  @Test func withoutGnuplotNumbersAndScriptAreLeft() throws {
    let fixture = try StudyFixture()
    let drawing = Self.drawing(fixture, path: fixture.folder)
    #expect(throws: FigureError.gnuplotMissing(figure: "figure")) {
      try drawing.draw(Self.figure())
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: drawing.folder).sorted()
    #expect(names == ["figure.csv", "figure.gp"])
    #expect(
      FigureError.gnuplotMissing(figure: "f").description
        == "figure `f`: gnuplot is not installed; its .csv and .gp are written, install"
        + " gnuplot-nox (Debian, Ubuntu: apt-get install gnuplot-nox) and run again")
  }

  @Test func aFailingGnuplotIsQuoted() throws {
    let fixture = try StudyFixture()
    let source = fixture.folder + "/source"
    let text = """
      #!/bin/sh
      [ "$1" = --version ] && echo gnuplot 9 && exit 0
      echo '         ^' >&2
      echo '"figure.gp" line 3: no such terminal' >&2
      exit 1
      """
    try Data(text.utf8).write(to: URL(fileURLWithPath: source))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: source)
    // Copied by another process: a file this one has just written may still be open in a child
    // that another test starts at this moment, and cannot be executed until that is gone.
    let copy = try #require(ExternalProgram(named: "cp", variables: [:]))
    _ = try copy.run([source, fixture.folder + "/gnuplot"], variables: [:], limit: 100)
    let drawing = Self.drawing(fixture, path: "\(fixture.folder):/usr/bin:/bin")
    #expect(
      throws: FigureError.gnuplotFailed(
        figure: "figure", words: "\"figure.gp\" line 3: no such terminal")
    ) { try drawing.draw(Self.figure()) }
  }
}
