import Base
import Store

/// The spec as it was written and as it was understood.
struct SpecSection {
  let contents: ReportContents

  /// The section; nothing without runs.
  var markup: Markup {
    let origin = contents.origin
    guard !origin.specText.isEmpty || !origin.resolvedSpec.isEmpty else { return .nothing }
    let extended = origin.files.filter { file in
      file.role == RunFile.Role.spec.rawValue && file.text != nil && file.text != origin.specText
    }
    return .tag(
      "section", ["id": "spec"], .tag("h2", [:], "Spec"),
      contents.reportedSpec.map { text in
        [
          .tag(
            "p", ["class": "about"],
            "Title, figures and claims of this report are of a spec that was changed since the last run."
          ),
          spec(
            text, "As it is now", name: "\(FigureDrawing.stem(contents.study))-changed.yaml"),
        ]
      } ?? .nothing,
      spec(
        origin.specText, contents.reportedSpec == nil ? "As written" : "As it was run",
        name: "\(FigureDrawing.stem(contents.study)).yaml"),
      .group(
        extended.enumerated().map { index, file in
          spec(
            file.text ?? "", "What it extends: \(file.path)",
            name: "\(FigureDrawing.stem(contents.study))-extended-\(index + 1).yaml")
        }),
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
