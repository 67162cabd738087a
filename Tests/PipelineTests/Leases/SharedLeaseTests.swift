import Base
import Glibc
import Synchronization
import Testing

@testable import Pipeline

/// Clocks that move when somebody waits.
private final class HandClock: Clock {
  private let steady = Mutex(1000.0)
  private let atSecond: @Sendable (Double) -> Void

  /// `atSecond` hears how many seconds have passed whenever some did.
  init(atSecond: @escaping @Sendable (Double) -> Void = { _ in }) { self.atSecond = atSecond }

  var wallSeconds: Double { 1_795_250_096.5 }
  var steadySeconds: Double { steady.withLock { $0 } }
  var passed: Double { steadySeconds - 1000 }

  func wait(_ seconds: Double) {
    atSecond(
      steady.withLock {
        $0 += seconds; return $0 - 1000
      })
  }
}

/// Leases that are files.
@Suite struct SharedLeaseTests {
  private let results: TemporaryResults
  private var locks: String { results.folder.locks }

  init() throws {
    results = try TemporaryResults()
    try FileTree.makeFolder(results.folder.locks)
  }

  private func leases(_ clock: HandClock = HandClock()) -> SharedLeases {
    SharedLeases(folder: locks, clock: clock, sleep: { clock.wait($0) })
  }

  /// A lease file somebody left.
  private func leave(
    _ name: String, host: String = "node7", boot: String = "b", pid: Int = 12, start: Int = 34,
    counter: Int = 5, age: Double
  ) throws {
    let note: Value = .map([
      "host": .text(host), "pid": .integer(pid), "since": 1_795_250_000.0, "boot": .text(boot),
      "start": .integer(start), "token": "feed", "counter": .integer(counter),
    ])
    try FileTree.write(note.jsonBytes, to: locks + "/" + name)
    try setAge(name, age)
  }

  private func setAge(_ name: String, _ seconds: Double) throws {
    let time = timeval(tv_sec: Int(SystemClock().wallSeconds - seconds), tv_usec: 0)
    guard utimes(locks + "/" + name, [time, time]) == 0 else { throw FileTree.failure(name) }
  }

  private func holders(_ refusal: SharedLeases.Refusal?) -> [LeaseHolder?]? {
    guard case .held(let others) = refusal else { return nil }
    return others.map { $0.note?.holder }
  }

