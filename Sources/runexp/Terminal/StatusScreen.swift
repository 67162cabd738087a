import Foundation

/// Where a watched status is shown: in place on a terminal, as lines elsewhere.
struct StatusScreen {
  private var shown = 0
  private var last: [String] = []

  /// Shows `whole` in place of what was shown before on a terminal, and `summaries` elsewhere.
  mutating func show(_ whole: [String], summaries: [String]) {
    guard let columns = Terminal.outputColumns else {
      // A log needs to hear of changes only, and not of how long things take.
      if summaries != last { summaries.forEach(Terminal.output) }
      last = summaries
      return
    }
    let lines = whole.map { $0.count > columns ? $0.prefix(columns - 1) + "…" : $0 }
    let up = shown > 0 ? "\u{1B}[\(shown)A\u{1B}[J" : ""
    Terminal.write(up + lines.map { $0 + "\n" }.joined(), to: STDOUT_FILENO)
    shown = lines.count
  }
}
