import Base
import Store

/// Several studies that are reported on one page: the page is a function of this value alone.
public struct ReportCollection: Sendable {
  /// What the page is called.
  public var title: String
  /// The studies, in the order they were asked for.
  public var studies: [ReportContents]

  /// Makes a collection of studies with different names.
  public init(title: String, studies: [ReportContents]) {
    self.title = title
    self.studies = studies
  }

  /// What every id of a study begins with on a page of several.
  public static func prefix(of study: String) -> String { FigureDrawing.stem(study) + "--" }

  /// The claims of all studies.
  var claims: [ReportedClaim] { studies.flatMap(\.claims) }

  /// `12 studies make 84 claims.` and what is missing of them.
  var state: String {
    var sentences = [
      "\(Amounts.count(studies.count, "study", "studies")) make"
        + " \(Amounts.count(claims.count, "claim"))."
    ]
    let stages = studies.flatMap(\.stages)
    let finished = stages.count { $0.isFinished }
    sentences.append(
      finished == stages.count
        ? "All \(Amounts.count(stages.count, "stage")) of their plans finished."
        : "\(Amounts.grouped(finished)) of \(Amounts.count(stages.count, "stage")) of their plans"
          + " finished.")
    let failed = studies.reduce(0) { $0 + $1.failures.count }
    if failed > 0 { sentences.append("\(Amounts.count(failed, "stage")) failed.") }
    let unexpected = claims.count { $0.expects != nil && $0.expects != $0.verdict.rawValue }
    if unexpected > 0 {
      sentences.append(
        "\(Amounts.count(unexpected, "verdict")) \(unexpected == 1 ? "is" : "are") not what the spec"
          + " expects.")
    }
    return sentences.joined(separator: " ")
  }

  /// How many claims of each study got which verdict, for a terminal.
  public var summary: TextTable {
    func row(_ name: String, _ claims: [ReportedClaim]) -> [String] {
      [name, "\(claims.count)"]
        + ClaimVerdict.allCases.map { verdict in
          let count = claims.count { $0.verdict == verdict }
          return count == 0 ? "–" : "\(count)"
        }
    }
    return TextTable(
      columns: [.init("study"), .init("claims", .right)]
        + ClaimVerdict.allCases.map { .init(VerdictMark.word($0), .right) },
      rows: studies.map { row($0.study, $0.claims) } + [row("all", claims)])
  }
}
