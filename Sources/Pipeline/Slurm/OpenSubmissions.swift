import Base

/// What runs of a study have submitted and nobody has judged: its tasks may still wait or run.
///
/// For whoever ends a study whose runs are gone; a run that lives has submissions of its own.
public struct OpenSubmissions {
  private let batches: [(batch: SlurmBatch, job: Int?)]
  private let journal: BatchJournal

  /// The open submissions of a study.
  public init(of study: String, in results: ResultsFolder, files: (any SharedFiles)? = nil) {
    journal = BatchJournal(runs: results.runs, files: files ?? MountedFiles(results))
    batches = journal.open(study: study)
  }

  /// Whether there are none.
  public var isEmpty: Bool { batches.isEmpty }

  /// The jobs in words, oldest first: `12 (runexp-…, 3 tasks)`.
  public var descriptions: [String] {
    batches.map { batch, job in
      let tasks = Amount.count(batch.tasks.count, "task")
      return job.map { "\($0) (\(batch.name), \(tasks))" } ?? "\(batch.name) (\(tasks))"
    }
  }

  /// Ends all of their tasks, and returns how many jobs Slurm still knew.
  ///
  /// A number that belongs to another job by now is left alone.
  public func cancel(by service: any SlurmService) throws(SlurmFault) -> Int {
    guard !batches.isEmpty else { return 0 }
    let queue = try service.queue().get()
    var cancelled = 0
    for (batch, job) in batches {
      let known = job.flatMap { queue.knows(job: $0, name: batch.name) ? $0 : nil }
      if let job = known ?? queue.job(named: batch.name) {
        if let fault = service.cancel(job: job, indices: nil) { throw fault }
        cancelled += 1
      }
      journal.close(batch)
    }
    return cancelled
  }
}
