import Base
import Foundation
import Pipeline
import Store

/// What is said about the runs of a results folder.
struct StatusText {
  /// Those asked for.
  let runs: [RunStatusText]
  /// The last ones, listed briefly.
  let last: [RunOverview]
  let folder: ResultsFolder

  /// The lines for a person.
  var lines: [String] {
    var lines = runs.flatMap(\.lines)
    if runs.isEmpty { lines.append("nothing runs in \(folder.path)") }
    if !last.isEmpty {
      lines += ["", "last runs:"]
      let width = last.map(\.id.count).max() ?? 0
      lines += last.map { "  " + $0.id.padding(to: width + 2) + end(of: $0) }
    }
    return lines
  }

  private func end(of run: RunOverview) -> String {
    if let shown = runs.first(where: { $0.run.id == run.id }) { return shown.state }
    // When a killed run ended nobody saw; its row says when that was found out.
    let wasKilled = [RunStatus.running, .killed].map(\.rawValue).contains(run.status)
    guard !wasKilled, let end = run.endedAt else { return RunStatus.killed.rawValue }
    return "\(run.status) \(DateText.text(end)) after \(Amount.duration(end - run.startedAt))"
  }

  /// The same as one JSON value.
  var value: Value {
    .map([
      "schema": 1, "runs": .list(runs.map(\.value)),
      "last_runs": .list(
        last.map { run in
          .map([
            "id": .text(run.id), "study": .text(run.study), "status": .text(run.status),
            "started_at": .number(run.startedAt),
            "ended_at": run.endedAt.map { .number($0) } ?? .null,
          ])
        }),
    ])
  }
}

/// What is said about one run.
struct RunStatusText {
  let run: RunOverview
  let stages: RunStages
  /// The process that runs it; nil when none does.
  let holder: LeaseHolder?
  /// Which process it was begun as, if it was detached.
  let controller: ControllerRecord?
  /// Where that prints.
  let log: String
  /// What keeps it from going on, such as that Slurm does not answer, and since when.
  let trouble: (text: String, since: Double)?
  /// Seconds since 1970.
  let now: Double

  /// Stages in a cluster's queue that are listed.
  private static let mostQueued = 12

  /// What can be said of a run now.
  init(_ run: RunOverview, in folder: ResultsFolder, _ store: ResultsStore) throws {
    self.run = run
    stages = try store.stages(ofRun: run.id)
    holder = ChosenRun.holder(of: run, in: folder)
    let home = folder.run(run.id)
    controller = home.controller
    log = home.log
    trouble = folder.trouble(ofRun: run.id)
    now = SystemClock().wallSeconds
  }

  /// Whether it goes on.
  var isAlive: Bool { holder != nil }

  /// `running`, `killed`, or how it ended, in a word.
  var state: String {
    run.status == RunStatus.running.rawValue && !isAlive ? "killed" : run.status
  }

  /// The exit code of a run that ended, as far as its state tells.
  var exitCode: Int32 {
    switch state {
    case RunStatus.finished.rawValue: ExitStatus.done.code
    case RunStatus.interrupted.rawValue: ExitStatus.interrupted.code
    case RunStatus.killed.rawValue: ExitStatus.killed.code
    default: ExitStatus.failed.code
    }
  }

  /// When it ended or was last heard of; now for one that runs.
  private var end: Double {
    isAlive ? now : run.endedAt ?? stages.lastSign ?? run.startedAt
  }

  /// One line: counts of stages.
  var summary: String {
    let finished = stages.count(.finished, .finishedElsewhere)
    var parts = ["\(finished) of \(Amount.count(run.planned ?? 0, "stage")) finished"]
    func add(_ count: Int, _ word: String) { if count > 0 { parts.append("\(count) \(word)") } }
    if isAlive {
      add(stages.count(.running), "running")
      add(stages.count(.queued), "queued")
      add(stages.count(.waiting), "waiting")
    } else {
      add(stages.count(.running, .queued, .waiting), "cut off")
    }
    for state in [RunStageState.planned, .failed, .skipped, .stopped] {
      add(stages.count(state), state.rawValue)
    }
    if let cached = run.cached { parts.append("\(cached) cached") }
    return "\(run.study): \(state): " + parts.joined(separator: ", ")
  }

  /// Stages that ended per second; nil before the first.
  private var rate: Double? {
    let ended = stages.count(.finished, .finishedElsewhere, .failed)
    let seconds = end - run.startedAt
    return ended > 0 && seconds > 0 ? Double(ended) / seconds : nil
  }

