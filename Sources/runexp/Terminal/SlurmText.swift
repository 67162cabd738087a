import Base
import Experiments
import Foundation
import Pipeline
import Spec

/// What would be submitted to Slurm, in words and as JSON.
struct SlurmText {
  let forecast: SlurmForecast

  /// What running a plan would submit; nil where it does not run on Slurm or nothing is to run.
  init?(
    _ plan: Plan, of study: StudyPlan, _ executor: ExecutorChoice, _ history: RecordedHistory?
  ) throws {
    guard case .slurm(let profile) = executor, plan.count(.run) > 0, let history else { return nil }
    let access = ClusterAccess(profile: profile)
    let options = access.options(
      study: study.study.name, run: "RUN", program: try ClusterAccess.program(in: plan.folder),
      estimates: LiveEstimates(plan, history))
    forecast = SlurmForecast(plan, options, mostTasks: access.mostArrayTasks)
  }

  /// A table of the arrays, the node-hours, and the first script.
  var lines: [String] {
    guard let script = forecast.script else { return [] }
    let head = [["wave", "stages", "tasks", "each asks for", "expected"]]
    let rows = forecast.arrays.map { array in
      [
        "\(array.wave)", "\(array.stages) \(array.kind)", tasks(array), Self.request(array),
        array.seconds.map(Amount.duration) ?? "?",
      ]
    }
    let table = head + rows
    let widths = (0..<5).map { column in table.map { $0[column].count }.max() ?? 0 }
    let lines = table.map { row in
      "  " + zip(row, widths).map { $0.padding(to: $1 + 2) }.joined()
    }
    let scriptLines = script.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    return ["", "would be submitted to Slurm:"] + lines.map(Self.trimmed)
      + [hours] + tooLong + ["", "the first script:"] + scriptLines.map { Self.trimmed("  " + $0) }
  }

  /// What to do about stages that no task is long enough for.
  private var tooLong: [String] {
    guard let seconds = forecast.tooLong else { return [] }
    return [
      "warning: a stage is expected to take \(Amount.duration(seconds)), longer than a task may"
        + " (`time` in the cluster's profile): raise it, or make shorter stages with more"
        + " training.checkpoints, or samples-per-stage in the measurement"
    ]
  }

  private static func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }

  private func tasks(_ array: SlurmForecast.Array) -> String {
    array.tasks > array.throttle ? "\(array.tasks), \(array.throttle) at once" : "\(array.tasks)"
  }

  private static func request(_ array: SlurmForecast.Array) -> String {
    "\(Amount.count(array.cpus, "cpu")), \(array.mebibytes) MiB, \(array.minutes) min"
  }

  private var hours: String {
    let hours = String(format: "%.2f", forecast.nodeHours)
    let count = Amount.count(forecast.unknown, "stage")
    let unknown = forecast.unknown == 0 ? "" : "; \(count) of unknown length"
    return "predicted: \(forecast.unknown == 0 ? "" : "at least ")\(hours) node-hours, each task"
      + " counted as a node\(unknown)"
  }

  /// The same as JSON.
  var value: Value {
    [
      "node_hours": .number(forecast.nodeHours), "unknown": .integer(forecast.unknown),
      "too_long_seconds": forecast.tooLong.map { .number($0) } ?? .null,
      "script": forecast.script.map { .text($0) } ?? .null,
      "arrays": .list(
        forecast.arrays.map { array in
          [
            "wave": .integer(array.wave), "kind": .text(array.kind),
            "stages": .integer(array.stages), "tasks": .integer(array.tasks),
            "throttle": .integer(array.throttle), "cpus": .integer(array.cpus),
            "memory_mib": .integer(array.mebibytes), "minutes": .integer(array.minutes),
            "seconds": array.seconds.map { .number($0) } ?? .null,
          ]
        }),
    ]
  }
}
