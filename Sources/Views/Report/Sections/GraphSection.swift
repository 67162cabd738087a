import Store

/// The stages as a graph.
struct GraphSection {
  let contents: ReportContents

  /// The section; nothing without stages.
  var markup: Markup {
    guard !contents.stages.isEmpty else { return .nothing }
    let chart = GraphChart(
      contents.stages.map { stage in
        StageOfGraph(
          label: stage.label,
          group: [stage.kind, stage.measure].compactMap { $0 }.joined(separator: " "),
          isFinished: stage.isFinished, inputs: stage.inputs)
      }, failed: Set(contents.failures.map(\.label)))
    return .tag(
      "section", ["id": "graph"], .tag("h2", [:], "Stages"),
      .tag(
        "p", ["class": "about"],
        .text(
          "What was computed from what, left to right"
            + (chart.boxes.count < contents.stages.count
              ? "; stages of one kind and measure stand together." : "."))),
      .tag(
        "div",
        [
          "class": "scroll graph-box", "tabindex": "0", "role": "region",
          "aria-label": "Stage graph",
        ],
        chart.picture(id: "graph-title")))
  }
}
