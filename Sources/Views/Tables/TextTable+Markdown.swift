extension TextTable {
  /// The table in Markdown: titles, alignment, rows; bars in texts are escaped.
  public var markdown: [String] {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    let rule = columns.map { $0.alignment == .right ? "---:" : "---" }
    return [line(columns.map { escaped($0.title) }), line(rule)]
      + rows.map { line($0.map(escaped)) }
  }

  private func escaped(_ text: String) -> String {
    text.replacing("|", with: "\\|").replacing("\n", with: " ")
  }
}
