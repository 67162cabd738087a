import Base
import Pipeline
import Store
import Views

extension FactsText {
  /// A run; `holder` is the process that runs its study now, if any.
  init(_ facts: RunFacts, holder: LeaseHolder?) {
    let run = facts.overview
    let isOpen = run.status == RunStatus.running.rawValue
    // A run that never ended and whose study nobody holds was killed.
    let status = isOpen && holder == nil ? RunStatus.killed.rawValue : run.status
    self.init("run \(run.id)", kind: "run")
    fact("study", run.study)
    fact("command", run.command)
    fact("status", status)
    fact("started", DateText.text(run.startedAt))
    fact(
      "ended",
      run.endedAt.map { "\(DateText.text($0)) after \(Amount.duration($0 - run.startedAt))" })
    let finished = facts.stages.count(.finished, .finishedElsewhere)
    let failed = facts.stages.count(.failed)
    let skipped = facts.stages.count(.skipped)
    let stopped = facts.stages.count(.stopped)
    fact(
      "stages",
      "\(run.planned ?? 0) planned, \(run.cached ?? 0) cached, \(finished) finished, "
        + "\(failed) failed, \(skipped) skipped, \(stopped) stopped, "
        + "\(facts.exclusions.count) excluded")
    fact(
      "host", facts.host.map { "\($0)\(run.jobs.map { ", \(Amount.count($0, "worker"))" } ?? "")" })
    fact("commit", facts.commit.map { $0 + (facts.isDirty ? ", with changes" : "") })
    list(
      "environment",
      facts.environment.sorted { $0.key < $1.key }.map {
        "\($0.key.padding(to: 20))\(ShownText.line($0.value))"
      })
    list(
      "failed",
      facts.stages.failed.map { "\($0.label): \($0.reason.prefix { !$0.isNewline })" })
    list("excluded", facts.exclusions.map { "\($0.subject): \($0.reason)" })
    add(facts.verdicts)
    member("run", .text(run.id))
    member("study", .text(run.study))
    member("command", .text(run.command))
    member("status", .text(status))
    member("started_at", .number(run.startedAt))
    member("ended_at", Self.value(run.endedAt))
    member("planned", Self.value(run.planned))
    member("cached", Self.value(run.cached))
    member("counts", .map(facts.stages.counts.mapValues { .integer($0) }))
    member("host", Self.value(facts.host))
    member("jobs", Self.value(run.jobs))
    member("git_commit", Self.value(facts.commit))
    member("git_dirty", .boolean(facts.isDirty))
    member("environment", .map(facts.environment.mapValues { .text($0) }))
    member(
      "failed",
      .list(
        facts.stages.failed.map {
          ["key": .text($0.key), "stage": .text($0.label), "reason": .text($0.reason)]
        }))
    member(
      "excluded",
      .list(facts.exclusions.map { ["subject": .text($0.subject), "reason": .text($0.reason)] }))
  }

  /// A cell: its coordinates, stages and numbers.
  init(_ cell: ListedCell, stages: [CellStage], metrics: CellMetrics, isLast: Bool) {
    self.init("cell \(cell.study):\(cell.cell.label)", kind: "cell")
    fact("variant", cell.cell.variant)
    for (name, value) in cell.cell.coordinates.sorted(by: { $0.key < $1.key }) {
      fact(name, value.text ?? value.json)
    }
    fact("stages", "\(cell.finished) of \(cell.planned) finished")
    fact("finished", cell.finishedAt.map(DateText.text))
    let numbers = CellNumber.all(of: metrics, lastOnly: isLast)
    table(
      isLast ? "numbers at the last epoch (--all for every one)" : "numbers",
      TextTable(
        columns: [
          .init("measure"), .init("metric"), .init("epoch", .right), .init("mean", .right),
          .init("sd", .right), .init("n", .right),
        ],
        rows: numbers.map { number in
          [
            number.measure, number.metric, number.checkpoint.map(String.init) ?? "",
            ShownNumber.text(number.mean), number.deviation.map(ShownNumber.text) ?? "",
            "\(number.rows)",
          ]
        }))
    list("stages", stages.map { "\($0.isFinished ? "finished" : "absent  ")  \($0.label)" })
    member("study", .text(cell.study))
    member("cell", .text(cell.cell.label))
    member("variant", Self.value(cell.cell.variant))
    member("coordinates", .map(cell.cell.coordinates))
    member("planned", .integer(cell.planned))
    member("finished", .integer(cell.finished))
    member("started_at", Self.value(cell.startedAt))
    member("finished_at", Self.value(cell.finishedAt))
    member(
      "stages",
      .list(
        stages.map { stage in
          [
            "key": .text(stage.key), "stage": .text(stage.label),
            "state": .text(stage.isFinished ? "finished" : "absent"),
            "measure": Self.value(stage.measure), "checkpoint": Self.value(stage.checkpoint),
            "rows": Self.value(stage.rows),
          ]
        }))
    member(
      "metrics",
      .list(
        numbers.map { number in
          [
            "measure": .text(number.measure), "model": Self.value(number.model),
            "metric": .text(number.metric), "unit": Self.value(number.unit),
            "checkpoint": Self.value(number.checkpoint), "mean": .number(number.mean),
            "sd": Self.value(number.deviation), "n": .integer(number.rows),
          ]
        }))
  }
}
