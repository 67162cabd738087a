import Base
import Testing

@testable import Pipeline

/// The commands of a cluster whose queue is a text.
private final class QueueOfText: SlurmService {
  var text = ""
  var fault: SlurmFault?
  private(set) var cancelled: [Int] = []

  func submit(_ script: String) -> SlurmSubmission { .refused("not asked for") }
  func queue() -> Result<SlurmQueue, SlurmFault> {
    fault.map { .failure($0) } ?? .success(SlurmQueue(text))
  }
  func accounting(_ jobs: [(job: Int, name: String)]) -> [SlurmTaskID: SlurmState] { [:] }
  func cancel(job: Int, indices: [Int]?) -> SlurmFault? {
    cancelled.append(job)
    return nil
  }
  var mostArrayTasks: Int? { nil }
}

@Suite struct OpenSubmissionsTests {
  private let results: TemporaryResults
  private let journal: BatchJournal

  init() throws {
    results = try TemporaryResults()
    journal = BatchJournal(runs: results.folder.runs, files: MountedFiles(results.folder))
  }

  private func batch(_ number: Int, job: Int?, study: String = "a") throws -> SlurmBatch {
    let batch = SlurmBatch(
      folder: journal.folder(run: "r", number: number), study: study, name: "runexp-r-\(number)",
      request: SlurmRequest(cpus: 1, mebibytes: 100, minutes: 1), throttle: 1,
      tasks: [[node("x").key], [node("y").key]])
    try journal.files.write(batch.value.jsonBytes, to: batch.submissionPath)
    if let job { journal.note(job: job, of: batch) }
    return batch
  }

  private var open: OpenSubmissions { OpenSubmissions(of: "a", in: results.folder) }

  @Test func whatSlurmKnowsIsCancelledAndNothingElse() throws {
    #expect(open.isEmpty)
    _ = try batch(1, job: 7)
    // Nobody noted its number.
    _ = try batch(2, job: nil)
    // Another job has its number by now.
    _ = try batch(3, job: 9)
    journal.close(try batch(4, job: 10))
    _ = try batch(5, job: 11, study: "b")
    #expect(
      open.descriptions == [
        "7 (runexp-r-1, 2 tasks)", "runexp-r-2 (2 tasks)", "9 (runexp-r-3, 2 tasks)",
      ])
    let service = QueueOfText()
    service.text = """
      7|0|RUNNING|n1|runexp-r-1|None
      8|0-1|PENDING||runexp-r-2|Priority
      9|0|RUNNING|n1|other|None
      10|0|RUNNING|n1|runexp-r-4|None
      11|0|RUNNING|n1|runexp-r-5|None
      """
    #expect(try open.cancel(by: service) == 2)
    #expect(service.cancelled == [7, 8])
    #expect(open.isEmpty)
    #expect(!OpenSubmissions(of: "b", in: results.folder).isEmpty)
  }

  @Test func withoutAnAnswerTheyStayOpen() throws {
    _ = try batch(1, job: 7)
    let service = QueueOfText()
    service.fault = SlurmFault("connect failure")
    #expect(throws: SlurmFault("connect failure")) { try open.cancel(by: service) }
    #expect(!open.isEmpty)
  }
}
