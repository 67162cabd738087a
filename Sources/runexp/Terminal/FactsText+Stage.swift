import Base
import Store
import Views

extension FactsText {
  /// A stage; `folder` is where its result lies.
  init(_ facts: StageFacts, folder: String?, isComplete: Bool) {
    let stage = facts.stage
    let limit = isComplete ? Int.max : Self.shown
    self.init(
      "stage \(stage.label.isEmpty ? String(stage.key.prefix(16)) : stage.label)", kind: "stage")
    let others = facts.labels.filter { $0 != stage.label }
    fact("also called", others.joined(separator: ", "))
    fact("key", stage.key)
    fact("kind", stage.kind.map { "\($0), version \(stage.version ?? 0)" })
    fact(
      "state", stage.finishedAt.map { "finished \(DateText.text($0))" } ?? "absent: no result yet")
    fact("cost", Self.cost(stage))
    fact("program", facts.binary.map { "sha256 \($0)" })
    fact("folder", stage.finishedAt == nil ? nil : folder)
    list(
      "parameters",
      (facts.parameters.map ?? [:]).sorted { $0.key < $1.key }.map {
        "\($0.key): \(ShownText.line($0.value.text ?? $0.value.json))"
      })
    list("inputs", facts.inputs.map(Self.line), limit: limit)
    list("computed from it", facts.dependants.map(Self.line), limit: limit)
    list("outputs", facts.outputs.flatMap(Self.lines), limit: limit)
    list("rows of", facts.uses.map(Self.line), limit: limit)
    table("rows", Self.table(facts.summaries), limit: limit)
    addMembers(facts, folder)
  }

  private static func cost(_ stage: ListedStage) -> String? {
    guard let wall = stage.wallSeconds, let cpu = stage.cpuSeconds else { return nil }
    var parts = ["\(Amount.duration(wall)), \(Amount.duration(cpu)) of processor time"]
    if let bytes = stage.peakBytes { parts.append("\(Amount.bytes(bytes)) of memory") }
    if let passes = stage.forwardPasses {
      parts.append("\(Amount.scaled(passes)) inputs through networks")
    }
    return parts.joined(separator: ", ")
  }

  private static func line(_ neighbour: StageFacts.Neighbour) -> String {
    "\(neighbour.role.padding(to: 12))\(neighbour.key.prefix(12))  \(neighbour.label)"
  }

  private static func lines(_ output: StageFacts.Output) -> [String] {
    ["\(output.name), \(Amount.bytes(output.size)), sha256 \(output.sha256)"]
      + output.tensors.map { tensor in
        "  \(tensor.name): \(tensor.dtype) \(tensor.shape)\(tensor.axes.map { " \($0)" } ?? "")"
      }
  }

  private static func line(_ use: StageFacts.Use) -> String {
    let measure = use.measure.map { ", \($0)" } ?? ""
    return "\(use.study):\(use.cell)\(measure)\(use.checkpoint.map { "@\($0)" } ?? "")"
  }

  private static func table(_ summaries: [StageFacts.Summary]) -> TextTable {
    TextTable(
      columns: [
        .init("metric"), .init("epoch", .right), .init("n", .right), .init("mean", .right),
        .init("sd", .right), .init("least", .right), .init("largest", .right),
      ],
      rows: summaries.map { summary in
        [
          summary.quantity.words, summary.checkpoint.map(String.init) ?? "", "\(summary.rows)",
          ShownNumber.text(summary.mean), summary.deviation.map(ShownNumber.text) ?? "",
          ShownNumber.text(summary.minimum), ShownNumber.text(summary.maximum),
        ]
      })
  }

  private mutating func addMembers(_ facts: StageFacts, _ folder: String?) {
    let stage = facts.stage
    func neighbours(_ all: [StageFacts.Neighbour]) -> Value {
      .list(
        all.map { ["role": .text($0.role), "key": .text($0.key), "stage": .text($0.label)] })
    }
    member("stage", .text(stage.label))
    member("labels", .list(facts.labels.map { .text($0) }))
    member("key", .text(stage.key))
    member("stage_kind", Self.value(stage.kind))
    member("version", Self.value(stage.version))
    member("state", .text(stage.finishedAt == nil ? "absent" : "finished"))
    member("finished_at", Self.value(stage.finishedAt))
    member("wall_seconds", Self.value(stage.wallSeconds))
    member("cpu_seconds", Self.value(stage.cpuSeconds))
    member("peak_bytes", Self.value(stage.peakBytes))
    member("forward_passes", Self.value(stage.forwardPasses))
    member("binary", Self.value(facts.binary))
    member("folder", Self.value(folder))
    member("parameters", facts.parameters)
    member("inputs", neighbours(facts.inputs))
    member("dependants", neighbours(facts.dependants))
    member(
      "outputs",
      .list(
        facts.outputs.map { output in
          [
            "name": .text(output.name), "size": .integer(output.size),
            "sha256": .text(output.sha256),
            "tensors": .list(
              output.tensors.map { tensor in
                [
                  "name": .text(tensor.name), "dtype": .text(tensor.dtype),
                  "shape": .text(tensor.shape), "axes": Self.value(tensor.axes),
                ]
              }),
          ]
        }))
    member(
      "cells",
      .list(
        facts.uses.map { use in
          [
            "study": .text(use.study), "cell": .text(use.cell), "measure": Self.value(use.measure),
            "checkpoint": Self.value(use.checkpoint),
          ]
        }))
    member(
      "rows",
      .list(
        facts.summaries.map { summary in
          [
            "metric": .text(summary.quantity.words), "checkpoint": Self.value(summary.checkpoint),
            "of_samples": .boolean(summary.isOfSamples), "n": .integer(summary.rows),
            "mean": .number(summary.mean), "sd": Self.value(summary.deviation),
            "minimum": .number(summary.minimum), "maximum": .number(summary.maximum),
          ]
        }))
  }
}
