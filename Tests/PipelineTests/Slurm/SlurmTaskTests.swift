import Base
import Testing

@testable import Pipeline

@Suite("judging the stages of a task")
struct SlurmTaskTests {
  private let a = node("a").key
  private let b = node("b").key
  private let attempt = AttemptID(host: "n", pid: 1, start: 1, counter: 1)

  private func verdicts(
    _ task: inout SlurmTask, at now: Double, published: Set<ContentHash> = []
  ) -> [SlurmTask.Verdict] {
    task.verdicts(at: now, settle: 90) { published.contains($0) }
  }

  private func failed(_ reason: String, permanent: Bool = false) -> AttemptResult {
    .failed(reason: reason, lastOutput: "", isPermanent: permanent)
  }

  @Test("a result counts once it is visible, and its node's word for it waits for that")
  func published() {
    var task = SlurmTask([a, b])
    task.see(.running(node: "n"), siblingsKnown: true, at: 0)
    task.hear(.stageEnded(a, .published(nil)), at: 10)
    #expect(verdicts(&task, at: 10) == [])
    #expect(verdicts(&task, at: 50, published: [a]) == [.ended(a, .published(nil))])
    #expect(task.open == [b])
    #expect(verdicts(&task, at: 60, published: [a]) == [])
  }

  @Test("a result that does not become visible is a failure")
  func invisible() {
    var task = SlurmTask([a])
    task.hear(.stageEnded(a, .published(nil)), at: 10)
    #expect(verdicts(&task, at: 99) == [])
    let reason = "its node published it, but for 90 s it has not become visible here"
    #expect(verdicts(&task, at: 100) == [.ended(a, failed(reason))])
  }

  @Test("a failure told by the node counts at once")
  func failure() {
    var task = SlurmTask([a])
    task.see(.running(node: "n"), siblingsKnown: true, at: 0)
    task.hear(.stageEnded(a, failed("the loss is NaN")), at: 1)
    #expect(verdicts(&task, at: 1) == [.ended(a, failed("the loss is NaN"))])
    #expect(task.isSettled)
  }

  @Test("a task that ended without a result is given 90 s for it to become visible")
  func finishing() {
    var task = SlurmTask([a])
    task.see(.ended(.completed), siblingsKnown: true, at: 0)
    #expect(verdicts(&task, at: 89) == [])
    #expect(verdicts(&task, at: 89.5, published: [a]) == [.ended(a, .published(nil))])
    var silent = SlurmTask([a])
    silent.see(.ended(.failed), siblingsKnown: true, at: 0)
    let reason = "its Slurm task ended as FAILED and left no result"
    #expect(verdicts(&silent, at: 90) == [.ended(a, failed(reason))])
  }

  @Test("only the stage that ran is to blame for the time or the memory")
  func blame() {
    for (end, setback) in [
      (SlurmEnd.timeout, SlurmTask.Setback.outOfTime), (.outOfMemory, .outOfMemory),
    ] {
      var task = SlurmTask([a, b])
      task.hear(.taskBegan(node: "n", job: 1), at: 0)
      task.hear(.stageBegan(a, attempt), at: 0)
      task.see(.ended(end), siblingsKnown: true, at: 10)
      #expect(verdicts(&task, at: 100) == [.again(a, setback), .again(b, .bystander)])
    }
  }

  @Test("a killed worker is a failure of its own unless the task ran out of memory")
  func killedWorker() {
    var task = SlurmTask([a, b])
    task.hear(.stageBegan(a, attempt), at: 0)
    task.hear(.stageKilled(a, reason: "killed", lastOutput: "x"), at: 1)
    task.hear(.taskEnded(interrupted: false), at: 1)
    #expect(verdicts(&task, at: 1) == [])
    var full = task
    full.see(.ended(.outOfMemory), siblingsKnown: true, at: 2)
    #expect(verdicts(&full, at: 2) == [.again(a, .outOfMemory), .again(b, .bystander)])
    task.see(.ended(.failed), siblingsKnown: true, at: 2)
    #expect(
      verdicts(&task, at: 2) == [
        .ended(a, .failed(reason: "killed", lastOutput: "x")), .again(b, .bystander),
      ])
  }

  @Test("a task that is put back into the queue goes on in its next life")
  func requeued() {
    var task = SlurmTask([a])
    task.see(.pending(reason: "None"), siblingsKnown: true, at: 0)
    task.hear(.taskBegan(node: "n", job: 1), at: 1)
    task.hear(.stageBegan(a, attempt), at: 1)
    task.see(.running(node: "n"), siblingsKnown: true, at: 2)
    task.hear(.stageEnded(a, .cancelled), at: 3)
    task.hear(.taskEnded(interrupted: true), at: 3)
    task.see(.pending(reason: "BeginTime"), siblingsKnown: true, at: 4)
    #expect(verdicts(&task, at: 500) == [])
    #expect(task.waitingReason == "BeginTime")
    task.see(.ended(.preempted), siblingsKnown: true, at: 600)
    #expect(verdicts(&task, at: 690) == [.again(a, .lost("it was preempted"))])
  }

  @Test(
    "a task cancelled by hand is not submitted again, not even one that vanished while it waited")
  func cancelled() {
    let verdict = SlurmTask.Verdict.ended(
      a, failed("its Slurm task was cancelled by hand", permanent: true))
    var running = SlurmTask([a])
    running.hear(.taskBegan(node: "n", job: 1), at: 0)
    running.see(.ended(.cancelled), siblingsKnown: true, at: 1)
    #expect(verdicts(&running, at: 91) == [verdict])
    var waiting = SlurmTask([a])
    waiting.see(.pending(reason: "Resources"), siblingsKnown: true, at: 0)
    waiting.see(nil, siblingsKnown: true, at: 1)
    #expect(verdicts(&waiting, at: 91) == [verdict])
  }

  @Test("a task whose whole array is forgotten was lost")
  func forgotten() {
    var task = SlurmTask([a])
    task.see(.pending(reason: "Resources"), siblingsKnown: true, at: 0)
    task.see(nil, siblingsKnown: false, at: 1)
    let lost = SlurmTask.Verdict.again(a, .lost("Slurm does not know it any more"))
    #expect(verdicts(&task, at: 91) == [lost])
    var back = SlurmTask([a])
    back.see(nil, siblingsKnown: false, at: 1)
    back.see(.running(node: "n"), siblingsKnown: true, at: 50)
    #expect(verdicts(&back, at: 500) == [])
  }

  @Test("a reason that never passes is hopeless after a while")
  func hopeless() {
    var task = SlurmTask([a])
    task.see(.pending(reason: "PartitionConfig"), siblingsKnown: true, at: 0)
    #expect(!task.isHopeless(at: 59, after: 60))
    #expect(task.isHopeless(at: 60, after: 60))
    task.see(.pending(reason: "Resources"), siblingsKnown: true, at: 61)
    task.see(.pending(reason: "PartitionConfig"), siblingsKnown: true, at: 62)
    #expect(!task.isHopeless(at: 100, after: 60))
  }

  @Test("of two lives the first result counts")
  func doubled() {
    var task = SlurmTask([a])
    task.hear(.stageEnded(a, .published(nil)), at: 0)
    task.hear(.taskBegan(node: "m", job: 1), at: 1)
    task.hear(.stageEnded(a, failed("late")), at: 2)
    #expect(verdicts(&task, at: 3, published: [a]) == [.ended(a, .published(nil))])
  }
}
