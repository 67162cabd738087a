import Glibc
import Testing

@testable import Pipeline

@Suite("the end of a run") struct RunEndTests {
  private func end() -> RunEnd { RunEnd(grace: 10, cancelGrace: 5) }

  @Test("one signal: the grace, then a wish, then the end")
  func oneSignal() {
    var end = end()
    #expect(!end.hasBegun && end.next == .infinity)
    #expect(end.hear(SIGTERM, at: 100) == [.tellStopping(immediately: false)])
    #expect(end.hasBegun && end.next == 110)
    #expect(end.pass(to: 109.9) == [])
    #expect(end.pass(to: 110) == [.cancel])
    #expect(end.next == 115)
    #expect(end.pass(to: 115) == [.kill])
    #expect(end.next == .infinity && end.pass(to: 1e9) == [])
    #expect(end.signal == SIGTERM && !end.isOutOfTime)
  }

  @Test("two signals: the end at once, and the first one counts")
  func twoSignals() {
    var end = end()
    _ = end.hear(SIGINT, at: 0)
    #expect(end.hear(SIGTERM, at: 1) == [.tellStopping(immediately: true), .kill])
    #expect(end.hear(SIGTERM, at: 2) == [])
    #expect(end.signal == SIGINT)
  }

  @Test("out of time, what runs may end; the first signal is still the first")
  func outOfTime() {
    var end = end()
    end.deadline = 50
    #expect(end.next == 50)
    #expect(end.pass(to: 50) == [.tellOutOfTime])
    #expect(end.hasBegun && end.isOutOfTime && end.next == .infinity)
    #expect(end.pass(to: 1e6) == [])
    #expect(end.hear(SIGINT, at: 60) == [.tellStopping(immediately: false)])
    #expect(end.next == 70)
    #expect(end.hear(SIGINT, at: 61) == [.tellStopping(immediately: true), .kill])
  }

  @Test("too many failures: what runs may end; a signal gives it the grace, as ever")
  func tooManyFailures() {
    var end = end()
    #expect(end.failTooOften() == [.tellTooManyFailures])
    #expect(end.hasBegun && end.hasTooManyFailures && end.next == .infinity)
    #expect(end.failTooOften() == [])
    #expect(end.hear(SIGINT, at: 60) == [.tellStopping(immediately: false)])
    #expect(end.next == 70)
    // What ended the run first counts.
    var stopped = self.end()
    _ = stopped.hear(SIGTERM, at: 0)
    #expect(stopped.failTooOften() == [] && !stopped.hasTooManyFailures)
  }

  @Test("ended at a failure, what runs is asked at once; a signal then kills")
  func failFast() {
    var end = end()
    #expect(end.cancel(at: 7) == [.cancel])
    #expect(end.next == 12)
    #expect(end.hear(SIGINT, at: 8) == [.tellStopping(immediately: true), .kill])
  }
}
