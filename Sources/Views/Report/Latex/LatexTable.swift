import Base
import Foundation

/// A table for a paper: LaTeX that needs the package booktabs and nothing else.
public struct LatexTable: Sendable, Hashable {
  /// What the table is called: its file's name without the ending, and its label after `tab:`.
  public var name: String
  /// The LaTeX, ended by a newline.
  public var text: String

  /// Sets a table.
  ///
  /// Cells, titles and caption are LaTeX already; `columns` is what `tabular` wants to know.
  init(
    name: String, caption: String, columns: String, head: [String], rows: [[String]]
  ) {
    self.name = name
    func line(_ cells: [String]) -> String { "    \(cells.joined(separator: " & ")) \\\\" }
    text =
      ([
        "\\begin{table}", "  \\centering", "  \\caption{\(caption)}", "  \\label{tab:\(name)}",
        "  \\begin{tabular}{\(columns)}", "    \\toprule", line(head), "    \\midrule",
      ] + rows.map(line) + ["    \\bottomrule", "  \\end{tabular}", "\\end{table}"])
      .joined(separator: "\n") + "\n"
  }
}

extension LatexTable {
  /// The tables of some studies: of each, results by variant, a table a measure and metric, then the
  /// claims.
  public static func all(of studies: [ReportContents]) -> [LatexTable] {
    var tables = studies.flatMap { contents in
      contents.results.flatMap { results in
        ([results.single].compactMap { $0 } + results.byOrder).map {
          table(of: $0, results, contents)
        }
      } + (contents.claims.isEmpty ? [] : [claims(contents)])
    }
    var seen: Set<String> = []
    for index in tables.indices where !seen.insert(tables[index].name).inserted {
      // Names that differ in signs alone, such as `S` and `s`.
      tables[index].rename("\(tables[index].name)-\(index + 1)")
    }
    return tables
  }

  /// Gives the table another name, and its label with it.
  private mutating func rename(_ new: String) {
    text = text.replacing("\\label{tab:\(name)}", with: "\\label{tab:\(new)}")
    name = new
  }

  private static func table(
    of grid: MeasureResults.Grid, _ results: MeasureResults, _ contents: ReportContents
  ) -> LatexTable {
    let layout = ResultLayout(grid)
    let epochs = results.checkpoints.map(String.init).joined(separator: ", ")
    let what = [results.measure, grid.title].filter { !$0.isEmpty }.joined(separator: ": ")
    let place =
      epochs.isEmpty ? "" : ", epoch\(results.checkpoints.count == 1 ? "" : "s") \(epochs)"
    let counts = layout.sharedCount.map { " $n = \(mathematics($0))$." } ?? ""
    return LatexTable(
      name: stem(contents.study, "results", results.measure, grid.title),
      caption:
        "\(LatexText.escaped(what + place)). Mean $\\pm$ half the width of its 95\\,\\% interval,"
        + " over seeds and images where $n$ is their product, over seeds alone where images stand in"
        + " brackets.\(counts)",
      columns: "l" + String(repeating: "r", count: layout.across.count),
      head: [layout.isTurned ? "variant" : ""] + layout.across.map(LatexText.escaped),
      rows: layout.down.indices.map { row in
        [LatexText.escaped(layout.down[row])]
          + layout.across.indices.map { column in
            guard let number = layout.number(row, column) else { return "--" }
            let count =
              layout.sharedCount == nil ? " {\\scriptsize($\(mathematics(number.countText))$)}" : ""
            return LatexText.number(number.text) + count
          }
      })
  }

  private static func claims(_ contents: ReportContents) -> LatexTable {
    let units = Set(contents.claims.compactMap(\.unit)).sorted().joined(separator: " or ")
    return LatexTable(
      name: stem(contents.study, "claims"),
      caption: "Claims with their verdicts. Intervals and $p$ are adjusted for the family by Holm's"
        + " method; $n$ counts \(LatexText.escaped(units.isEmpty ? "units" : units))s.",
      columns: "p{0.36\\linewidth}lrrrrr",
      head: ["claim", "verdict", "effect", "interval", "needed", "$p$", "$n$"],
      rows: contents.claims.map { claim in
        [
          LatexText.escaped(claim.says), VerdictMark.word(claim),
          LatexText.number(claim.estimate.map { claim.text($0) }),
          LatexText.number(claim.adjustedInterval.map { claim.text($0) }),
          LatexText.number(claim.needed),
          LatexText.number(claim.adjustedP.map(ShownNumber.probability)),
          "\(claim.units.count)",
        ]
      })
  }

  private static func mathematics(_ count: String) -> String {
    count.replacing("×", with: "\\times").replacing(",", with: "{,}")
      .replacing(" (", with: "\\ (")
  }

  /// A name of letters, digits and hyphens: for a file and for a label.
  private static func stem(_ parts: String...) -> String {
    let words = parts.flatMap { part in
      part.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    }
    return words.joined(separator: "-").lowercased()
  }
}
