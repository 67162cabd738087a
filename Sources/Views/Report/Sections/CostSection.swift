import Base
import Store

/// What the stages cost, by kind and in all.
struct CostSection {
  let stages: [StageAccount]

  /// The section; nothing before any stage has finished.
  var markup: Markup {
    let finished = stages.filter(\.isFinished)
    guard !finished.isEmpty else { return .nothing }
    var kinds: [String] = []
    for stage in finished where !kinds.contains(stage.kind) { kinds.append(stage.kind) }
    return .tag(
      "section", ["id": "cost"], .tag("h2", [:], "Cost"),
      .tag(
        "p", ["class": "about"],
        """
        What the plan's finished stages took when they were computed, whichever run did it. Stages run \
        side by side: their times add up to more than the runs'.
        """),
      .table(
        "Cost by kind of stage",
        columns: [
          ("kind", false), ("stages", true), ("time", true), ("processor", true),
          ("forward passes", true), ("peak memory", true), ("rows", true), ("files", true),
        ],
        rows: kinds.map { kind in row(kind, finished.filter { $0.kind == kind }) },
        foot: kinds.count > 1 ? row("all", finished) : nil))
  }

  private func row(_ name: String, _ stages: [StageAccount]) -> [Markup] {
    func sum(_ value: (StageAccount) -> Int?) -> Int? {
      let values = stages.compactMap(value)
      return values.isEmpty ? nil : values.reduce(0, +)
    }
    func text(_ text: String?) -> Markup { .text(text ?? "–") }
    return [
      .text(name), .text(Amounts.grouped(stages.count)),
      .text(Amounts.duration(ExactSum.of(stages.compactMap(\.wallSeconds)))),
      .text(Amounts.duration(ExactSum.of(stages.compactMap(\.cpuSeconds)))),
      text(sum(\.forwardPasses).map(Amounts.grouped)),
      text(stages.compactMap(\.peakBytes).max().map(Amounts.bytes)),
      text(sum(\.rows).map(Amounts.grouped)),
      .text(Amounts.bytes(stages.reduce(0) { $0 + $1.bytes })),
    ]
  }
}