  /// Seconds left if the rest goes on at the rate of what is done, by expected cost; nil when
  /// nothing can be told.
  private var secondsLeft: Double? {
    guard isAlive, stages.weightDone > 0, stages.weight > stages.weightDone else {
      return nil
    }
    return (now - run.startedAt) * (stages.weight / stages.weightDone - 1)
  }

  /// The lines for a person.
  var lines: [String] {
    var lines = [summary, "  run       \(run.id)"]
    if let holder {
      let kind = controller == nil ? "" : ", detached"
      lines.append(
        "  process   \(holder.pid) on \(holder.host)\(kind), for"
          + " \(Amount.duration(now - run.startedAt))")
      if let trouble {
        lines.append("  trouble   since \(DateText.text(trouble.since)): \(trouble.text)")
      }
    } else if state == "killed" {
      lines.append("  killed    at about \(DateText.text(end)); the same command continues:")
      lines.append("            \(run.command)")
    } else {
      lines.append(
        "  \(state.padding(to: 10))\(DateText.text(end)) after \(Amount.duration(end - run.startedAt))"
      )
    }
    if controller != nil { lines.append("  log       \(log)") }
    if isAlive, let rate {
      let left = secondsLeft.map { ", about \(Amount.duration($0)) left" } ?? ""
      lines.append("  rate      \(String(format: "%.1f", rate)) stages a second\(left)")
    }
    let width = (stages.active + stages.failed).map(\.label.count).max() ?? 0
    let queued = stages.active.count { $0.state == RunStageState.queued.rawValue }
    let shown = stages.active.dropLast(max(0, queued - Self.mostQueued))
    lines += shown.map { stage in
      let word = isAlive ? stage.state : "cut off"
      let detail = detail(of: stage)
      let label = detail.isEmpty ? stage.label : stage.label.padding(to: width + 2)
      return "  \(word.padding(to: 10))\(label)\(detail)"
    }
    if queued > Self.mostQueued {
      lines.append("  queued    and \(queued - Self.mostQueued) more")
    }
    lines += stages.failed.map { stage in
      "  failed    \(stage.label.padding(to: width + 2))\(stage.reason.prefix { !$0.isNewline })"
    }
    return lines
  }

  private func detail(of stage: RunStages.Stage) -> String {
    if stage.state == RunStageState.queued.rawValue { return isAlive ? stage.reason : "" }
    guard stage.state == RunStageState.running.rawValue else {
      return isAlive ? "another run computes it" : ""
    }
    var parts: [String] = []
    if isAlive, let start = stage.startedAt { parts.append(Amount.duration(now - start)) }
    if let fraction = stage.progress { parts.append("\(Int(fraction * 100)) %") }
    if let message = stage.message, !message.isEmpty { parts.append(message) }
    return parts.joined(separator: ", ")
  }

  /// The same as one JSON value.
  var value: Value {
    .map([
      "id": .text(run.id), "study": .text(run.study), "state": .text(state),
      "alive": .boolean(isAlive), "command": .text(run.command),
      "host": holder.map { .text($0.host) } ?? .null,
      "pid": holder.map { .integer($0.pid) } ?? .null,
      "controller": controller.map { controller in
        [
          "host": .text(controller.host), "pid": .integer(controller.pid), "log": .text(log),
        ]
      } ?? .null, "started_at": .number(run.startedAt),
      "ended_at": isAlive ? .null : .number(end),
      "planned": run.planned.map { .integer($0) } ?? .null,
      "cached": run.cached.map { .integer($0) } ?? .null,
      "jobs": run.jobs.map { .integer($0) } ?? .null,
      "trouble": isAlive ? trouble.map { .text($0.text) } ?? .null : .null,
      "counts": .map(stages.counts.mapValues { .integer($0) }),
      "stages_per_second": rate.map { .number($0) } ?? .null,
      "seconds_left": secondsLeft.map { .number($0) } ?? .null,
      "active": .list(stages.active.map(Self.value)),
      "failed": .list(stages.failed.map(Self.value)),
    ])
  }

  private static func value(_ stage: RunStages.Stage) -> Value {
    .map([
      "key": .text(stage.key), "label": .text(stage.label), "state": .text(stage.state),
      "reason": .text(stage.reason), "attempt": stage.attempt.map { .text($0) } ?? .null,
      "started_at": stage.startedAt.map { .number($0) } ?? .null,
      "progress": stage.progress.map { .number($0) } ?? .null,
      "message": stage.message.map { .text($0) } ?? .null,
    ])
  }
}
