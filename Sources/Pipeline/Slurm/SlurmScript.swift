import Base

/// The script that `sbatch` gets: readable, and to be run again by hand.
struct SlurmScript {
  let batch: SlurmBatch
  let profile: ClusterProfile
  /// The program nodes run.
  let program: String
  /// The folder tasks run in, from which relative paths of the spec are meant.
  let workingFolder: String
  /// What the tasks are, in a few words.
  let summary: String

  /// The script of an array.
  init(_ batch: SlurmBatch, _ array: SlurmArray, _ options: SlurmExecutor.Options) {
    self.batch = batch
    profile = options.profile
    program = options.program
    workingFolder = options.workingFolder
    let stages = array.tasks.reduce(0) { $0 + $1.count }
    let kind = array.tasks.first?.first?.request.kind ?? ""
    summary =
      "runexp: study \(batch.study), \(Amount.count(stages, "\(kind) stage")) in"
      + " \(Amount.count(array.tasks.count, "task"))"
  }

  /// The script.
  var text: String {
    var lines = ["#!/bin/bash", "# \(summary)"]
    lines += [
      "# To run it again by hand: sbatch \(Self.quoted(batch.scriptPath))",
      "# or one task here: SLURM_ARRAY_TASK_ID=0 bash \(Self.quoted(batch.scriptPath))",
      "# Stages that have their results are passed over.",
    ]
    lines += options.map { "#SBATCH \($0)" }
    lines.append("")
    lines += profile.setUp
    lines += [
      "cd \(Self.quoted(workingFolder)) || exit 1",
      "exec \(Self.quoted(program)) node \(Self.quoted(batch.folder)) \"$SLURM_ARRAY_TASK_ID\"",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private var options: [String] {
    func option(_ name: String, _ value: String?) -> [String] {
      value.map { ["--\(name)=\($0)"] } ?? []
    }
    let last = batch.tasks.count - 1
    return ["--job-name=\(batch.name)", "--array=0-\(last)%\(batch.throttle)"]
      + option("partition", profile.partition) + option("account", profile.account)
      + option("qos", profile.qos) + option("constraint", profile.constraint.map(Self.optionValue))
      + [
        "--time=\(batch.request.minutes)", "--mem=\(batch.request.mebibytes)M", "--nodes=1",
        "--ntasks=1", "--cpus-per-task=\(batch.request.cpus)", "--requeue", "--open-mode=append",
        "--output=\(Self.optionValue(batch.outputFolder.replacing("%", with: "%%") + "/%a.log"))",
      ] + profile.sbatch
  }

  /// A value on a line of options: in double quotes where it has blanks.
  private static func optionValue(_ text: String) -> String {
    text.contains(where: \.isWhitespace) ? "\"\(text)\"" : text
  }

  /// A word of the shell.
  private static func quoted(_ text: String) -> String {
    // Without quotes where none are needed, for people.
    let plain = text.utf8.allSatisfy { byte in
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
        || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "/._-+".utf8.contains(byte)
    }
    return plain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