  @Test func aHolderElsewhereThatWroteLatelyIsAliveAtOnce() throws {
    try leave("study-a.3.lease", age: 20)
    let clock = HandClock()
    let refusal = #expect(throws: SharedLeases.Refusal.self) {
      try leases(clock).take("study-a") { _ in Issue.record("nobody has to be watched") }
    }
    #expect(
      holders(refusal) == [LeaseHolder(host: "node7", pid: 12, since: 1_795_250_000)])
    #expect(clock.passed == 0)
    #expect(try FileTree.names(in: locks) == ["study-a.3.lease"])
  }

  @Test func aHolderElsewhereIsDeadWhenItsCounterStandsStillForHalfAMinute() throws {
    try leave("study-a.3.lease", age: 40)
    let clock = HandClock()
    var watched: [String?] = []
    let lease = try leases(clock).take("study-a") { watched.append($0?.description) }
    #expect(watched == ["process 12 on node7 since 2026-11-21 08:33:20 UTC"])
    #expect((30...31).contains(clock.passed))
    #expect(try FileTree.names(in: locks) == ["study-a.4.lease"])
    withExtendedLifetime(lease) {}
  }

  @Test func aHolderElsewhereThatIsSlowIsNotTakenForDead() throws {
    try leave("study-a.3.lease", age: 40)
    try leave("later", counter: 6, age: 40)
    let (later, path) = (locks + "/later", locks + "/study-a.3.lease")
    let clock = HandClock { seconds in if seconds == 25 { rename(later, path) } }
    let refusal = #expect(throws: SharedLeases.Refusal.self) {
      try leases(clock).take("study-a")
    }
    #expect(holders(refusal)?.count == 1)
    #expect(clock.passed == 25)
    #expect(try FileTree.names(in: locks) == ["study-a.3.lease"])
  }

  @Test(arguments: [
    (boot: "another boot", pid: ProcessIdentity.pid, isSameStart: true),
    (boot: Durability.bootID ?? "", pid: ProcessIdentity.pid, isSameStart: false),
    (boot: Durability.bootID ?? "", pid: 1 << 30, isSameStart: true),
  ])
  func aHolderHereIsDeadByItsBootOrItsProcess(
    _ left: (boot: String, pid: Int, isSameStart: Bool)
  ) throws {
    let start = ProcessIdentity.startTicks(of: ProcessIdentity.pid) ?? 0
    try leave(
      "study-a.0.lease", host: ProcessIdentity.host, boot: left.boot, pid: left.pid,
      start: left.isSameStart ? start : start + 1, age: 0)
    let clock = HandClock()
    let lease = try leases(clock).take("study-a")
    #expect(clock.passed == 0)
    #expect(lease.name == "study-a.1.lease")
    #expect(try FileTree.names(in: locks) == ["study-a.1.lease"])
  }

  @Test func oneOfManyTakesADeadLeaseOver() throws {
    for round in 0..<40 {
      try leave(
        "study-a.\(round).lease", host: ProcessIdentity.host, boot: "another boot", age: 0)
      let winners = Mutex<[LeaseFile]>([])
      let places = Atomic<Int>(0)
      let ended = Atomic<Int>(0)
      let leases = SharedLeases(folder: locks)
      for _ in 0..<6 {
        Thread.detach {
          // All at once.
          places.add(1, ordering: .sequentiallyConsistent)
          while places.load(ordering: .sequentiallyConsistent) < 6 { sched_yield() }
          if let lease = try? leases.take("study-a") { winners.withLock { $0.append(lease) } }
          ended.add(1, ordering: .sequentiallyConsistent)
        }
      }
      while ended.load(ordering: .sequentiallyConsistent) < 6 { usleep(100) }
      #expect(winners.withLock { $0.count } == 1)
      #expect(try FileTree.names(in: locks) == ["study-a.\(round + 1).lease"])
      winners.withLock { $0 = [] }
      #expect(try FileTree.names(in: locks) == [])
    }
  }

  @Test func aFileWithoutItsNoteIsWatchedToo() throws {
    try FileTree.write([], to: locks + "/study-a.0.lease")
    let refusal = #expect(throws: SharedLeases.Refusal.self) { try leases().take("study-a") }
    #expect(holders(refusal) == [nil])
    try setAge("study-a.0.lease", 60)
    let clock = HandClock()
    _ = try leases(clock).take("study-a")
    #expect(clock.passed >= 30)
    #expect(try FileTree.names(in: locks) == [])
  }

  @Test func theFolderIsTakenAloneAfterDeathsOnly() throws {
    try leave("study-a.0.lease", age: 10)
    try leave("beside-1.0.lease", age: 100)
    #expect(throws: SharedLeases.Refusal.self) { try leases().take(SharedLeases.alone) }
    try setAge("study-a.0.lease", 100)
    let lease = try leases().take(SharedLeases.alone)
    #expect(try FileTree.names(in: locks) == ["folder.0.lease"])
    withExtendedLifetime(lease) {}
  }

  @Test func aBeatMovesTheCounterAndKeepsTheRest() throws {
    let lease = try leases().take("study-a")
    let path = locks + "/study-a.0.lease"
    let before = try #require(LeaseNote(try FileTree.read(path)))
    for _ in 0..<12 { lease.beat() }
    var after = try #require(LeaseNote(try FileTree.read(path)))
    #expect(after.counter == 12)
    after.counter = before.counter
    #expect(after == before)
  }

  @Test func aLeaseThatWasTakenOverIsLostAndItsSuccessorIsLeftAlone() throws {
    let count = Atomic<Int>(0)
    let path = locks + "/study-a.0.lease"
    var lease: LeaseFile? = try leases().take("study-a")
    lease?.whenLost { count.add(1, ordering: .relaxed) }
    lease?.beat()
    #expect(count.load(ordering: .relaxed) == 0)
    #expect(unlink(path) == 0)
    let next = try leases().take("study-a")
    #expect(next.path == path)
    for _ in 0..<2 { lease?.beat() }
    #expect(count.load(ordering: .relaxed) == 1)
    lease?.whenLost { count.add(10, ordering: .relaxed) }
    #expect(count.load(ordering: .relaxed) == 11)
    lease = nil
    #expect(LeaseNote(try FileTree.read(path))?.token == next.token)
  }

  @Test func whoHoldsLeasesIsToldWithoutWriting() throws {
    try leave("study-a.0.lease", age: 50)
    try leave("study-b.0.lease", age: 70)
    try leave("study-c.0.lease", host: ProcessIdentity.host, boot: "another boot", age: 0)
    try leave("folder.0.lease", age: 0)
    let before = try FileTree.names(in: locks)
    let folder = results.folder
    #expect(RunLease.holders(study: "a", in: folder, means: .files).map(\.host) == ["node7"])
    #expect(RunLease.holders(study: "b", in: folder, means: .files) == [])
    #expect(RunLease.holders(study: "c", in: folder, means: .files) == [])
    #expect(RunLease.holders(in: folder, means: .files).map(\.pid) == [12])
    #expect(try FileTree.names(in: locks) == before)
  }

  // MARK: Stages

  private func stages(of study: String, _ clock: HandClock = HandClock()) throws
    -> SharedStageLeases
  {
    try SharedStageLeases(
      results.folder, livingBy: try leases(clock).take("study-" + study), clock: clock)
  }

  @Test func stagesLiveByTheOneCounterOfTheirRun() throws {
    let mine = try stages(of: "a")
    let keys = (0..<20).map { node("\($0)").key }
    for key in keys { #expect(try mine.take(key)) }
    let files = try FileTree.names(in: locks + "/leased")
    #expect(files == keys.map(\.hex).sorted())
    for key in keys.dropFirst() { mine.release(key) }
    #expect(try FileTree.names(in: locks + "/leased") == [keys[0].hex])
  }

  @Test func aStageOfALivingRunIsLookedAtAgainAfterASecond() throws {
    let clock = HandClock()
    let mine = try stages(of: "a")
    let other = try stages(of: "b", clock)
    let key = node("x").key
    #expect(try mine.take(key))
    #expect(try !other.take(key))
    mine.release(key)
    #expect(try !other.take(key))
    clock.wait(1)
    #expect(try other.take(key))
  }

  @Test func stagesOfADeadRunAreTakenOver() throws {
    let key = node("x").key
    let clock = HandClock()
    let mine = try stages(of: "b", clock)
    let path = locks + "/leased/" + key.hex
    // Its run's lease is gone.
    try FileTree.write(Array("study-a.0.lease\nfeed\n".utf8), to: path)
    #expect(try mine.take(key))
    mine.release(key)
    // It is there, of a machine that says no more.
    try FileTree.write(Array("study-a.0.lease\nfeed\n".utf8), to: path)
    try leave("study-a.0.lease", age: 100)
    for _ in 0..<30 {
      #expect(try !mine.take(key))
      clock.wait(1)
    }
    #expect(try !mine.take(key))
    clock.wait(1)
    #expect(try mine.take(key))
    mine.release(key)
    // It is another run's by now.
    try FileTree.write(Array("study-a.0.lease\nolder\n".utf8), to: path)
    #expect(try mine.take(key))
    #expect(try FileTree.names(in: locks + "/leased") == [key.hex])
  }

  @Test func aStageFileThatIsNotWholeIsWatched() throws {
    let key = node("x").key
    let clock = HandClock()
    let mine = try stages(of: "b", clock)
    try FileTree.write([], to: locks + "/leased/" + key.hex)
    #expect(try !mine.take(key))
    clock.wait(31)
    #expect(try mine.take(key))
  }

  @Test func aStageThatWasTakenOverIsNotReleased() throws {
    let key = node("x").key
    let path = locks + "/leased/" + key.hex
    let mine = try stages(of: "a")
    #expect(try mine.take(key))
    let others = Array("study-b.0.lease\nfeed\n".utf8)
    try FileTree.write(others, to: path)
    mine.release(key)
    #expect(try FileTree.read(path) == others)
  }

  @Test func whoTakesTheFolderAloneClearsWhatKilledRunsLeft() throws {
    try FileTree.makeFolder(locks + "/leased")
    try FileTree.write([], to: locks + "/leased/" + node("x").key.hex)
    let alone = try RunLease.takeAlone(results.folder, means: .files)
    #expect(try FileTree.names(in: locks) == ["folder.0.lease"])
    withExtendedLifetime(alone) {}
  }

  @Test func aMachineThatRunsBesideUsDidNotGoDown() throws {
    let marker = locks + "/unsynced-node7-12-34"
    try FileTree.write(Array("its boot".utf8), to: marker)
    #expect(Durability.past(of: results.folder).machineWentDown)
    try leave("study-a.0.lease", age: 0)
    #expect(Durability.past(of: results.folder, means: .files) == Durability.Past())
    try setAge("study-a.0.lease", 100)
    #expect(Durability.past(of: results.folder, means: .files).machineWentDown)
  }
}
