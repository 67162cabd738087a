import Base
import Testing

@testable import Views

@Suite("tables for LaTeX")
struct LatexTests {
  @Test(
    "texts are escaped",
    arguments: [
      ("50% of R&D_1 #{x}$", "50\\% of R\\&D\\_1 \\#\\{x\\}\\$"),
      ("a\\b^c~d", "a\\textbackslash{}b\\textasciicircum{}c\\textasciitilde{}d"),
      ("<a|b>", "\\textless{}a\\textbar{}b\\textgreater{}"), ("[x]*", "{[}x{]}{*}"),
      ("a--b---c", "a-{}-b-{}-{}-c"), ("1–2 ± 3 × 4 ≤ 5", "1--2 $\\pm$ 3 $\\times$ 4 $\\leq$ 5"),
      ("two\nlines\there", "two lines here"), ("Möbius ζ", "Möbius ζ"),
      ("\"`quoted`\"", "''\\textasciigrave{}quoted\\textasciigrave{}''"),
    ])
  func escapes(_ text: String, _ latex: String) {
    #expect(LatexText.escaped(text) == latex)
  }

  private func contents() throws -> ReportContents {
    var contents = try ReportFixture.contents(saying: "low_order wins")
    let number = MeasureResults.Number(mean: 0.93417, halfWidth: 0.0041, seeds: 5, images: 2000)
    contents.results = [
      MeasureResults(
        measure: "accuracy", checkpoints: [20],
        single: MeasureResults.Grid(
          title: "", quantities: ["accuracy · test"], groups: ["normal", "high_order"],
          numbers: [[number, nil]]), byOrder: []),
      MeasureResults(
        measure: "strength", checkpoints: [1, 2], single: nil,
        byOrder: [
          MeasureResults.Grid(
            title: "J by context order", quantities: ["m = 0", "m = 1"], groups: ["all"],
            numbers: [
              [
                MeasureResults.Number(
                  mean: 0.93417, halfWidth: 0.0041, seeds: 5, images: 50, isOverImages: true)
              ],
              [MeasureResults.Number(mean: -1.5, halfWidth: nil, seeds: 1, images: nil)],
            ])
        ]),
    ]
    contents.study = "My study"
    return contents
  }

  @Test("results by variant, with the counts said once")
  func results() throws {
    let tables = LatexTable.all(of: [try contents()])
    #expect(
      tables.map(\.name) == [
        "my-study-results-accuracy", "my-study-results-strength-j-by-context-order",
        "my-study-claims",
      ])
    #expect(
      tables[0].text == #"""
        \begin{table}
          \centering
          \caption{accuracy, epoch 20. Mean $\pm$ half the width of its 95\,\% interval, over seeds and images where $n$ is their product, over seeds alone where images stand in brackets. $n = 5\ (2{,}000)$.}
          \label{tab:my-study-results-accuracy}
          \begin{tabular}{lr}
            \toprule
            variant & accuracy $\cdot$ test \\
            \midrule
            normal & $0.9342 \pm 0.0041$ \\
            high\_order & -- \\
            \bottomrule
          \end{tabular}
        \end{table}

        """#)
  }

  @Test("counts stand beside the numbers where they differ")
  func counts() throws {
    #expect(
      LatexTable.all(of: [try contents()])[1].text == #"""
        \begin{table}
          \centering
          \caption{strength: J by context order, epochs 1, 2. Mean $\pm$ half the width of its 95\,\% interval, over seeds and images where $n$ is their product, over seeds alone where images stand in brackets.}
          \label{tab:my-study-results-strength-j-by-context-order}
          \begin{tabular}{lr}
            \toprule
             & all \\
            \midrule
            m = 0 & $0.9342 \pm 0.0041$ {\scriptsize($5 \times 50$)} \\
            m = 1 & $-1.50$ {\scriptsize($1$)} \\
            \bottomrule
          \end{tabular}
        \end{table}

        """#)
  }

  @Test("claims with their verdicts")
  func claims() throws {
    #expect(
      LatexTable.all(of: [try contents()])[2].text == #"""
        \begin{table}
          \centering
          \caption{Claims with their verdicts. Intervals and $p$ are adjusted for the family by Holm's method; $n$ counts seeds.}
          \label{tab:my-study-claims}
          \begin{tabular}{p{0.36\linewidth}lrrrrr}
            \toprule
            claim & verdict & effect & interval & needed & $p$ & $n$ \\
            \midrule
            low\_order wins & reproduced & $1.15$ & $[1.01, 1.29]$ & $\geq 0.5$ & $<0.001$ & 5 \\
            second & inconclusive & $0.52$ & $[0.20, 0.84]$ & $\geq 0.5$ & $0.871$ & 5 \\
            third & not evaluable & -- & -- & $\geq 0.5$ & -- & 0 \\
            \bottomrule
          \end{tabular}
        \end{table}

        """#)
  }
}
