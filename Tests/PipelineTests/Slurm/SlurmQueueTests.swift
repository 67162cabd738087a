import Testing

@testable import Pipeline

@Suite("what squeue and sacct print")
struct SlurmQueueTests {
  private let text = """
    7|0|RUNNING|node1|runexp-a-1|None
    7|1|COMPLETED|node2|runexp-a-1|None
    7|2-4,8%2|PENDING||runexp-a-1|JobArrayTaskLimit
    9|0-20:10%5|PENDING||runexp-a-2|ReqNodeNotAvail, UnavailableNodes:node1|2
    12|3|OUT_OF_MEMORY|node1|other|OutOfMemory
    nonsense

    """

  @Test("rows of tasks and rows of many that wait")
  func rows() {
    let queue = SlurmQueue(text)
    func state(_ job: Int, _ index: Int, _ name: String) -> SlurmState? {
      queue.state(of: SlurmTaskID(job: job, index: index), name: name)
    }
    #expect(state(7, 0, "runexp-a-1") == .running(node: "node1"))
    #expect(state(7, 1, "runexp-a-1") == .ended(.completed))
    #expect(state(7, 3, "runexp-a-1") == .pending(reason: "JobArrayTaskLimit"))
    #expect(state(7, 8, "runexp-a-1") == .pending(reason: "JobArrayTaskLimit"))
    #expect(state(7, 5, "runexp-a-1") == nil)
    let reason = "ReqNodeNotAvail, UnavailableNodes:node1|2"
    #expect(state(9, 10, "runexp-a-2") == .pending(reason: reason))
    #expect(state(9, 11, "runexp-a-2") == nil)
    #expect(queue.job(named: "runexp-a-2") == 9)
    #expect(queue.job(named: "runexp-a-3") == nil)
  }

  @Test("a number used again is another job")
  func reusedNumbers() {
    let queue = SlurmQueue(text)
    #expect(queue.state(of: SlurmTaskID(job: 12, index: 3), name: "runexp-a-1") == nil)
    #expect(!queue.knows(job: 12, name: "runexp-a-1"))
    #expect(queue.knows(job: 12, name: "other"))
  }

  @Test("of a list that was cut every other task may wait")
  func cutLists() {
    let queue = SlurmQueue("5|0-3,7,9,...%2|PENDING||a|Priority\n5|4|RUNNING|n|a|None\n")
    #expect(queue.state(of: SlurmTaskID(job: 5, index: 4), name: "a") == .running(node: "n"))
    let rest = queue.state(of: SlurmTaskID(job: 5, index: 50), name: "a")
    #expect(rest == .pending(reason: "Priority"))
  }

  @Test(
    "states as words, also cut, with more behind them, or of a later version",
    arguments: [
      ("CANCELLED by 0", SlurmState.ended(.cancelled)), ("OUT_OF_ME+", .ended(.outOfMemory)),
      ("CANCELLED+", .ended(.cancelled)), ("NODE_FAIL", .ended(.nodeFail)),
      ("COMPLETING", .running(node: "n")), ("REQUEUED", .pending(reason: "r")),
      ("REQUEUE_HOLD", .pending(reason: "r")), ("POLISHING", .running(node: "n")),
      ("C+", .running(node: "n")),
    ])
  func words(_ word: String, _ state: SlurmState) {
    #expect(SlurmState(word: word, reason: "r", node: "n") == state)
  }

  @Test("accounting tells of tasks whose job has our name")
  func accounting() {
    let text = """
      7_0|COMPLETED|runexp-a-1
      7_1|CANCELLED by 1000|runexp-a-1
      8_0|FAILED|somebody|else
      7_[2-4]|PENDING|runexp-a-1
      9|FAILED|runexp-a-2
      """
    let ends = SlurmCommands.ends(
      in: text, names: [7: "runexp-a-1", 8: "runexp-b-1", 9: "runexp-a-2"])
    #expect(
      ends == [
        SlurmTaskID(job: 7, index: 0): .ended(.completed),
        SlurmTaskID(job: 7, index: 1): .ended(.cancelled),
      ])
  }

  @Test(
    "what sbatch complains of is refused, put off, or not known to have been taken",
    arguments: [
      (
        "sbatch: error: Batch job submission failed: Invalid partition name specified",
        SlurmSubmission.refused("")
      ),
      (
        "sbatch: error: Batch job submission failed: Unable to contact slurm controller"
          + " (connect failure)", .unanswered("")
      ),
      (
        "sbatch: error: Batch job submission failed: Socket timed out on send/recv", .unanswered("")
      ),
      (
        "sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit"
          + " limit, user's size and/or time limits)", .deferred("")
      ),
      ("sbatch: error: QOSMaxSubmitJobPerUserLimit", .deferred("")),
      (
        "sbatch: error: Slurm temporarily unable to accept job, sleeping and retrying",
        .deferred("")
      ),
    ])
  func complaints(_ text: String, _ expected: SlurmSubmission) {
    let judged = SlurmCommands.judge(complaint: text, isEnded: true)
    switch (judged, expected) {
    case (.refused(let words), .refused), (.deferred(let words), .deferred),
      (.unanswered(let words), .unanswered):
      #expect(words == text)
    default: Issue.record("\(judged)")
    }
  }

  @Test("an sbatch that was killed may have submitted")
  func killedCommands() {
    #expect(SlurmCommands.judge(complaint: "x", isEnded: false) == .unanswered("x"))
  }

  @Test("the largest array the cluster takes")
  func largestArray() {
    let text = "MaxArrayTasks = 5\nMaxArraySize            = 1001\nMaxDBDMsgs = 2\n"
    #expect(SlurmCommands.mostArrayTasks(in: text) == 1001)
    #expect(SlurmCommands.mostArrayTasks(in: "") == nil)
  }
}
