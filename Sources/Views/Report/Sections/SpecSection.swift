import Store

/// The spec as it was written and as it was understood.
struct SpecSection {
  let contents: ReportContents

  /// The section; nothing without runs.
  var markup: Markup {
    let origin = contents.origin
    guard !origin.specText.isEmpty || !origin.resolvedSpec.isEmpty else { return .nothing }
    return .tag(
      "section", ["id": "spec"], .tag("h2", [:], "Spec"),
      spec(origin.specText, "As written", name: "\(FigureDrawing.stem(contents.study)).yaml"),
      spec(
        origin.resolvedSpec, "As understood: the long form, each line with its origin",
        name: "\(FigureDrawing.stem(contents.study))-resolved.yaml"))
  }

  private func spec(_ text: String, _ summary: String, name: String) -> Markup {
    guard !text.isEmpty else { return .nothing }
    return .folded(
      summary, .verbatim(text, label: summary),
      .tag("p", [:], .embedded(text, type: "application/yaml", name: name, "Save \(name)")))
  }
}
