import Base

/// The folders of batches, `runs/<run>/slurm/<number>/`, and what stands in them.
struct BatchJournal {
  /// The folder of run records.
  let runs: String
  let files: any SharedFiles

  /// The folder of a run's batches.
  private func folder(run: String) -> String { "\(runs)/\(run)/slurm" }

  /// The folder of a batch.
  func folder(run: String, number: Int) -> String {
    let digits = "\(number)"
    return folder(run: run) + "/" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// The number of a run's last batch; 0 before the first.
  func lastNumber(run: String) -> Int {
    files.names(in: folder(run: run)).compactMap { Int($0) }.max() ?? 0
  }

  /// Writes all of a batch, what makes it one last.
  func write(_ batch: SlurmBatch, _ array: SlurmArray, script: String) throws(FileError) {
    for (index, stages) in array.tasks.enumerated() {
      let value = Value.list(stages.map(\.request.value))
      try files.write(value.jsonBytes, to: batch.taskPath(index))
    }
    // Slurm starts no task whose folder for output is not there.
    try files.write([], to: batch.outputFolder + "/.keep")
    try files.write([], to: batch.eventsPath + "/.keep")
    try files.write(Array(script.utf8), to: batch.scriptPath)
    try files.write(batch.value.jsonBytes, to: batch.submissionPath)
  }

  /// Notes the number Slurm gave a batch.
  func note(job: Int, of batch: SlurmBatch) {
    let value: Value = ["job": .integer(job)]
    // Without it the job is found by its name.
    try? files.write(value.jsonBytes, to: batch.jobPath)
  }

  /// Notes that nothing more is expected of a batch.
  func close(_ batch: SlurmBatch) { try? files.write([], to: batch.closedPath) }

  /// Notes what keeps a run from going on; nil when nothing does.
  func note(trouble text: String?, run: String, at seconds: Double) {
    let value: Value = [
      "text": text.map { .text($0) } ?? .null, "at": .number(seconds),
    ]
    try? files.write(value.jsonBytes, to: folder(run: run) + "/trouble.json")
  }

  /// The batches of which more may come, oldest first, each with its job's number where it is known;
  /// of all studies when `study` is nil.
  func open(study: String?) -> [(batch: SlurmBatch, job: Int?)] {
    var found: [(batch: SlurmBatch, job: Int?)] = []
    for run in files.names(in: runs) where !run.hasSuffix(".json") {
      let folder = folder(run: run)
      for number in files.names(in: folder) {
        let path = folder + "/" + number
        let names = files.names(in: path)
        guard names.contains("submission.json"), !names.contains("closed") else { continue }
        let bytes = files.read(path + "/submission.json", from: 0)
        guard let value = try? Value(json: bytes),
          let batch = SlurmBatch(value, folder: path), study == nil || batch.study == study
        else { continue }
        let job = try? Value(json: files.read(batch.jobPath, from: 0))
        found.append((batch, job?["job"]?.integer))
      }
    }
    return found
  }
}

extension ResultsFolder {
  /// What keeps a run on a cluster from going on, such as that Slurm does not answer, and since when;
  /// nil when nothing does.
  public func trouble(ofRun id: String) -> (text: String, since: Double)? {
    guard let bytes = try? FileTree.read("\(runs)/\(id)/slurm/trouble.json"),
      let value = try? Value(json: bytes), let text = value["text"]?.text,
      let since = value["at"]?.number
    else { return nil }
    return (text, since)
  }
}
