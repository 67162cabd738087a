import Foundation
import TestSupport
import Testing

/// `runexp figures` of a study that ran: drawn again from its store, and compared.
@Suite("the figures of a store")
struct FiguresTests {
  static let text =
    TinyStudy.text + """

        accuracy: {preset: accuracy-over-training, measure: accuracy}
        by-query:
          sql: "SELECT split, avg(value) AS share FROM metrics WHERE measure = 'accuracy' GROUP BY split"
          kind: bars
          x: split
          y: share
      """

  @Test("are drawn without running anything, compared with --check, and named when they drift")
  func drawAndCheck() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.text, to: "tiny.yaml")
    let run = try Program.run(["tiny.yaml", "--results", "out"], in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    let folder = scratch.path + "/out/figures/tiny/"
    let before = try Data(contentsOf: URL(fileURLWithPath: folder + "by-query.svg"))

    let check = ["figures", "tiny.yaml", "--results", "out", "--check"]
    let same = try Program.run(check, in: scratch.path)
    #expect(same.code == 0)
    #expect(same.output == "3 figures as drawn\n")

    // A number changed by hand.
    let csv = folder + "by-query.csv"
    let held = try String(contentsOfFile: csv, encoding: .utf8)
    let line = try #require(held.split(separator: "\n").last)
    let number = try #require(line.split(separator: ",").last { Double($0) != nil })
    let other = held.replacingOccurrences(of: number, with: "0.125")
    try scratch.write(other, to: "out/figures/tiny/by-query.csv")
    let drifted = try Program.run(check, in: scratch.path)
    #expect(drifted.code == 3)
    #expect(drifted.output == "drifted: by-query, row 2, y: 0.125 → \(number)\n")
    #expect(
      try Program.run(check + ["by-query", "--tolerance", "1"], in: scratch.path).code == 0)

    try FileManager.default.removeItem(atPath: csv)
    let missing = try Program.run(check, in: scratch.path)
    #expect(missing.code == 3)
    #expect(missing.output == "missing: out/figures/tiny/by-query.csv\n")

    let drawn = try Program.run(
      ["figures", "tiny.yaml", "by-query", "--results", "out"], in: scratch.path)
    #expect(drawn.code == 0, "\(drawn.errors)")
    #expect(drawn.output == "figure by-query: out/figures/tiny/by-query.svg\n")
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "by-query.svg")) == before)
    #expect(try Program.run(check, in: scratch.path).code == 0)
  }

  @Test("of an unknown name or study are refused with the nearest one")
  func unknown() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.text, to: "tiny.yaml")
    let name = try Program.run(["figures", "tiny.yaml", "acuracy"], in: scratch.path)
    #expect(name.code == 2)
    #expect(
      name.errors == """
        error: tiny.yaml has no figure `acuracy`
          did you mean `accuracy`?
          figures: strength-by-order, accuracy, by-query

        """)
    let nothing = try Program.run(["figures", "tiny.yaml"], in: scratch.path)
    #expect(nothing.code == 2)
    #expect(nothing.errors.hasPrefix("error: there is no results folder results\n"))
    let tolerance = try Program.run(
      ["figures", "tiny.yaml", "--tolerance", "1"], in: scratch.path)
    #expect(tolerance.code == 2)
    #expect(tolerance.errors.hasPrefix("Error: --tolerance goes with --check"))
  }
}
